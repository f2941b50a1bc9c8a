"""Commands in the background: they have been computed up to their end, or as far as can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell


class Child:
    """`ends`: virtual µs, None while that is not in sight; `lines` and `writes` are what it prints and changes."""

    def __init__(self, pid: int, shell: Shell, ends: int | None, lines: list, writes: list):
        self.pid, self.shell, self.ends, self.lines, self.writes = pid, shell, ends, lines, writes
        self.serving: list = []

    def end(self, parent: Shell) -> None:
        now, tape = parent.clock.now, parent.tape
        late = {id(line) for line in self.lines if line.at > now}
        tape.lines[:] = [line for line in tape.lines if id(line) not in late]
        undone = [write for write in self.writes if write.change[0] > now]
        gone = {id(write) for write in undone}
        parent.files.written[:] = [write for write in parent.files.written if id(write) not in gone]
        for mount in parent.files.mounts:
            mount.layer.unexpect([write.change for write in undone if write.key == mount.key])
        stopped = {id(serving) for serving in self.serving}
        tape.serving[:] = [s._replace(until=now) if id(s) in stopped else s for s in tape.serving]
        self.ends, self.shell.code = now, 143
