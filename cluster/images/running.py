"""What a started container does: how long it runs, how it ends, how it takes being stopped.

Sources: https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/ (command and args
against the image's entrypoint and cmd), https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cluster.images.catalogue import Image


class Run(NamedTuple):
    """`ends`: µs after the start at which it ends by itself with `code` (None: never). `stops`: µs it takes to end
    after the stop signal, with `stop_code` (None: it ignores the signal and must be killed). `error`: it cannot even
    be started."""

    ends: int | None = None
    code: int = 0
    stops: int | None = None
    stop_code: int = 0
    error: str | None = None


class Setting(NamedTuple):
    """What a process can see of its surroundings. `started` in µs since 1970, `ip` of the pod."""

    argv: tuple[str, ...]
    env: dict[str, str]
    hostname: str
    started: int
    ip: str = ""


class Line(NamedTuple):
    """`at`: µs after the start; `text` with its newline, if it has one."""

    at: int
    text: str


# A process that is PID 1 and installs no handler does not notice SIGTERM. Source: man 2 kill, pid_namespaces(7)
IGNORES = Run(stops=None)


def not_found(name: str) -> Run:
    return Run(
        error="failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create "
        "failed: unable to start container process: error during container init: "
        f'exec: "{name}": executable file not found in $PATH: unknown'
    )


def argv(
    image_entrypoint: tuple[str, ...], image_cmd: tuple[str, ...], container: dict, env: dict[str, str]
) -> tuple[str, ...]:
    """What is run: `command` replaces the entrypoint (and its cmd), `args` replaces the cmd; `$(VAR)` is expanded."""
    command, args = container.get("command"), container.get("args")
    if command:
        parts = [*command, *(args or ())]
    elif args:
        parts = [*image_entrypoint, *args]
    else:
        parts = [*image_entrypoint, *image_cmd]
    return tuple(expand(part, env) for part in parts)


def expand(text: str, env: dict[str, str]) -> str:
    """`$(NAME)` becomes the variable's value where there is one, `$$(NAME)` the text `$(NAME)`."""
    return _VARIABLE.sub(lambda m: f"$({m[2]})" if m[1] else env.get(m[2], m[0]), text)


_VARIABLE = re.compile(r"(\$)?\$\(([A-Za-z_.\-][A-Za-z0-9_.\-]*)\)")


def image_version(image: Image) -> str:
    """`1.25.3-alpine` → `1.25.3`."""
    return image.version.partition("-")[0]
