"""Memory that processes take: what a command holds, what lies in tmpfs, and the end of it all when there is no more.

A container's processes share one limit, and end together when the kernel must end one of them (memory.oom.group).
Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
and https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from cluster.images.sh.streams import Forever, OutOfMemory

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell

RATE = 1_000  # bytes a µs: about a gigabyte a second
SHM = "/dev/shm"
SHM_SIZE = 64 * 1024 * 1024
_ITSELF = 1024 * 1024  # what a shell takes
ENDLESS = 1 << 62


def take(shell: Shell, amount: int) -> None:
    """A command holds so many bytes for a while (ENDLESS: more and more)."""
    left = _left(shell)
    if left is None:
        if amount >= ENDLESS:
            raise Forever
    elif amount > left:
        raise OutOfMemory(shell.clock.now + max(left, 0) // RATE)
    shell.pass_time(shell.clock.now + amount // RATE)


def keep(shell: Shell, path: str, amount: int) -> bool:
    """So many bytes are written to a file; False when its filesystem has no room for all of them."""
    size = _size_of(shell, path)
    if size is None:
        return True
    written, before = min(amount, size), shell.tape.stored.get(path, (0, 0))[1]
    take(shell, written - before)
    shell.tape.stored[path] = (shell.clock.now, written)
    shell.tape.tmpfs[path] = written
    return written == amount


def _left(shell: Shell) -> int | None:
    room = shell.place.room
    return None if room is None else room - _ITSELF - sum(shell.tape.tmpfs.values())


def _size_of(shell: Shell, path: str) -> int | None:
    """How large the tmpfs is in which the file lies; None: it lies on a disk."""
    if path.startswith(SHM + "/"):
        return SHM_SIZE
    mount = max((m for m in shell.files.mounts if _is_below(path, m.path)), key=lambda m: len(m.path))
    return ENDLESS if mount.kind == "tmpfs" and not mount.read_only else None


def _is_below(path: str, folder: str) -> bool:
    return posixpath.commonpath((path, folder)) == folder
