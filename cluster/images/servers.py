"""Programs that serve: the executables that images have for it, how they run, and the ports on which they listen."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from cluster.images import agnhost, banners
from cluster.images.banners import Start
from cluster.images.catalogue import Image

if TYPE_CHECKING:
    from cluster.images.place import Line, Place

_MS = 1000
TCP = "TCP"


class Run(NamedTuple):
    """`ends`: µs after the start at which it ends by itself with `code` (None: never). `stops`: µs it takes to end
    after the stop signal, with `stop_code` (None: it ignores the signal and must be killed). `error`: it cannot even
    be started."""

    ends: int | None = None
    code: int = 0
    stops: int | None = None
    stop_code: int = 0
    error: str | None = None


class Server(NamedTuple):
    """`names` of its executable; `ports` on which it listens by itself; `lines(image, start)`: what it prints;
    `needs`: environment variables of which one must be set; `complaint`: what it prints when none is."""

    names: tuple[str, ...]
    ports: tuple[int, ...] = ()
    lines: Callable[[Image, Start], list[Line]] = lambda image, start: []
    run: Run = Run(stops=100 * _MS)
    needs: tuple[str, ...] = ()
    complaint: str = ""


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
        (_SCRIPT,), ("mysqld",), Server(("mysqld",), (3306,), banners.mysql, _SLOW, _MYSQL, banners.MYSQL_COMPLAINT)
    ),
    "mariadb": Program(
        (_SCRIPT,),
        ("mariadbd",),
        Server(("mariadbd", "mysqld"), (3306,), banners.mysql, _SLOW, _MARIADB + _MYSQL, banners.MYSQL_COMPLAINT),
    ),
    "postgres": Program(
        (_SCRIPT,),
        ("postgres",),
        Server(("postgres",), (5432,), banners.postgres, Run(stops=200 * _MS), _POSTGRES, banners.POSTGRES_COMPLAINT),
    ),
    "mongo": Program((_SCRIPT,), ("mongod",), Server(("mongod",), (27017,), run=_SLOW)),
    "rabbitmq": Program((_SCRIPT,), ("rabbitmq-server",), Server(("rabbitmq-server",), (5672,), run=_SLOW)),
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
    "echo-server": Program((), ("/bin/echo-server",), Server(("echo-server", "hello-app"), (8080,))),
    "coredns": Program(("/coredns",), (), Server(("coredns",), (53,), banners.coredns)),
    "pause": Program(("/pause",), (), Server(("pause",)), user=65535),
    "agnhost": Program(("/agnhost",), ("pause",), Server(("agnhost",))),
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


def named(image: Image, argv: tuple[str, ...]) -> Server | None:
    """The server that this command line starts, or None when it is none of the image's servers."""
    server, argv = PROGRAMS[image.program].server, unwrapped(image, argv)
    return server if server is not None and argv and posixpath.basename(argv[0]) in server.names else None


def run(server: Server, image: Image, argv: tuple[str, ...], env: dict[str, str], place: Place) -> Run:
    if server.needs and not any(env.get(name) for name in server.needs):
        return Run(ends=400 * _MS, code=1)
    if image.program == "agnhost":
        return agnhost.run(argv, place)
    if image.program in ("python", "node") and len(argv) == 1:
        return Run(ends=20 * _MS)  # without a terminal it reads end-of-file
    return server.run


def output(
    server: Server, image: Image, argv: tuple[str, ...], env: dict[str, str], place: Place, started: int
) -> list[Line]:
    """What it prints when it comes up; the moments count from its start."""
    start = Start(argv, env, started, place.ip, place.hostname)
    if server.needs and not any(env.get(name) for name in server.needs):
        return banners.complaint(server.complaint, start)
    if image.program == "agnhost":
        return agnhost.lines(argv, place)
    return server.lines(image, start)


def is_daemon(server: Server, argv: tuple[str, ...]) -> bool:
    """nginx and its kin go to the background unless they are told not to."""
    base = posixpath.basename(argv[0])  # an entrypoint script is followed by what the image says, which stays in front
    return (
        base == "nginx"
        and not any("daemon off" in word for word in argv)
        and not any(word in ("-t", "-v", "-V", "-h") for word in argv)
    )


def ports(image: Image, argv: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """(port, protocol) on which this command line listens."""
    server = named(image, argv)
    if server is None:
        return ()
    if image.program == "agnhost":
        return agnhost.ports(argv)
    return tuple((port, TCP) for port in server.ports)
