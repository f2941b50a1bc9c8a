"""agnhost, the image of upstream's end-to-end tests: its subcommands as programs.

Source: https://github.com/kubernetes/kubernetes/tree/master/test/images/agnhost (README).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cluster.images.place import Line, Place


def subcommand(argv: tuple[str, ...]) -> tuple[str, dict[str, str], list[str]]:
    """(subcommand, its options, other words)."""
    args = list(argv[1:]) if posixpath.basename(argv[0]) == "agnhost" else list(argv)
    name = args.pop(0) if args else "pause"
    options: dict[str, str] = {}
    rest: list[str] = []
    while args:
        word = args.pop(0)
        if not word.startswith("-"):
            rest.append(word)
            continue
        key, equals, value = word.lstrip("-").partition("=")
        if not equals and args and not args[0].startswith("-"):
            value = args.pop(0)
        options[key] = value
    return name, options, rest


def run(argv: tuple[str, ...], place: Place):
    from cluster.images.servers import Run

    return Run(stops=100_000)


def lines(argv: tuple[str, ...], place: Place) -> list[Line]:
    return []


def ports(argv: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    return ()
