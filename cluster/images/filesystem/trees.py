"""A tree of files that is kept as plain JSON: what it began with, and who changed what since.

{"files": {path: the fields of a Node}, "changes": {who: [change, ...]}}; changes as in `tree`. `who` is the id of a
container's run, so that what a run did can be left out where it is worked out what it does; "" is everybody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cluster.images.filesystem.tree import Base, Change, Layer, Node

Stored = dict[str, Any]


def made(nodes: Base) -> Stored:
    return {"files": {path: list(node) for path, node in nodes.items()}, "changes": {}}


def base(stored: Stored) -> Base:
    return {path: Node(*fields) for path, fields in stored["files"].items()}


def layer(stored: Stored, without: str = "", more: Iterable[Change] = (), begun: Base | None = None) -> Layer:
    """`without`: this run's own changes are left out; `more`: what is going to be done; `begun`: what `base` gave."""
    changes = [change for who, own in stored["changes"].items() if not without or who != without for change in own]
    return Layer(base(stored) if begun is None else begun, [*changes, *more])


def with_changes(stored: Stored, who: str, changes: list[Change]) -> Stored:
    every = stored["changes"]
    return {**stored, "changes": {**every, who: [*every.get(who, ()), *changes]}} if changes else stored


def folded(stored: Stored, before: int, within: Callable[[str], bool] = lambda path: True) -> Stored:
    """What was changed before that moment (of the paths `within`) is now what it began with: nobody needs to see how
    it came."""

    def is_old(change: Change) -> bool:
        return change[0] < before and within(change[2])

    old = [change for own in stored["changes"].values() for change in own if is_old(change)]
    if not old:
        return stored
    flat = Layer(base(stored), old)
    flat.sync(before)
    nodes = {path: flat.get(path) for path in flat.paths()}
    rest = {who: [change for change in own if not is_old(change)] for who, own in stored["changes"].items()}
    return {
        "files": {path: list(node) for path, node in nodes.items() if node is not None},
        "changes": {who: own for who, own in rest.items() if own},
    }
