"""Programs that serve: the executables that images have for it, how they run, and the ports on which they listen."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from cluster.images.catalogue import Image
from cluster.images.serving import agnhost, banners
from cluster.images.serving.banners import Start
from cluster.images.serving.outcome import Run

if TYPE_CHECKING:
    from cluster.images.place import Line, Place

_MS = 1000
TCP = "TCP"


class Server(NamedTuple):
    """`names` of its executable; `ports` on which it listens by itself; `lines(image, start)`: what it prints;
    `needs`: environment variables of which one must be set; `complaint`: what it prints when none is."""

    names: tuple[str, ...]
    ports: tuple[int, ...] = ()
    lines: Callable[[Image, Start], list[Line]] = lambda image, start: []
    run: Run = Run(stops=100 * _MS)
    needs: tuple[str, ...] = ()
    complaint: str = ""
    ready: int = 20 * _MS  # µs until it listens


class Program(NamedTuple):
    """What an image is made for: its entrypoint and cmd, and its server (None: a shell, an interpreter)."""

    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]
    server: Server | None = None
    user: int = 0
    cwd: str = "/"
    env: tuple[tuple[str, str], ...] = ()


_SCRIPT = "docker-entrypoint.sh"
_SLOW = Run(stops=900 * _MS)
_MARIADB = ("MARIADB_ROOT_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "MARIADB_RANDOM_ROOT_PASSWORD")
_MYSQL = ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD")
_POSTGRES = ("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD")
_DAEMONS = (
    "daemon", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "etcd", "metrics-server",
    "storage-provisioner",
)  # fmt: skip
_APACHE = Server(("httpd", "httpd-foreground", "apache2-foreground"), (80,), banners.httpd)
_AGNHOST = Server(agnhost.NAMES)

PROGRAMS: dict[str, Program] = {
    "nginx": Program(
        ("/docker-entrypoint.sh",), ("nginx", "-g", "daemon off;"), Server(("nginx",), (80,), banners.nginx)
    ),
    "httpd": Program((), ("httpd-foreground",), _APACHE, cwd="/usr/local/apache2"),
    "php-apache": Program(("docker-php-entrypoint",), ("apache2-foreground",), _APACHE, cwd="/var/www/html"),
    "wordpress": Program((_SCRIPT,), ("apache2-foreground",), _APACHE, cwd="/var/www/html"),
    "redis": Program((_SCRIPT,), ("redis-server",), Server(("redis-server",), (6379,), banners.redis), cwd="/data"),
    "memcached": Program((_SCRIPT,), ("memcached",), Server(("memcached",), (11211,)), user=11211),
    "mysql": Program(
        (_SCRIPT,),
        ("mysqld",),
        Server(("mysqld",), (3306,), banners.mysql, _SLOW, _MYSQL, banners.MYSQL_COMPLAINT, 4000 * _MS),
    ),
    "mariadb": Program(
        (_SCRIPT,),
        ("mariadbd",),
        Server(
            ("mariadbd", "mysqld"),
            (3306,),
            banners.mysql,
            _SLOW,
            _MARIADB + _MYSQL,
            banners.MYSQL_COMPLAINT,
            4000 * _MS,
        ),
    ),
    "postgres": Program(
        (_SCRIPT,),
        ("postgres",),
        Server(
            ("postgres",),
            (5432,),
            banners.postgres,
            Run(stops=200 * _MS),
            _POSTGRES,
            banners.POSTGRES_COMPLAINT,
            900 * _MS,
        ),
    ),
    "mongo": Program((_SCRIPT,), ("mongod",), Server(("mongod",), (27017,), run=_SLOW, ready=1000 * _MS)),
    "rabbitmq": Program(
        (_SCRIPT,), ("rabbitmq-server",), Server(("rabbitmq-server",), (5672,), run=_SLOW, ready=8000 * _MS)
    ),
    "tomcat": Program(
        (),
        ("catalina.sh", "run"),
        Server(("catalina.sh",), (8080,), run=Run(stops=600 * _MS, stop_code=143)),
        cwd="/usr/local/tomcat",
    ),
    "traefik": Program(("/entrypoint.sh",), ("traefik",), Server(("traefik",), (80,))),
    "haproxy": Program(
        (_SCRIPT,), ("haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"), Server(("haproxy",)), user=99
    ),
    "echo-server": Program((), ("/bin/echo-server",), Server(("echo-server",), (8080,))),
    "hello-app": Program((), ("./hello-app",), Server(("hello-app",), (8080,))),
    "http-echo": Program(("/http-echo",), (), Server(("http-echo",), (5678,))),
    "whoami": Program(("/whoami",), (), Server(("whoami",), (80,))),
    "nginx-hello": Program(("/docker-entrypoint.sh",), ("nginx", "-g", "daemon off;"), Server(("nginx",), (80,))),
    "echoserver": Program((), ("/usr/local/bin/run.sh",), Server(("run.sh",), (8080,))),
    "gb-frontend": Program((), ("apache2-foreground",), _APACHE, cwd="/var/www/html"),
    "ingress-nginx": Program(
        ("/usr/bin/dumb-init", "--"),
        ("/nginx-ingress-controller",),
        Server(("dumb-init", "nginx-ingress-controller"), (80, 443, 8443, 10254)),
    ),
    "certgen": Program(("/kube-webhook-certgen",), (), Server(("kube-webhook-certgen",), run=Run(ends=1000 * _MS))),
    "stress": Program(("/usr/bin/stress",), ("--verbose",), Server(("stress", "stress-ng"))),
    "consumer": Program(("/consumer",), (), Server(("consumer",), (8080,))),
    "coredns": Program(("/coredns",), (), Server(("coredns",), (53, 8080, 8181, 9153), banners.coredns)),
    "pause": Program(("/pause",), (), Server(("pause",)), user=65535),
    "agnhost": Program(("/agnhost",), ("pause",), _AGNHOST),
    "kitten": Program(("/agnhost",), ("test-webserver",), _AGNHOST),
    "nautilus": Program(("/agnhost",), ("test-webserver",), _AGNHOST),
    "nonewprivs": Program(("/nnp",), (), Server(("nnp",), (), run=Run(ends=10 * _MS))),
    "nonroot": Program((), ("/bin/sh",), user=1234),
    "sample-apiserver": Program(("/sample-apiserver",), (), Server(("sample-apiserver",), (443,))),
    "daemon": Program(("/usr/local/bin/daemon",), (), Server(_DAEMONS)),
    "hello-world": Program((), ("/hello",), Server(("hello",), (), banners.hello, Run(ends=20 * _MS))),
    "shell": Program((), ("/bin/sh",)),
    "python": Program((), ("python3",), Server(("python", "python3"))),
    "node": Program((_SCRIPT,), ("node",), Server(("node",))),
}
_WRAPPERS = ("docker-entrypoint.sh", "docker-php-entrypoint", "entrypoint.sh")


def program(image: Image) -> Program:
    return PROGRAMS[image.program]


def unwrapped(image: Image, argv: tuple[str, ...]) -> tuple[str, ...]:
    """The command that an image's entrypoint script hands over to: what it was given, or its own server."""
    made = PROGRAMS[image.program]
    if not argv or posixpath.basename(argv[0]) not in _WRAPPERS or made.entrypoint[:1] == ():
        return argv
    if posixpath.basename(argv[0]) != posixpath.basename(made.entrypoint[0]):
        return argv
    rest = argv[1:]
    if made.server is not None and (not rest or rest[0].startswith("-")):
        return (made.server.names[0], *rest)
    return rest


