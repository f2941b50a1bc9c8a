"""On which ports a command line listens."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from cluster.images.catalogue import Image
from cluster.images.serving import agnhost
from cluster.images.serving.servers import BUSYBOX_HTTPD, PYTHON_HTTP, TCP, Server, named, unwrapped

if TYPE_CHECKING:
    from cluster.images.place import Place

_DAEMON_PORTS = {
    "kube-controller-manager": (10257,), "kube-scheduler": (10259,),
    "etcd": (2379, 2380, 2381), "kube-proxy": (10249, 10256), "metrics-server": (10250,),
}  # fmt: skip


def ports(image: Image, argv: tuple[str, ...], place: Place | None = None) -> tuple[tuple[int, str], ...]:
    """(port, protocol) on which this command line listens; with a place, what its configuration files say counts."""
    server = named(image, argv)
    own = unwrapped(image, argv)
    if server is None:
        return _netcat(argv) if posixpath.basename(argv[0]) in ("nc", "netcat") else ()
    if image.program in agnhost.IMAGES and server is not BUSYBOX_HTTPD:
        return agnhost.ports(own, place.env if place else {})
    if image.program == "daemon":
        given = _option(own, "--secure-port")
        return tuple((port, TCP) for port in ((given,) if given else _DAEMON_PORTS.get(posixpath.basename(own[0]), ())))
    if server is PYTHON_HTTP:
        numbers = [int(word) for word in own[3:] if word.isdecimal()]
        return (((numbers or [8000])[0], TCP),)
    if server is BUSYBOX_HTTPD:
        return ((_option(own, "-p") or 80, TCP),)
    if image.program == "nginx" and place is not None:
        return tuple((port, TCP) for port in _nginx(place))
    spoken = ((53, "UDP"),) if image.program == "coredns" else ()
    return (*spoken, *((port, TCP) for port in _told(image, server, own, place)))


def _told(image: Image, server: Server, argv: tuple[str, ...], place: Place | None) -> tuple[int, ...]:
    """The program's own ports, or the one that its options or environment name."""
    env = place.env if place else {}
    names = {
        "http-echo": "-listen",
        "whoami": "--port",
        "redis": "--port",
        "postgres": "-p",
        "mysql": "--port",
        "memcached": "-p",
    }
    given = _option(argv, names.get(image.program, "")) or _option(argv, "-" + names.get(image.program, ""))
    for name in ("PORT", "WHOAMI_PORT_NUMBER"):
        if not given and image.program in ("hello-app", "echo-server", "whoami") and env.get(name, "").isdecimal():
            given = int(env[name])
    return (given,) if given else server.ports


def _option(argv: tuple[str, ...], name: str) -> int:
    for index, word in enumerate(argv):
        value = (
            argv[index + 1]
            if word == name and index + 1 < len(argv)
            else word.partition("=")[2]
            if word.startswith(name + "=")
            else ""
        )
        value = value.rpartition(":")[2]
        if value.isdecimal() and name:
            return int(value)
    return 0


def _netcat(argv: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """`nc -l -p 8080`, `nc -lk 8080`"""
    numbers = [int(word) for word in argv[1:] if word.isdecimal() and 0 < int(word) < 65536]
    protocol = "UDP" if any(word.startswith("-") and "u" in word for word in argv) else TCP
    return ((numbers[-1], protocol),) if numbers else ()


def _nginx(place: Place) -> list[int]:
    from cluster.images.answers import nginxconf

    try:
        found = [port for host in nginxconf.hosts(place.files) for port in host.ports]
    except nginxconf.BadConfig:
        return []
    return list(dict.fromkeys(found))
