"""What a running command asks its driver for.

A command is a generator. It yields one of these where it cannot go on by itself, and is resumed by the driver (the
script runner, the shell, a live host); what it returns is its exit code.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Wait(NamedTuple):
    """Let virtual time pass until `until` (virtual µs; None: no limit), or until something comes from `watches`.

    watches: objects with `.poll()`, as Response.watch has; resumed with nothing. The driver may resume earlier.
    """

    until: int | None = None
    watches: tuple[Any, ...] = ()


class Listen(NamedTuple):
    """Like Wait, for a command that a person speaks to meanwhile: resumed with the line that was typed (with its
    newline; "" for the end of input), or with nothing. Only where Host.person is set."""

    until: int | None = None
    watches: tuple[Any, ...] = ()


class Edit(NamedTuple):
    """Let a person edit `content`; resumed with the new text, or None if they gave up."""

    name: str
    content: str


class Breath(NamedTuple):
    """Nothing is waited for: a driver that serves others may let them go first. Resumed with nothing."""


class Interrupted(Exception):
    """Thrown into a command by its driver: Ctrl-C, or a cluster that was restored from a snapshot."""
