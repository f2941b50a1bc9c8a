"""Programs that serve: what they print when they come up, and how they end when asked to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cluster.images.catalogue import Image
from cluster.images.running import Line, Run, Setting, image_version

_MS = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Server(NamedTuple):
    """`entrypoint` and `cmd` of the image; `names` of its executable; `lines(image, setting)` → what it prints;
    `needs`: environment variables of which one must be set; `complaint`: what it prints when none is."""

    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]
    names: tuple[str, ...]
    ports: tuple[int, ...]
    lines: Callable[[Image, Setting], list[Line]] = lambda image, setting: []
    run: Run = Run(stops=100 * _MS)
    needs: tuple[str, ...] = ()
    complaint: str = ""


def run(server: Server, env: dict[str, str]) -> Run:
    if server.needs and not any(env.get(name) for name in server.needs):
        return Run(ends=400 * _MS, code=1, stops=50 * _MS, stop_code=1)
    return server.run


def output(server: Server, image: Image, setting: Setting) -> list[Line]:
    if server.needs and not any(setting.env.get(name) for name in server.needs):
        return [Line(300 * _MS, text + "\n") for text in server.complaint.format(now=_stamp(setting, 300)).split("\n")]
    return server.lines(image, setting)


def _stamp(setting: Setting, ms: int, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return (_EPOCH + timedelta(microseconds=setting.started + ms * _MS)).strftime(form)


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

_NGINX_LATEST = "1.29.3"


def _nginx(image: Image, setting: Setting) -> list[Line]:
    """Before 1.19 the image had no entrypoint script and logged errors only."""
    version = image_version(image)
    numbers = [int(part) for part in version.split(".") if part.isdigit()]
    if numbers[:1] == [1] and len(numbers) > 1 and numbers[1] < 19:
        return []
    shown = version if len(numbers) == 3 else _NGINX_LATEST if len(numbers) < 2 else f"{version}.0"
    lines = [Line(10 * _MS, text + "\n") for text in _ENTRYPOINT.split("\n")]
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
    stamp = _stamp(setting, 60, "%Y/%m/%d %H:%M:%S")
    return [*lines, *(Line(60 * _MS, f"{stamp} [notice] 1#1: {text}\n") for text in notices)]


def _redis(image: Image, setting: Setting) -> list[Line]:
    version = {"latest": "8.2.1", "alpine": "8.2.1"}.get(image_version(image), image_version(image))
    stamp = _stamp(setting, 20, "%d %b %Y %H:%M:%S") + ".020"
    return [
        Line(20 * _MS, f"1:C {stamp} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n"),
        Line(
            20 * _MS,
            f"1:C {stamp} * Redis version={version}, bits=64, commit=00000000, modified=0, pid=1, just started\n",
        ),
        Line(
            20 * _MS,
            f"1:C {stamp} # Warning: no config file specified, using the default config. In order to specify a config "
            "file use redis-server /path/to/redis.conf\n",
        ),
        Line(20 * _MS, f"1:M {stamp} * monotonic clock: POSIX clock_gettime\n"),
        Line(20 * _MS, f"1:M {stamp} * Running mode=standalone, port=6379.\n"),
        Line(20 * _MS, f"1:M {stamp} * Server initialized\n"),
        Line(20 * _MS, f"1:M {stamp} * Ready to accept connections tcp\n"),
    ]


def _httpd(image: Image, setting: Setting) -> list[Line]:
    warning = (
        "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, "
        f"using {setting.ip or '127.0.0.1'}. "
        "Set the 'ServerName' directive globally to suppress this message\n"
    )
    stamp = _stamp(setting, 40, "%a %b %d %H:%M:%S") + ".040000 " + _stamp(setting, 40, "%Y")
    return [
        Line(30 * _MS, warning),
        Line(30 * _MS, warning),
        Line(
            40 * _MS,
            f"[{stamp}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.65 (Unix) configured"
            " -- resuming normal operations\n",
        ),
        Line(40 * _MS, f"[{stamp}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'\n"),
    ]


def _postgres(image: Image, setting: Setting) -> list[Line]:
    stamp = _stamp(setting, 900) + ".900 UTC [1] LOG:  "
    return [
        Line(900 * _MS, f'{stamp}listening on IPv4 address "0.0.0.0", port 5432\n'),
        Line(900 * _MS, f'{stamp}listening on IPv6 address "::", port 5432\n'),
        Line(900 * _MS, f'{stamp}listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"\n'),
        Line(950 * _MS, f"{stamp}database system is ready to accept connections\n"),
    ]


def _mysql(image: Image, setting: Setting) -> list[Line]:
    version = {"latest": "9.4.0"}.get(image_version(image), image_version(image))
    stamp = _stamp(setting, 50, "%Y-%m-%d %H:%M:%S+00:00")
    ready = _stamp(setting, 4000, "%Y-%m-%dT%H:%M:%S.000000Z")
    return [
        Line(50 * _MS, f"{stamp} [Note] [Entrypoint]: Entrypoint script for MySQL Server {version} started.\n"),
        Line(300 * _MS, f"{stamp} [Note] [Entrypoint]: Initializing database files\n"),
        Line(
            4000 * _MS,
            f"{ready} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '{version}'  "
            "socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.\n",
        ),
    ]


def _coredns(image: Image, setting: Setting) -> list[Line]:
    return [
        Line(100 * _MS, ".:53\n"),
        Line(100 * _MS, f"CoreDNS-{image.version.removeprefix('v')}\n"),
        Line(100 * _MS, "linux/amd64, go1.25.2\n"),
    ]


_MYSQL_COMPLAINT = (
    "{now}+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server started.\n"
    "{now}+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n"
    "    You need to specify one of the following as an environment variable:\n"
    "    - MYSQL_ROOT_PASSWORD\n"
    "    - MYSQL_ALLOW_EMPTY_PASSWORD\n"
    "    - MYSQL_RANDOM_ROOT_PASSWORD"
)
_POSTGRES_COMPLAINT = (
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
_MARIADB = ("MARIADB_ROOT_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "MARIADB_RANDOM_ROOT_PASSWORD")
_MYSQL = ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD")
_SCRIPT = "docker-entrypoint.sh"
_SLOW = Run(stops=900 * _MS)

SERVERS: dict[str, Server] = {
    "nginx": Server(("/docker-entrypoint.sh",), ("nginx", "-g", "daemon off;"), ("nginx",), (80,), _nginx),
    "httpd": Server((), ("httpd-foreground",), ("httpd", "httpd-foreground", "apache2-foreground"), (80,), _httpd),
    "redis": Server((_SCRIPT,), ("redis-server",), ("redis-server",), (6379,), _redis),
    "memcached": Server((_SCRIPT,), ("memcached",), ("memcached",), (11211,)),
    "mysql": Server((_SCRIPT,), ("mysqld",), ("mysqld",), (3306,), _mysql, _SLOW, _MYSQL, _MYSQL_COMPLAINT),
    "mariadb": Server(
        (_SCRIPT,), ("mariadbd",), ("mariadbd", "mysqld"), (3306,), _mysql, _SLOW, _MARIADB + _MYSQL, _MYSQL_COMPLAINT
    ),
    "postgres": Server(
        (_SCRIPT,),
        ("postgres",),
        ("postgres",),
        (5432,),
        _postgres,
        Run(stops=200 * _MS),
        ("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD"),
        _POSTGRES_COMPLAINT,
    ),
    "mongo": Server((_SCRIPT,), ("mongod",), ("mongod",), (27017,), run=_SLOW),
    "rabbitmq": Server((_SCRIPT,), ("rabbitmq-server",), ("rabbitmq-server",), (5672,), run=_SLOW),
    "tomcat": Server((), ("catalina.sh", "run"), ("catalina.sh",), (8080,), run=Run(stops=600 * _MS, stop_code=143)),
    "wordpress": Server((_SCRIPT,), ("apache2-foreground",), ("apache2-foreground",), (80,), _httpd),
    "traefik": Server(("/entrypoint.sh",), ("traefik",), ("traefik",), (80,)),
    "haproxy": Server((_SCRIPT,), ("haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"), ("haproxy",), ()),
    "echo-server": Server((), ("/bin/echo-server",), ("echo-server", "hello-app"), (8080,)),
    "coredns": Server(("/coredns",), (), ("coredns",), (53,), _coredns),
    "pause": Server(("/pause",), (), ("pause", "agnhost"), ()),
    "daemon": Server(
        ("/usr/local/bin/daemon",),
        (),
        (
            "daemon",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kube-proxy",
            "etcd",
            "storage-provisioner",
            "metrics-server",
        ),
        (),
    ),
}
