"""The files as one process sees them: the image's tree with the container's changes, and volumes mounted into it.

Every read and write happens at the moment of the process's clock; what it writes is kept, with that moment, in
`written`. Errors are FileError with the words of strerror(3).
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from cluster.images.tree import Change, Layer, Node
from cluster.texttools.call import FileError

ROOT = ""  # the key of the container's own layer
MOST_BYTES = 4_000_000  # that one layer takes before the disk is full
MOST_FILE = 1_000_000
_MOST_LINKS = 16


ABSENT, IS_DIR, NOT_DIR = "No such file or directory", "Is a directory", "Not a directory"
READ_ONLY, DENIED, EXISTS = "Read-only file system", "Permission denied", "File exists"
NOT_EMPTY, FULL, LOOP = "Directory not empty", "No space left on device", "Too many levels of symbolic links"
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


class Files:
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
        self.written: list[Write] = []
        # Layer keys with path that were looked at (`/*`: what lies in there), and when last: what an answer depends on
        self.looked: dict[str, int] = {}
        self.guessed = False  # it mattered when somebody else would change something next

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

    # -- looking ---------------------------------------------------------------------------------------------------

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
        self._looks(f"{mount.key}:{inside.rstrip('/')}/*")
        names = dict.fromkeys(mount.layer.names(inside))
        start = found.rstrip("/") + "/"
        for other in self.mounts[1:]:
            if other.path.startswith(start):
                names[other.path[len(start) :].partition("/")[0]] = None
        return sorted(names)

    # -- changing --------------------------------------------------------------------------------------------------

    def write(self, path: str, text: str, append: bool = False, mode: int = 0o644) -> None:
        found, node = self.find(path)
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

    def touch(self, path: str) -> None:
        node = self.find(path)[1]
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

    def _may(self, node: Node, bit: int) -> bool:
        if self.user == 0:
            return True
        shift = 6 if node.owner == self.user else 3 if node.group in self.groups else 0
        return bool(node.mode >> shift & bit)
