"""How the programs that containers have too (cluster.texttools, cluster.filetools) are called at the terminal."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import datetime, timedelta

from cluster import filetools, texttools
from cluster.filetools.call import EPOCH, Place
from cluster.shell.files import USER
from cluster.shell.tools.base import Invocation
from cluster.shell.tree import Tree
from cluster.texttools.call import STDIN

_MOST_STEPS = 500_000


class Call(filetools.Call):
    """One call, with the learner's files. They are GNU's."""

    def __init__(self, call: Invocation):
        self._streams, self._all = call.streams, call.terminal.files
        self.files = Tree(self._all)
        self.name, self.args = call.words[0], call.args
        self._clock = call.terminal.simulation
        self.epoch = self._clock.epoch
        self._steps = 0

    @property
    def now(self) -> int:  # type: ignore[override]
        """µs since 1970."""
        return self._clock.epoch + self._clock.now

    def out(self, text: str) -> None:
        self._streams.out(text)

    def err(self, text: str) -> None:
        self._streams.err(text)

    def path(self, name: str) -> str:
        return name if name in STDIN else posixpath.normpath(self._all.absolute(name))

    def written(self, place: Place) -> datetime:
        return EPOCH + timedelta(microseconds=self.epoch + place.time)

    def owner(self, number: int, group: bool = False) -> str:
        return "learner" if number == USER else str(number)

    def given(self) -> str:
        return self._streams.given.rest() if self._streams.given is not None else ""

    def lines(self) -> Iterator[str]:
        given = self._streams.given
        while given is not None and (line := given.line()) is not None:
            yield line

    def read(self, name: str) -> str:
        return self.given() if name in STDIN else self.files.read(name)

    def write(self, name: str, text: str, append: bool = False) -> None:
        self.files.write(name, text, append)

    def inside(self, name: str) -> list[str] | None:
        return self.files.list(name) if name not in STDIN and self.files.is_dir(name) else None

    def enough(self) -> None:
        self._streams.enough = True

    def step(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise texttools.FileError("this takes too much work")
