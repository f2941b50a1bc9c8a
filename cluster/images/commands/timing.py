"""Programs about time and numbers: sleep, date, timeout, time, seq, expr, yes, true, false, cal."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from cluster.images.commands.base import Call, command
from cluster.images.sh.streams import Forever, Pipe
from cluster.images.sh.words import ShellError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_S = 1_000_000
_LONGEST = 1_000_000_000
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(text: str) -> int | None:
    """`1.5m` → µs; None: for ever. ValueError for anything else."""
    if text in ("infinity", "inf"):
        return None
    number = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)([smhd]?)", text)
    if not number:
        raise ValueError(text)
    seconds = float(number[1][:12]) * _UNITS[number[2]]
    return None if seconds > _LONGEST else round(seconds * _S)


@command("sleep")
def sleep(call: Call) -> int:
    if not call.args:
        return call.fail("missing operand")
    total = 0
    for argument in call.args:
        try:
            length = duration(argument)
        except ValueError:
            return call.fail(f"invalid time interval ‘{argument}’" if call.gnu else f"invalid number '{argument}'")
        if length is None:
            raise Forever
        total += length
    call.shell.pass_time(call.shell.clock.now + total)
    return 0


@command("usleep")
def usleep(call: Call) -> int:
    call.shell.pass_time(call.shell.clock.now + (int(call.args[0]) if call.args and call.args[0].isdecimal() else 0))
    return 0


@command("timeout")
def timeout(call: Call) -> int:
    flags, words = call.flags_before_words("v", "ks")
    if not words:
        return call.fail("missing operand", 125)
    try:
        length = duration(words[0])
    except ValueError:
        return call.fail(f"invalid time interval ‘{words[0]}’", 125)
    shell, kept = call.shell, call.shell.tape.until
    limit = shell.clock.now + (length or 0)
    child = shell.fork(shell.fds)
    mark = len(shell.tape.lines)
    shell.tape.until = limit if kept is None else min(kept, limit)
    forever = child.work(lambda inner: inner.execute(words[1:]))
    shell.tape.until = kept
    late = forever or child.clock.now > limit
    if late:
        shell.tape.lines[mark:] = [line for line in shell.tape.lines[mark:] if line.at <= limit]
        child.files.written[:] = [write for write in child.files.written if write.change[0] <= limit]
    shell.files.join(child.files)
    if late:
        shell.pass_time(limit)
        return 143 if not call.gnu else 124
    shell.clock.now = child.clock.now
    return child.code


@command("seq")
def seq(call: Call) -> int:
    flags, words = (
        [a for a in call.args if a.startswith("-") and not re.fullmatch(r"-\d+", a)],
        [a for a in call.args if re.fullmatch(r"-?\d{1,12}", a)],
    )
    numbers = [int(word) for word in words]
    if not numbers:
        return call.fail("missing operand" if not call.args else f"invalid floating point argument: ‘{call.args[-1]}’")
    first, step, last = (
        (numbers[0], numbers[1], numbers[2])
        if len(numbers) > 2
        else (numbers[0], 1, numbers[1])
        if len(numbers) > 1
        else (1, 1, numbers[0])
    )
    if not step:
        return call.fail("invalid Zero increment value: ‘0’")
    found = range(first, last + (1 if step > 0 else -1), step)[:20_000]
    width = len(str(max(map(abs, found), default=0))) if "-w" in flags else 0
    call.out("".join(f"{number:0{width}d}\n" if width else f"{number}\n" for number in found))
    return 0


@command("expr")
def expr(call: Call) -> int:
    words = [word.replace("\\*", "*") for word in call.args]
    if len(words) == 3 and words[1] in ("=", "!=", ":"):
        same = words[0] == words[2]
        call.out(f"{int(same == (words[1] == '='))}\n")
        return int(same != (words[1] == "="))
    if words[:1] == ["length"] and len(words) == 2:
        call.out(f"{len(words[1])}\n")
        return 0
    try:
        value = call.shell.arithmetic(" ".join(words).replace(" = ", " == "))
    except ShellError:
        return call.fail("non-integer argument" if call.gnu else "syntax error", 2)
    call.out(f"{value}\n")
    return 0 if value else 1


@command("yes")
def yes(call: Call) -> int:
    text = (" ".join(call.args) or "y") + "\n"
    if isinstance(call.shell.fds[1], Pipe):
        for _ in range(2000):
            call.out(text)
    raise Forever


@command("true")
def true(call: Call) -> int:
    return 0


@command("false")
def false(call: Call) -> int:
    return 1


@command("sync", "nice", "nohup", "setsid", "stdbuf", "unbuffer", "env_keep")
def through(call: Call) -> int:
    """What runs another program, or does nothing that could be seen."""
    words = list(call.args)
    while words and words[0].startswith("-"):
        words = words[1:]
    if words and call.name != "sync":
        call.shell.execute(words)
        return call.shell.code
    return 0


@command("time")
def time(call: Call) -> int:
    """bash's keyword and busybox's program; dash has none, and Debian's images carry none."""
    bash = call.shell.name == "bash"
    if call.gnu and not bash:
        call.shell.err(f"{call.shell.name}: 1: time: not found\n")
        return 127
    words, began = [word for word in call.args if word != "-p"], call.now
    if words:
        call.shell.execute(words)
    code = call.shell.code if words else 0
    seconds = (call.now - began) / _S
    minutes, seconds = int(seconds // 60), seconds % 60
    if bash:
        call.err(f"\nreal\t{minutes}m{seconds:.3f}s\nuser\t0m0.000s\nsys\t0m0.000s\n")
        return code
    if code:
        call.err(f"Command exited with non-zero status {code}\n")
    call.err(f"real\t{minutes}m {seconds:.2f}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n")
    return code
