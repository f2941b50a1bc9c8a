"""One call of a file tool: what it was given, and the tree that it works on."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from cluster import texttools
from cluster.texttools import FileError

TOOLS: dict[str, Callable[[Any], int]] = {}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BUILT = datetime(2025, 10, 7, 12, 0, tzinfo=UTC)  # when what is in the images was made
ABSENT = ("No such file or directory", "Not a directory")


class Place(Protocol):
    """What lies at a path. `kind`: file, dir, link, socket, char or block; `data`: text or the link's target; `time`:
    when it was last written, virtual µs."""

    kind: str
    data: str
    mode: int
    owner: int
    group: int
    time: int


class Tree(Protocol):
    """Files by absolute path. Raises FileError with the words of strerror(3)."""

    def find(self, path: str, follow: bool = True) -> tuple[str, Any]: ...
    def stat(self, path: str, follow: bool = True) -> Any: ...
    def list(self, path: str) -> list[str]: ...
    def exists(self, path: str) -> bool: ...
    def is_dir(self, path: str) -> bool: ...
    def read(self, path: str) -> str: ...
    def write(self, path: str, text: str, append: bool = False, mode: int = 0o644) -> None: ...
    def touch(self, path: str) -> None: ...
    def mkdir(self, path: str, parents: bool = False, mode: int = 0o755) -> None: ...
    def link(self, target: str, path: str) -> None: ...
    def remove(self, path: str) -> None: ...
    def chmod(self, path: str, mode: int) -> None: ...


class Call(texttools.Call):
    """`tty`: names are set in columns; `dialect`: whose echo is meant (bash, ash, dash); `mounted`: paths that can be
    emptied, not removed; `epoch`: µs since 1970 at virtual time 0."""

    files: Tree
    tty = False
    dialect = "bash"
    mounted: tuple[str, ...] = ()
    epoch = 0

    def path(self, name: str) -> str:
        """The absolute path of a name."""
        raise NotImplementedError

    def size(self, path: str, place: Place) -> int:
        """Bytes of what lies there."""
        return 4096 if place.kind == "dir" else len(place.data.encode("utf-8", "surrogateescape"))

    @property
    def moment(self) -> datetime:
        return EPOCH + timedelta(microseconds=self.now)

    def written(self, place: Place) -> datetime:
        """When it was last changed."""
        return BUILT if place.time <= 0 else EPOCH + timedelta(microseconds=self.epoch + place.time)

    def changed(self, name: str) -> int:
        place = self.at(self.path(name))
        return self.now if place is None else (self.written(place) - EPOCH) // timedelta(microseconds=1)

    def owner(self, number: int, group: bool = False) -> str:
        """The name of a user or a group, or the number where it has none."""
        try:
            for line in self.files.read("/etc/group" if group else "/etc/passwd").splitlines():
                fields = line.split(":")
                if len(fields) > 2 and fields[2] == str(number):
                    return fields[0]
        except FileError:
            pass
        return str(number)

    def dated(self) -> None:
        """The answer is another one at another moment."""

    def told(self, gnu: str, busybox: str, code: int = 1) -> int:
        """`name: text` in the words of whose program it is."""
        return self.fail(gnu if self.gnu else busybox, code)

    def at(self, path: str) -> Any:
        """What lies at a path (a link itself), or None."""
        try:
            return self.files.find(path, follow=False)[1]
        except FileError:
            return None


def tool(*names: str) -> Callable[[Callable[[Any], int]], Callable[[Any], int]]:
    """Register a program under its names."""

    def register(function: Callable[[Any], int]) -> Callable[[Any], int]:
        TOOLS.update(dict.fromkeys(names, function))
        return function

    return register


def joined(folder: str, name: str) -> str:
    """A path as GNU writes it: without doubling the slash."""
    return f"{folder}{name}" if folder.endswith("/") else f"{folder}/{name}"


def last_part(name: str) -> str:
    return posixpath.basename(name.rstrip("/")) or "/"
