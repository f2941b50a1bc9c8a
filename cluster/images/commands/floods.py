"""Files that never end and have no lines, such as /dev/zero: what comes out of them is counted, nobody sees it."""

from __future__ import annotations

from cluster.images.commands.base import Call, command
from cluster.images.sh import memory
from cluster.images.sh.streams import File, Forever, Pipe
from cluster.texttools import TOOLS
from cluster.texttools.showing import COUNTED, amount

FLOODS = ("/dev/zero", "/dev/full")
_RANDOM = ("/dev/urandom", "/dev/random")  # have lines, but are as endless
_MOST = 1 << 50  # bytes of a file


def flood(call: Call, bytes_: int) -> None:
    """Write so many zero bytes: who reads from a pipe is told how many."""
    sink = call.shell.fds[1]
    if isinstance(sink, Pipe):
        sink.flood += bytes_
        return
    if isinstance(sink, File):
        memory.keep(call.shell, sink.path, min(bytes_, _MOST))
        if sink.path not in call.shell.tape.tmpfs:
            call.shell.tape.stored[sink.path] = (call.shell.clock.now, min(bytes_, _MOST))
    if bytes_ >= memory.ENDLESS:
        raise Forever
    call.shell.pass_time(call.shell.clock.now + bytes_ // memory.RATE)


def _coming(call: Call, names: list[str]) -> int:
    """How many bytes of a flood are to be read: from the file that comes first, or from standard input."""
    if not names or names[0] == "-":
        return call.shell.fds[0].flood
    return memory.ENDLESS if call.shell.path(names[0]) in FLOODS else 0


@command("cat")
def cat(call: Call) -> int:
    coming = _coming(call, [word for word in call.args if word == "-" or not word.startswith("-")])
    if not coming:
        return TOOLS["cat"](call)
    flood(call, coming)
    return 0


@command("head")
def head(call: Call) -> int:
    if any(word.startswith("-c") for word in call.args):
        flags, names = call.flags("qv", "nc", COUNTED)
        if _coming(call, names) or (names and call.shell.path(names[0]) in _RANDOM):
            flood(call, amount(call, flags["c"], "c")[1])
            return 0
    return TOOLS["head"](call)


@command("tail")
def tail(call: Call) -> int:
    if coming := _coming(call, call.flags("fFqv", "ncs", COUNTED)[1]):  # it waits for the end of the line
        memory.take(call.shell, coming)
    return TOOLS["tail"](call)