# Programs that listen and lie in images made for something else.
BUSYBOX_HTTPD = Server(("httpd",))
PYTHON_HTTP = Server(("python", "python3"), (8000,), run=Run(stops=None))


def named(image: Image, argv: tuple[str, ...]) -> Server | None:
    """The server that this command line starts, or None when it is none of the image's servers."""
    server, argv = PROGRAMS[image.program].server, unwrapped(image, argv)
    base = posixpath.basename(argv[0]) if argv else ""
    if base.startswith("python") and argv[1:3] == ("-m", "http.server"):
        return PYTHON_HTTP if image.program == "python" else None
    if base == "httpd" and image.program in ("shell", *agnhost.IMAGES) and image.family in ("busybox", "alpine"):
        return BUSYBOX_HTTPD if "-f" in argv else None
    return server if server is not None and base in server.names else None


def answered_by(image: Image, argv: tuple[str, ...]) -> str:
    """Who answers (a key of cluster.images.answers.HANDLERS)."""
    server = named(image, argv)
    if server is None:
        return "nc" if posixpath.basename(argv[0]) in ("nc", "netcat") else ""
    if server is BUSYBOX_HTTPD:
        return "busybox-httpd"
    if server is PYTHON_HTTP:
        return "python-http"
    if image.program in agnhost.IMAGES:
        return "agnhost"
    return {"python": "python-app", "node": "node-app"}.get(image.program, image.program)


