"""Which command line a container runs.

Sources: https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/ (command and args
against the image's entrypoint and cmd); k8s.io/kubernetes, third_party/forked/golang/expansion (`$(NAME)`).
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Command(NamedTuple):
    """What an image says of itself."""

    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]


def argv(image_command: Command, container: dict, env: dict[str, str]) -> tuple[str, ...]:
    """What is run: `command` replaces the entrypoint (and its cmd), `args` replaces the cmd; `$(VAR)` is expanded."""
    command, args = container.get("command"), container.get("args")
    if command:
        parts = [*command, *(args or ())]
    elif args:
        parts = [*image_command.entrypoint, *args]
    else:
        parts = [*image_command.entrypoint, *image_command.cmd]
    return tuple(expand(part, env) for part in parts)


def expand(text: str, env: dict[str, str]) -> str:
    """`$(NAME)` becomes the variable's value where there is one, `$$` a dollar (so `$$(NAME)` the text `$(NAME)`)."""
    return _VARIABLE.sub(lambda found: "$" if found[0] == "$$" else env.get(found[1], found[0]), text)


_VARIABLE = re.compile(r"\$\$|\$\(([^)]*)\)")
