"""What programs that serve print when they come up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cluster.images.catalogue import Image
from cluster.images.place import Line

_MS = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Start(NamedTuple):
    """How a program was started: `started` in µs since 1970. The lines' moments count from then."""

    argv: tuple[str, ...]
    env: dict[str, str]
    started: int
    ip: str
    hostname: str = ""


def image_version(image: Image) -> str:
    """`1.25.3-alpine` → `1.25.3`."""
    return image.version.partition("-")[0]


def stamp(start: Start, ms: int, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return (_EPOCH + timedelta(microseconds=start.started + ms * _MS)).strftime(form)


_ENTRYPOINT = """\
/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration
/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/
/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh
10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf
10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf
/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh
/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh
/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh
/docker-entrypoint.sh: Configuration complete; ready for start up"""

NGINX_LATEST = "1.29.3"


def nginx(image: Image, start: Start) -> list[Line]:
    """Before 1.19 the image had no entrypoint script and logged errors only."""
    version = image_version(image)
    numbers = [int(part) for part in version.split(".") if part.isdecimal()]
    if numbers[:1] == [1] and len(numbers) > 1 and numbers[1] < 19:
        return []
    shown = version if len(numbers) == 3 else NGINX_LATEST if len(numbers) < 2 else f"{version}.0"
    wrapped = start.argv[0].endswith("docker-entrypoint.sh")
    lines = [Line(10 * _MS, text + "\n") for text in _ENTRYPOINT.split("\n")] if wrapped else []
    if len(numbers) > 1 and numbers[1] < 21:
        return lines
    notices = [
        'using the "epoll" event method',
        f"nginx/{shown}",
        "built by gcc 14.2.0 (Debian 14.2.0-19) ",
        "OS: Linux 6.8.0-79-generic",
        "getrlimit(RLIMIT_NOFILE): 1048576:1048576",
        "start worker processes",
        "start worker process 29",
        "start worker process 30",
    ]
    when = stamp(start, 60, "%Y/%m/%d %H:%M:%S")
    return [*lines, *(Line(60 * _MS, f"{when} [notice] 1#1: {text}\n", "stderr") for text in notices)]


def redis(image: Image, start: Start) -> list[Line]:
    version = {"latest": "8.2.1", "alpine": "8.2.1"}.get(image_version(image), image_version(image))
    when = stamp(start, 20, "%d %b %Y %H:%M:%S") + ".020"
    return [
        Line(20 * _MS, f"1:C {when} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n"),
        Line(
            20 * _MS,
            f"1:C {when} * Redis version={version}, bits=64, commit=00000000, modified=0, pid=1, just started\n",
        ),
        Line(
            20 * _MS,
            f"1:C {when} # Warning: no config file specified, using the default config. In order to specify a config "
            "file use redis-server /path/to/redis.conf\n",
        ),
        Line(20 * _MS, f"1:M {when} * monotonic clock: POSIX clock_gettime\n"),
        Line(20 * _MS, f"1:M {when} * Running mode=standalone, port=6379.\n"),
        Line(20 * _MS, f"1:M {when} * Server initialized\n"),
        Line(20 * _MS, f"1:M {when} * Ready to accept connections tcp\n"),
    ]


def httpd(image: Image, start: Start) -> list[Line]:
    warning = (
        "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, "
        f"using {start.ip or '127.0.0.1'}. "
        "Set the 'ServerName' directive globally to suppress this message\n"
    )
    when = stamp(start, 40, "%a %b %d %H:%M:%S") + ".040000 " + stamp(start, 40, "%Y")
    return [
        Line(30 * _MS, warning),
        Line(30 * _MS, warning),
        Line(
            40 * _MS,
            f"[{when}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.65 (Unix) configured"
            " -- resuming normal operations\n",
        ),
        Line(40 * _MS, f"[{when}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'\n"),
    ]


def postgres(image: Image, start: Start) -> list[Line]:
    when = stamp(start, 900) + ".900 UTC [1] LOG:  "
    return [
        Line(900 * _MS, f'{when}listening on IPv4 address "0.0.0.0", port 5432\n'),
        Line(900 * _MS, f'{when}listening on IPv6 address "::", port 5432\n'),
        Line(900 * _MS, f'{when}listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"\n'),
        Line(950 * _MS, f"{when}database system is ready to accept connections\n"),
    ]


def mysql(image: Image, start: Start) -> list[Line]:
    version = {"latest": "9.4.0"}.get(image_version(image), image_version(image))
    when = stamp(start, 50, "%Y-%m-%d %H:%M:%S+00:00")
    ready = stamp(start, 4000, "%Y-%m-%dT%H:%M:%S.000000Z")
    return [
        Line(50 * _MS, f"{when} [Note] [Entrypoint]: Entrypoint script for MySQL Server {version} started.\n"),
        Line(300 * _MS, f"{when} [Note] [Entrypoint]: Initializing database files\n"),
        Line(
            4000 * _MS,
            f"{ready} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '{version}'  "
            "socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.\n",
        ),
    ]


def coredns(image: Image, start: Start) -> list[Line]:
    return [
        Line(100 * _MS, ".:53\n"),
        Line(100 * _MS, f"CoreDNS-{image.version.removeprefix('v')}\n"),
        Line(100 * _MS, "linux/amd64, go1.25.2\n"),
    ]


MYSQL_COMPLAINT = (
    "{now}+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server started.\n"
    "{now}+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n"
    "    You need to specify one of the following as an environment variable:\n"
    "    - MYSQL_ROOT_PASSWORD\n"
    "    - MYSQL_ALLOW_EMPTY_PASSWORD\n"
    "    - MYSQL_RANDOM_ROOT_PASSWORD"
)
POSTGRES_COMPLAINT = (
    "Error: Database is uninitialized and superuser password is not specified.\n"
    "       You must specify POSTGRES_PASSWORD to a non-empty value for the\n"
    '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n'
    "\n"
    '       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n'
    "       connections without a password. This is *not* recommended.\n"
    "\n"
    '       See PostgreSQL documentation about "trust":\n'
    "       https://www.postgresql.org/docs/current/auth-trust.html"
)


def complaint(text: str, start: Start) -> list[Line]:
    """What a program says that lacks something it cannot do without."""
    return [Line(300 * _MS, line + "\n", "stderr") for line in text.format(now=stamp(start, 300)).split("\n")]


_HELLO = """
Hello from Docker!
This message shows that your installation appears to be working correctly.

"""


def hello(image: Image, start: Start) -> list[Line]:
    return [Line(5 * _MS, text + "\n") for text in _HELLO.split("\n")[:-1]]