def run(server: Server, image: Image, argv: tuple[str, ...], env: dict[str, str], place: Place) -> Run:
    if server.needs and not any(env.get(name) for name in server.needs):
        return Run(ends=400 * _MS, code=1)
    if server is BUSYBOX_HTTPD:
        return Run()
    if image.program in agnhost.IMAGES:
        return agnhost.run(unwrapped(image, argv), place)
    if image.program == "nginx":
        return _nginx_run(server, argv, place)
    if image.program in ("python", "node") and len(argv) == 1:
        return Run(ends=20 * _MS)  # without a terminal it reads end-of-file
    return server.run


def output(
    server: Server, image: Image, argv: tuple[str, ...], env: dict[str, str], place: Place, started: int
) -> list[Line]:
    """What it prints when it comes up; the moments count from its start."""
    from cluster.images.place import Line

    start = Start(argv, env, started, place.ip, place.hostname)
    if server.needs and not any(env.get(name) for name in server.needs):
        return banners.complaint(server.complaint, start)
    if image.program in agnhost.IMAGES:
        return agnhost.lines(unwrapped(image, argv), place)
    if image.program == "nonewprivs":  # its program is set-uid and root's
        return [Line(5 * _MS, f"Effective uid: {0 if place.escalates else place.user}\n")]
    if image.program == "nginx" and (told := _nginx_fault(place, start)):
        return told
    return server.lines(image, start)


def _nginx_run(server: Server, argv: tuple[str, ...], place: Place) -> Run:
    from cluster.images.answers import nginxconf

    if any(word in ("-v", "-V", "-h") for word in argv):
        return Run(ends=10 * _MS)
    try:
        nginxconf.hosts(place.files)
    except nginxconf.BadConfig:
        return Run(ends=60 * _MS, code=1)
    return Run(ends=20 * _MS) if "-t" in argv or "-s" in argv else server.run


def _nginx_fault(place: Place, start: Start) -> list[Line]:
    from cluster.images.answers import nginxconf
    from cluster.images.place import Line

    when = banners.stamp(start, 60, "%Y/%m/%d %H:%M:%S")
    try:
        nginxconf.hosts(place.files)
    except nginxconf.BadConfig as error:
        text = f"{error} in {nginxconf.MAIN}" if "open()" not in str(error) else str(error)
        return [Line(60 * _MS, f"{when} [emerg] 1#1: {text}\nnginx: [emerg] {text}\n", "stderr")]
    if "-t" in start.argv:
        text = (
            f"nginx: the configuration file {nginxconf.MAIN} syntax is ok\nnginx: configuration file "
            f"{nginxconf.MAIN} test is successful\n"
        )
        return [Line(10 * _MS, text, "stderr")]
    if "-v" in start.argv or "-s" in start.argv:
        return [Line(5 * _MS, "nginx version: nginx/1.29.3\n", "stderr")] if "-v" in start.argv else []
    return []


def is_daemon(server: Server, argv: tuple[str, ...]) -> bool:
    """nginx and its kin go to the background unless they are told not to."""
    base = posixpath.basename(argv[0])  # an entrypoint script is followed by what the image says, which stays in front
    return (
        base == "nginx"
        and not any("daemon off" in word for word in argv)
        and not any(word in ("-t", "-v", "-V", "-h") for word in argv)
    )
