"""Programs of the session: clear, history, help, export, true, false, pwd, wait, sleep, watch, timeout."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

from cluster.kubectl import helptext
from cluster.kubectl.waiting import Wait
from cluster.objects import times
from cluster.shell.tools import jobs
from cluster.shell.tools.base import Invocation, names, tool

Steps = Generator[Any, Any, int]


@tool("clear", "clear the screen")
def clear(call: Invocation) -> int:
    call.streams.out("\x1b[H\x1b[2J\x1b[3J")
    return 0


@tool("history", "list what was typed")
def history(call: Invocation) -> int:
    lines = call.terminal.history
    call.streams.out("".join(f"{number:5}  {line}\n" for number, line in enumerate(lines, 1)))
    return 0


@tool("help", "this list")
def help_(call: Invocation) -> int:
    width = max(map(len, names()))
    call.streams.out("".join(f"{name.ljust(width)}  {about}\n" for name, about in names().items()))
    return 0


@tool("export", "set variables")
def export(call: Invocation) -> int:
    for word in (word for word in call.args if not word.startswith("-")):
        name, equals, value = word.partition("=")
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            return call.fail(f"`{word}': not a valid identifier")
        if equals:
            call.terminal.assign({name: value})
    return 0


for _name in ("declare", "readonly", "typeset"):
    tool(_name, "set variables")(export)


@tool("unset", "remove variables")
def unset(call: Invocation) -> int:
    for name in call.args:
        call.terminal.variables.pop(name, None)
    return 0


@tool("true", "succeed")
def true(call: Invocation) -> int:
    return 0


@tool(":", "do nothing")
def nothing(call: Invocation) -> int:
    return 0


@tool("false", "fail")
def false(call: Invocation) -> int:
    return 1


@tool("pwd", "print the working directory")
def pwd(call: Invocation) -> int:
    call.streams.out(call.terminal.files.where + "\n")
    return 0


def _duration(text: str) -> int:
    """`5s`, `1m30s`, `250ms`, `5` (seconds) → µs. ValueError for anything else."""
    return helptext.duration(text if re.search(r"[a-z]", text) else f"{text}s")


def _slept(call: Invocation) -> Steps:
    if len(call.args) != 1:
        return call.fail("one time is wanted, such as 5s or 2m", 2)
    try:
        length = _duration(call.args[0])
    except ValueError:
        return call.fail(f"invalid time interval '{call.args[0]}'; such as 5s, 250ms or 2m are allowed")
    if length < 0:
        return call.fail(f"invalid time interval '{call.args[0]}': it is negative")
    until = call.terminal.simulation.now + length
    while call.terminal.simulation.now < until:
        yield Wait(until)
    return 0


@tool("wait", "let (virtual) time pass: wait 5s")
def wait(call: Invocation) -> Steps:
    """Of jobs, as bash's; of a time, as a script of a simulation wants it."""
    if not call.args or any(word.startswith("%") or jobs.named(call, word) for word in call.args):
        return jobs.ended(call, call.args)
    return _slept(call)


@tool("sleep", "let (virtual) time pass: sleep 5")
def sleep(call: Invocation) -> Steps:
    return _slept(call)


@tool("watch", "run a command every two seconds: watch kubectl get pods")
def watch(call: Invocation) -> Steps:
    try:
        taken = 2 if call.args[:1] == ["-n"] else 0
        every = _duration(call.args[1]) if taken else 2 * times.SECOND
    except (ValueError, IndexError):
        return call.fail("failed to parse argument: -n wants seconds")
    words = [word for word in call.args[taken:] if word not in ("-d", "-t")]
    if not words:
        return call.fail("a command is wanted, such as: watch kubectl get pods")
    line = " ".join(words)
    head = f"Every {every / times.SECOND:.1f}s: {line}"
    while True:
        captured: list[str] = []
        yield from _line(call, line, lambda _, text, into=captured: into.append(text))
        call.streams.out(f"\x1b[H\x1b[2J{head}\n\n{''.join(captured)}")
        yield Wait(call.terminal.simulation.now + max(every, times.SECOND // 10))


def _line(call: Invocation, line: str, write) -> Steps:
    return (yield from call.run.inner(write).text(line))


@tool("timeout", "run a command for at most some time: timeout 10s kubectl get pods -w")
def timeout(call: Invocation) -> Steps:
    from cluster.shell.quoting import quoted

    left = list(call.args)
    if len(left) < 2:
        return call.fail("missing operand", 125)
    try:
        until = call.terminal.simulation.now + _duration(left[0])
    except ValueError:
        return call.fail(f"invalid time interval '{left[0]}'", 125)
    steps = _line(call, " ".join(map(quoted, left[1:])), call.streams.write)
    answer = None
    while True:
        try:
            wish = steps.send(answer)
        except StopIteration as stop:
            return int(stop.value or 0)
        if isinstance(wish, Wait):
            if call.terminal.simulation.now >= until:
                steps.close()
                return 124
            wish = Wait(until if wish.until is None else min(wish.until, until), wish.watches)
        answer = yield wish
