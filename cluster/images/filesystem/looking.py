"""What a process sees of its files: the image's tree with the container's changes, and volumes mounted into it.

Every look happens at the moment of the process's clock. Errors are FileError with the words of strerror(3).
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from cluster.images.filesystem import looks
from cluster.images.filesystem.tree import Change, Layer, Node
from cluster.texttools.call import FileError

ROOT = ""  # the key of the container's own layer
_MOST_LINKS = 16


ABSENT, IS_DIR, NOT_DIR = "No such file or directory", "Is a directory", "Not a directory"
READ_ONLY, DENIED, EXISTS = "Read-only file system", "Permission denied", "File exists"
FULL, LOOP = "No space left on device", "Too many levels of symbolic links"
BUSY = "Device or resource busy"


class Clock:
    """The moment of a process, shared with its files: virtual µs."""

    def __init__(self, now: int):
        self.now = now


class Mount(NamedTuple):
    """`path` in the container; `key` of the volume; `below`: the part of the volume that is mounted (subPath; `""`:
    all); `kind` as mount(8) calls it."""

    path: str
    key: str
    layer: Layer
    read_only: bool = False
    below: str = ""
    kind: str = "ext4"


class Write(NamedTuple):
    """A change to a layer: the key of a volume, or ROOT."""

    key: str
    change: Change


class Looking:
    def __init__(
        self,
        root: Layer,
        mounts: list[Mount],
        clock: Clock,
        user: int = 0,
        groups: tuple[int, ...] = (0,),
        read_only: bool = False,
    ):
        self.mounts = [Mount("/", ROOT, root, read_only, "", "overlay"), *sorted(mounts)]
        self.clock, self.user, self.groups = clock, user, groups
        # What was looked at, and when last: see cluster.images.filesystem.looks
        self.looked: dict[str, int] = {}
        self.written: list[Write] = []  # by this process: see Files
        self.guessed = False  # it mattered when somebody else would change something next

    def next_change(self) -> int | None:
        """When somebody else is known to change something."""
        self.guessed = True
        moments = [moment for mount in self.mounts if (moment := mount.layer.next_change()) is not None]
        return min(moments, default=None)

    def coming(self) -> list[tuple[int, str]]:
        """(when, key:path) of all changes by others that are known to come, in order."""
        found = []
        seen: set[int] = set()
        for mount in self.mounts:
            if id(mount.layer) not in seen:
                seen.add(id(mount.layer))
                found += [(change[0], f"{mount.key}:{change[2]}") for change in mount.layer.coming()]
        return sorted(found)

    def find(self, path: str, follow: bool = True) -> tuple[str, Node | None]:
        """(the path with its links followed, what is there)."""
        for _ in range(_MOST_LINKS):
            path = posixpath.normpath(path)
            path = "/" + path.lstrip("/")
            step = self._link_in(path, follow)
            if step is None:
                return path, self._get(path)
            path = step
        raise FileError(LOOP)

    def _link_in(self, path: str, follow: bool) -> str | None:
        """The path after its first link was followed, or None when there is none."""
        parts = path.strip("/").split("/")
        at = ""
        for index, part in enumerate(parts):
            at = f"{at}/{part}"
            last = index == len(parts) - 1
            if last and not follow:
                return None
            node = self._get(at)
            if node is None:
                return None
            if node.kind == "link":
                target = node.data if node.data.startswith("/") else posixpath.join(posixpath.dirname(at), node.data)
                return posixpath.join(target, *parts[index + 1 :])
        return None

    def _place(self, path: str) -> tuple[Mount, str]:
        """The mount that the path lies in, and the path within its layer."""
        best = self.mounts[0]
        for mount in self.mounts[1:]:
            inside = path == mount.path or path.startswith(mount.path + "/")
            if inside and (best.path == "/" or len(mount.path) >= len(best.path)):
                best = mount
        rest = path if best.path == "/" else path[len(best.path) :]
        return best, posixpath.normpath(f"{best.below}{rest}" or "/") if best.below else rest or "/"

    def mount_of(self, path: str) -> Mount:
        """The mount that a path lies in, its links followed."""
        return self._place(self.find(path)[0])[0]

    def _get(self, path: str) -> Node | None:
        mount, inside = self._place(path)
        mount.layer.sync(self.clock.now)
        self._looks(f"{mount.key}:{inside}")
        node = mount.layer.get(inside)
        if node is None and any(
            other.path == path or other.path.startswith(path.rstrip("/") + "/") for other in self.mounts
        ):
            return Node("dir", "", 0o755)
        return node

    def _looks(self, name: str) -> None:
        if self.looked.get(name, -1) < self.clock.now:
            self.looked[name] = self.clock.now

    def stat(self, path: str, follow: bool = True) -> Node:
        """Raises FileError when nothing is there."""
        found, node = self.find(path, follow)
        if node is None:
            raise FileError(NOT_DIR if self._below_a_file(found) else ABSENT)
        return node

    def _below_a_file(self, path: str) -> bool:
        while path != "/":
            path = posixpath.dirname(path)
            node = self._get(path)
            if node is not None:
                return node.kind != "dir"
        return False

    def exists(self, path: str) -> bool:
        try:
            return self.find(path)[1] is not None
        except FileError:
            return False

    def is_dir(self, path: str) -> bool:
        try:
            node = self.find(path)[1]
        except FileError:
            return False
        return node is not None and node.kind == "dir"

    def read(self, path: str) -> str:
        node = self.stat(path)
        if node.kind == "dir":
            raise FileError(IS_DIR)
        if not self._may(node, 4):
            raise FileError(DENIED)
        return node.data

    def list(self, path: str) -> list[str]:
        """Names in a folder, sorted."""
        found, node = self.find(path)
        if node is None:
            raise FileError(ABSENT)
        if node.kind != "dir":
            raise FileError(NOT_DIR)
        mount, inside = self._place(found)
        self._looks(f"{mount.key}:{inside.rstrip('/')}{looks.NAMES}")
        names = dict.fromkeys(mount.layer.names(inside))
        start = found.rstrip("/") + "/"
        for other in self.mounts[1:]:
            if other.path.startswith(start):
                names[other.path[len(start) :].partition("/")[0]] = None
        return sorted(names)

    def _may(self, node: Node, bit: int) -> bool:
        if self.user == 0:
            return True
        shift = 6 if node.owner == self.user else 3 if node.group in self.groups else 0
        return bool(node.mode >> shift & bit)

    def _name(self, path: str) -> str:
        mount, inside = self._place(path)
        return f"{mount.key}:{inside}"
