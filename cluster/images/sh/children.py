"""Commands beside one another: pipelines, and those in the background, which have been computed up to their end, or as
far as can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster.images.sh.streams import Forever, Input, OutOfMemory, Pipe

if TYPE_CHECKING:
    from cluster.images.sh.grammar import Step
    from cluster.images.sh.shell import Shell

COST = 1_000  # µs that starting one takes


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


def piped(shell: Shell, commands: list[Any]) -> None:
    """All begin now, each in a shell of its own; the next one reads what the one before writes, when it does."""
    given: Input = shell.fds[0]
    ends, codes, forever = shell.clock.now, [], False
    for index, command in enumerate(commands):
        last = index == len(commands) - 1
        pipe = Pipe()
        child = shell.fork({**shell.fds, 0: given, **({} if last else {1: pipe})})
        forever = child.work(lambda inner, command=command: inner.command(command))
        shell.adopt(child)
        ends = max(ends, child.clock.now)
        codes.append(child.code)
        given = Input(pipe.chunks, endless=forever)
        given.given, given.flood = True, pipe.flood
    shell.code = codes[-1]
    if "pipefail" in shell.options:
        shell.code = next((code for code in reversed(codes) if code), 0)
    shell.clock.now = max(shell.clock.now, ends)
    if forever:
        raise Forever


def background(shell: Shell, step: Step) -> None:
    child = shell.fork({**shell.fds, 0: Input()})
    mark, listening = len(shell.tape.lines), len(shell.tape.serving)
    try:
        forever = child.work(lambda inner: inner.pipeline(step._replace(background=False)))
    except OutOfMemory as full:
        shell.tape.full, forever = full.at if shell.tape.full is None else min(full.at, shell.tape.full), True
    lines = shell.tape.lines[mark:]
    began = Child(
        100 + len(shell.children), child, None if forever else child.clock.now, lines, list(child.files.written)
    )
    began.serving = shell.tape.serving[listening:]
    shell.children.append(began)
    shell.adopt(child)
    shell.variables["!"] = str(began.pid)
    shell.code = 0
    shell.clock.now += COST
