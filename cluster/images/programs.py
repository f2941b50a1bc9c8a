"""From an image and a container's spec to what the container does and prints."""

from __future__ import annotations

from cluster.images import servers, shell
from cluster.images.catalogue import Image
from cluster.images.running import Line, Run, Setting, argv, not_found
from cluster.images.servers import SERVERS, Server

_MS = 1000
_HELLO = """
Hello from Docker!
This message shows that your installation appears to be working correctly.

"""
# Images whose command is an interactive program: without a terminal it reads end-of-file and ends at once.
_INTERACTIVE = {"shell": ("/bin/sh",), "python": ("python3",), "node": ("node",)}
_AT_ONCE = Run(ends=20 * _MS, stops=None)
_NO_SHELL = ("hello-world", "pause", "coredns", "echo-server", "traefik", "daemon")


def command_line(image: Image, container: dict, env: dict[str, str]) -> tuple[str, ...]:
    """What is run in the container: its argv."""
    server = SERVERS.get(image.program)
    if server:
        return argv(server.entrypoint, server.cmd, container, env)
    return argv((), ("/hello",) if image.program == "hello-world" else _INTERACTIVE[image.program], container, env)


def start(image: Image, setting: Setting) -> Run:
    """What the container is going to do."""
    name, server = _name(setting.argv), SERVERS.get(image.program)
    if server and _is_server(server, setting.argv):
        return servers.run(server, setting.env)
    if image.program == "hello-world" and name == "hello":
        return _AT_ONCE
    if name in ("python", "python3", "node") and image.program in ("python", "node"):
        return _AT_ONCE if len(setting.argv) == 1 else Run()  # what a script does is not modelled: it runs
    if image.program in _NO_SHELL or not shell.has(name):
        return not_found(setting.argv[0] if setting.argv else "")
    return shell.start(setting)


def output(image: Image, setting: Setting, until: int) -> list[Line]:
    """What it prints in its first `until` µs."""
    server = SERVERS.get(image.program)
    if server and _is_server(server, setting.argv):
        lines = servers.output(server, image, setting)
    elif image.program == "hello-world":
        lines = [Line(5 * _MS, text + "\n") for text in _HELLO.split("\n")[:-1]]
    elif shell.has(_name(setting.argv)) and image.program not in _NO_SHELL:
        return shell.output(setting, until)
    else:
        lines = []
    return [line for line in lines if line.at <= until]


def ports(image: Image) -> tuple[int, ...]:
    """The ports on which the image's own program listens."""
    server = SERVERS.get(image.program)
    return server.ports if server else ()


def _name(command: tuple[str, ...]) -> str:
    return command[0].rpartition("/")[2] if command else ""


def _is_server(server: Server, command: tuple[str, ...]) -> bool:
    entrypoint = server.entrypoint[0] if server.entrypoint else ""
    if command[:1] == (entrypoint,) and entrypoint:
        rest = command[1:]
        return not rest or rest[0].startswith("-") or _name(rest) in server.names or not entrypoint.endswith(".sh")
    return _name(command) in server.names
