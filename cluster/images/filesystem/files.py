"""The files as one process sees and changes them.

Every read and write happens at the moment of the process's clock; what it writes is kept, with that moment, in
`written`. Errors are FileError with the words of strerror(3).
"""

from __future__ import annotations

import posixpath

from cluster.images.filesystem import looks
from cluster.images.filesystem.looking import (
    ABSENT,
    BUSY,
    DENIED,
    EXISTS,
    FULL,
    IS_DIR,
    NOT_DIR,
    READ_ONLY,
    ROOT,
    Clock,
    Looking,
    Mount,
    Write,
)
from cluster.images.filesystem.tree import Change, Layer, Node
from cluster.texttools.call import FileError

MOST_BYTES = 4_000_000  # that one layer takes before the disk is full
MOST_FILE = 1_000_000


class Files(Looking):
    """See Looking for what it is made of."""

    def fork(self, clock: Clock) -> Files:
        """The same files for a process beside this one, which does not see what this one does later."""
        layers: dict[int, Layer] = {}
        twin = Files.__new__(Files)
        twin.mounts = [m._replace(layer=layers.setdefault(id(m.layer), m.layer.fork())) for m in self.mounts]
        twin.clock, twin.user, twin.groups = clock, self.user, self.groups
        twin.written, twin.looked, twin.guessed = [], self.looked, self.guessed
        return twin

    def resume(self, written: list[Write], looked: dict[str, int], guessed: bool) -> None:
        """What was done before in files to which nothing was done yet."""
        self.written, self.looked, self.guessed = list(written), dict(looked), guessed
        own: dict[str, list[Change]] = {}
        for write in written:
            own.setdefault(write.key, []).append(write.change)
        layers = {mount.key: mount.layer for mount in self.mounts}
        for key, changes in own.items():
            layers[key].recall(changes)

    def join(self, other: Files) -> None:
        """What a fork has done, or is going to do: this one sees it when its moment comes."""
        self.guessed = self.guessed or other.guessed
        if not other.written:
            return
        by_key = {mount.key: mount.layer for mount in self.mounts}
        for write in other.written:
            by_key[write.key].expect(write.change)
        self.written += other.written

    def _to_change(self, path: str, how: str) -> tuple[str, Node | None]:
        """`find` for who changes it whatever is there: that hangs on less than reading it. `how`: see looks."""
        name = self._name("/" + posixpath.normpath(path).lstrip("/"))
        before = self.looked.get(name)
        found, node = self.find(path)
        if self.user == 0 and self._name(found) == name:
            if before is None:
                self.looked.pop(name, None)
            else:
                self.looked[name] = before
            self._looks(name + how)
        return found, node

    def write(self, path: str, text: str, append: bool = False, mode: int = 0o644) -> None:
        found, node = self._to_change(path, looks.THERE if append else looks.KIND)
        if node is not None and node.kind == "dir":
            raise FileError(IS_DIR)
        self._check(found, node)
        mount, inside = self._place(found)
        before = len(node.data) if node is not None else 0
        if (before if append else 0) + len(text) > MOST_FILE or mount.layer.size() + len(text) > MOST_BYTES:
            raise FileError(FULL)
        if append and node is not None:
            self._do(found, ["add", inside, text])
        else:
            self._do(found, ["file", inside, text, mode, self.user, self._group_of_new(found)[0]])

    def add(self, path: str, text: str) -> None:
        """More is written to a file that was opened (`path`: its links followed); nobody is asked any more."""
        mount, inside = self._place(path)
        mount.layer.sync(self.clock.now)
        node = mount.layer.get(inside)
        if len(node.data if node else "") + len(text) > MOST_FILE or mount.layer.size() + len(text) > MOST_BYTES:
            raise FileError(FULL)
        self._do(path, ["add", inside, text])

    def touch(self, path: str) -> None:
        node = self._to_change(path, looks.THERE)[1]
        if node is None:
            self.write(path, "")
        elif node.kind == "file":
            self.write(path, "", append=True)

    def mkdir(self, path: str, parents: bool = False, mode: int = 0o755) -> None:
        found, node = self.find(path)
        if node is not None:
            if parents and node.kind == "dir":
                return
            raise FileError(EXISTS)
        if parents and not self.exists(posixpath.dirname(found)):
            self.mkdir(posixpath.dirname(found), True)
        self._check(found, None)
        group, sticks = self._group_of_new(found)
        self._do(found, ["dir", self._place(found)[1], mode | sticks, self.user, group])

    def special(self, path: str, kind: str, mode: int = 0o644) -> None:
        """A `socket`, or a `char` or `block` device."""
        found, node = self.find(path)
        if node is not None:
            raise FileError(EXISTS)
        self._check(found, None)
        self._do(found, [kind, self._place(found)[1], mode, self.user, self._group_of_new(found)[0]])

    def link(self, target: str, path: str) -> None:
        found, node = self.find(path, follow=False)
        if node is not None:
            raise FileError(EXISTS)
        self._check(found, None)
        self._do(found, ["link", self._place(found)[1], target])

    def remove(self, path: str) -> None:
        """A file, or a folder with all below."""
        found, node = self.find(path, follow=False)
        if node is None:
            raise FileError(ABSENT)
        if any(mount.path == found for mount in self.mounts):
            raise FileError(BUSY)
        self._check(found, None)
        self._do(found, ["gone", self._place(found)[1]])

    def chmod(self, path: str, mode: int) -> None:
        found, node = self.find(path)
        if node is None:
            raise FileError(ABSENT)
        if self.user not in (0, node.owner):
            raise FileError("Operation not permitted")
        self._writable(found)
        self._do(found, ["mode", self._place(found)[1], mode])

    def chown(self, path: str, owner: int) -> None:
        found, node = self.find(path)
        if node is None:
            raise FileError(ABSENT)
        if self.user != 0:
            raise FileError("Operation not permitted")
        self._writable(found)
        self._do(found, ["owner", self._place(found)[1], owner])

    def _group_of_new(self, path: str) -> tuple[int, int]:
        """(group, 02000 if a new folder hands it on): that of a folder that does so, else the writer's own."""
        above = self._get(posixpath.dirname(path))
        if above is not None and above.mode & 0o2000:
            return above.group, 0o2000
        return (self.groups[0] if self.groups else self.user), 0

    def _do(self, path: str, what: Change) -> None:
        mount, _ = self._place(path)
        change = [self.clock.now, *what]
        mount.layer.apply(change)
        self.written.append(Write(mount.key, change))

    def _writable(self, path: str) -> None:
        if self._place(path)[0].read_only:
            raise FileError(READ_ONLY)

    def _check(self, path: str, node: Node | None) -> None:
        """May this be written? A new name is a change of its folder."""
        if node is None:
            parent = self._get(posixpath.dirname(path))
            if parent is None:
                raise FileError(NOT_DIR if self._below_a_file(path) else ABSENT)
            if parent.kind != "dir":
                raise FileError(NOT_DIR)
            node = parent
        self._writable(path)
        if not self._may(node, 2):
            raise FileError(DENIED)

    def where(self, path: str) -> str:
        """The path of what was opened just now, its links followed."""
        return self._to_change(path, looks.KIND)[0]


__all__ = ["ROOT", "Clock", "FileError", "Files", "Mount", "Write"]
