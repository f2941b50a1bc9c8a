"""Settings, all changeable by environment variables; the defaults need no other program and no internet."""

from pathlib import Path

from tutorial.environment import allowed_hosts, database, flag, number, secret_key, words

BASE_DIR = Path(__file__).resolve().parent.parent
(BASE_DIR / ".cache" / "static").mkdir(parents=True, exist_ok=True)

DEBUG = flag("DEBUG")
SECRET_KEY = secret_key(BASE_DIR / ".cache" / "secret-key")
ALLOWED_HOSTS = allowed_hosts("127.0.0.1")  # `manage.py serve --host` widens it
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "tutorial",
    "tutorial.lessons",
    "tutorial.live",
    "tutorial.share",
    "tutorial.classroom",
    "tutorial.admin.apps.AuthoringConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tutorial.middleware.ContentSecurityPolicy",
    "tutorial.unavailable.DatabaseTrouble",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tutorial.lessons.browser.BrowserMiddleware",
]
ROOT_URLCONF = "tutorial.urls"
ASGI_APPLICATION = "tutorial.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database(BASE_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "tutorial.views.forbidden"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 365  # progress without an account lives as long as its cookie
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("HTTPS") else None
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's preview is a frame

LANGUAGE_CODE = "en"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".cache" / "static"  # stays empty: files are served from where they are
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # no collectstatic before the first page
WHITENOISE_AUTOREFRESH = flag("AUTORELOAD", DEBUG)

COURSES_DIR = BASE_DIR / "tutorial" / "lessons" / "courses"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# One cluster must not hurt another: what a cluster, a session and a socket may take.
CLUSTER_LIMITS = {
    "objects": number("CLUSTER_OBJECTS", 6_000),  # stored objects; creating more is refused
    "bytes": number("CLUSTER_BYTES", 24_000_000),  # of all that was sent to it since its start, as JSON
    "clusters": number("CLUSTER_COUNT", 500),  # awake at once in this process
    "creates_per_s": number("CLUSTER_CREATES_PER_S", 5),  # new clusters, sustained, of all browsers together
    "create_burst": number("CLUSTER_CREATE_BURST", 80),  # a class that starts at once
    "per_browser": number("CLUSTERS_PER_BROWSER", 12),  # kept for one browser; the oldest is deleted
    "commands_per_s": number("CLUSTER_COMMANDS_PER_S", 20),  # terminal lines and other inputs, sustained
    "command_burst": number("CLUSTER_COMMAND_BURST", 40),
    "messages_per_s": number("SOCKET_MESSAGES_PER_S", 60),  # any message of one socket, sustained
    "message_burst": number("SOCKET_MESSAGE_BURST", 200),
    "frame_bytes": number("SOCKET_FRAME_BYTES", 2_000_000),  # one message from a browser
    "line_bytes": number("TERMINAL_LINE_BYTES", 1_100_000),  # a heredoc of 1 MB must reach kubectl's own error
    "file_bytes": number("SESSION_FILE_BYTES", 1_100_000),
    "files": number("SESSION_FILES", 64),
    "output_bytes": number("COMMAND_OUTPUT_BYTES", 2_000_000),  # of one command; then it is cut and says so
    "output_bytes_per_s": number("CLUSTER_OUTPUT_BYTES_PER_S", 500_000),  # of all commands, sustained
    "output_burst": number("CLUSTER_OUTPUT_BURST", 20_000_000),
    "pictures_per_s": number("SOCKET_PICTURES_PER_S", 30),  # whole worlds (hello, seek) to one socket, sustained
    "picture_burst": number("SOCKET_PICTURE_BURST", 120),
    "sockets": number("CLUSTER_SOCKETS", 300),  # watching one cluster
    "recordings": number("RECORDINGS_PER_BROWSER", 100),  # shared sessions that one browser or account keeps
    "history": number("CLUSTER_HISTORY", 20_000),  # recorded changes kept for rewinding
}
CLUSTER_SLEEP_AFTER_S = number("CLUSTER_SLEEP_AFTER_S", 120)  # without any socket
CLUSTER_DELETE_AFTER_DAYS = number("CLUSTER_DELETE_AFTER_DAYS", 90)  # on which the site ran
CLUSTER_LEASE_S = number("CLUSTER_LEASE_S", 10)  # a server that shows no life for so long is dead to the others
CLUSTER_SLICE_MS = 5
CLUSTER_FRAMES_PER_S = 20
CLUSTER_WINDOW_FRAMES = 80  # sent and not yet `seen` by a socket before it gets a snapshot instead

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
