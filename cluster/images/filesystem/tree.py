"""A tree of files as one layer: what it began with, and what has been changed in it since, each change with its moment.

A change is a plain list, so that it can stay in a container's record:
    [at, "file", path, text, mode, owner, group]     written (or made)
    [at, "add", path, text]                   text added at its end
    [at, "dir", path, mode, owner, group] · [at, "link", path, target]
    [at, "mode", path, mode] · [at, "owner", path, owner] · [at, "socket" | "char" | "block", path, mode, owner, group]
    [at, "gone", path]                        removed, with all below
Times are virtual µs; paths are absolute within the layer, `/` is its root. Text is str; bytes that are no UTF-8 stand
in it as surrogates (errors="surrogateescape").
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

Change = list  # see above


class Node(NamedTuple):
    """`kind`: file, dir, link, socket, char or block; `data`: text or the link's target; `time`: when it was last
    written, virtual µs."""

    kind: str
    data: str = ""
    mode: int = 0o644
    owner: int = 0
    group: int = 0
    time: int = 0


DIRECTORY = Node("dir", "", 0o755)
Base = Mapping[str, Node]


def folder(mode: int = 0o755, owner: int = 0, time: int = 0) -> Node:
    return Node("dir", "", mode, owner, owner, time)


class Layer:
    """`base` is shared and never changed; `changes` to come are applied when `sync` is told that it is time."""

    def __init__(self, base: Base | None = None, changes: Iterable[Change] = ()):
        self._base: Base = base or {"/": DIRECTORY}
        self._over: dict[str, Node | None] = {}
        self._coming = sorted(changes, key=_moment)
        self._given = list(self._coming)
        self._next = 0

    def fork(self) -> Layer:
        twin = Layer.__new__(Layer)
        twin._base, twin._over = self._base, dict(self._over)
        twin._coming, twin._next, twin._given = list(self._coming), self._next, self._given
        return twin

    def sync(self, now: int) -> None:
        """Do what others have done up to now."""
        while self._next < len(self._coming) and self._coming[self._next][0] <= now:
            self.apply(self._coming[self._next])
            self._next += 1

    def expect(self, change: Change) -> None:
        """A change whose moment comes later."""
        insort(self._coming, change, lo=self._next, key=_moment)

    def recall(self, changes: list[Change]) -> None:
        """What was done before, to a layer that nothing was done to yet."""
        self._coming = sorted([*self._coming, *changes], key=_moment)

    def differs(self, other: Layer) -> Iterator[tuple[int, Change | None]]:
        """(when, what) this one was given and the other was not, or the other way round; None: anything."""
        if self._base is not other._base and self._base != other._base:
            yield 0, None
            return
        some, others = self._given, other._given
        same = next((i for i, (a, b) in enumerate(zip(some, others, strict=False)) if a is not b and a != b), None)
        for change in [*some[same:], *others[same:]] if same is not None else _rest(some, others):
            yield change[0], change

    def unexpect(self, changes: list[Change]) -> None:
        """These will not come after all."""
        self._coming[self._next :] = [c for c in self._coming[self._next :] if not any(c is gone for gone in changes)]

    def coming(self) -> list[Change]:
        return self._coming[self._next :]

    def next_change(self) -> int | None:
        """When somebody else changes something next, as far as is known."""
        return self._coming[self._next][0] if self._next < len(self._coming) else None

    def get(self, path: str) -> Node | None:
        return self._over[path] if path in self._over else self._base.get(path)

    def names(self, path: str) -> list[str]:
        """What lies directly in the folder, sorted."""
        start = path if path.endswith("/") else path + "/"
        cut = len(start)
        found = {p[cut:] for p in self._base if p.startswith(start) and "/" not in p[cut:] and self.get(p) is not None}
        for p, node in self._over.items():
            if p.startswith(start) and "/" not in p[cut:]:
                if node is None:
                    found.discard(p[cut:])
                else:
                    found.add(p[cut:])
        found.discard("")
        return sorted(found)

    def paths(self) -> list[str]:
        """Every path that is there, sorted."""
        return sorted(p for p in {*self._base, *self._over} if self.get(p) is not None)

    def size(self) -> int:
        """Bytes that were written into it, beyond what it began with."""
        return sum(len(node.data) for node in self._over.values() if node is not None and node.kind == "file")

    def apply(self, change: Change) -> None:
        at, what, path = change[:3]
        old = self.get(path)
        if what == "gone":
            for other in [p for p in {*self._base, *self._over} if p == path or p.startswith(path.rstrip("/") + "/")]:
                self._over[other] = None
        elif what == "add":
            before = old if old is not None and old.kind == "file" else Node("file")
            self._over[path] = before._replace(data=before.data + change[3], time=at)
        elif what == "mode":
            if old is not None:
                self._over[path] = old._replace(mode=change[3])
        elif what == "owner":
            if old is not None:
                self._over[path] = old._replace(owner=change[3], group=change[3])
        else:
            self._over[path] = self._made(change, old)

    def _made(self, change: Change, old: Node | None) -> Node:
        at, what = change[:2]
        if what == "link":
            return Node("link", change[3], 0o777, 0, 0, at)
        if what in ("dir", "socket", "char", "block"):
            owner = change[4] if len(change) > 4 else 0
            return Node(what, "", change[3], owner, change[5] if len(change) > 5 else owner, at)
        if old is not None and old.kind == "file":
            return old._replace(data=change[3], time=at)
        owner = change[5] if len(change) > 5 else 0
        group = change[6] if len(change) > 6 else owner
        return Node("file", change[3], change[4] if len(change) > 4 else 0o644, owner, group, at)


def _rest(some: list[Change], others: list[Change]) -> list[Change]:
    return some[len(others) :] or others[len(some) :]


def _moment(change: Change) -> Any:
    return change[0]
