"""find and xargs: programs that run others, again and again."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cluster.filetools.finding import search
from cluster.shell.quoting import quoted
from cluster.shell.tools.base import Invocation, options, tool
from cluster.shell.tools.calls import Call
from cluster.texttools import BadUsage
from cluster.texttools.call import Refused

Steps = Generator[Any, Any, int]


@tool("find", "look for files: find . -name '*.yaml'")
def find(call: Invocation) -> Steps:
    steps, code = search(Call(call)), None
    try:
        while True:
            words = steps.send(code)  # type: ignore[arg-type]
            code = yield from call.run.inner(call.streams.write).text(" ".join(map(quoted, words)))
    except StopIteration as stop:
        return int(stop.value)
    except (BadUsage, Refused) as wrong:
        return call.fail(str(wrong))


@tool("xargs", "run a command with the words that come in")
def xargs(call: Invocation) -> Steps:
    """`-n COUNT`, `-I WORD`, `-r`, `-0`; a command that fails makes it 123."""
    try:
        start = _command(call.args)
        flags, _ = options(call.args[:start], "0rt", "nIP")
    except ValueError as wrong:
        return call.fail(str(wrong))
    words = call.args[start:] or ["echo"]
    text = call.streams.stdin or ""
    given = [word for word in (text.split("\0") if "0" in flags else text.split()) if word]
    if "I" in flags:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        runs = [[part.replace(flags["I"], line) for part in words] for line in lines]
    else:
        count = flags.get("n", "")
        size = int(count) if count.isdecimal() and int(count) else max(1, len(given))
        runs = [[*words, *given[at : at + size]] for at in range(0, len(given), size)]
        if not runs and "r" not in flags:
            runs = [words]
    code = 0
    for one in runs:
        done = yield from call.run.inner(call.streams.write).text(" ".join(map(quoted, one)))
        code = 127 if done == 127 else 123 if done else code
    return code


def _command(args: list[str]) -> int:
    """Where the command begins behind the options."""
    at = 0
    while at < len(args) and args[at].startswith("-") and args[at] != "-":
        at += 2 if args[at] in ("-n", "-I", "-P") else 1
    return at
