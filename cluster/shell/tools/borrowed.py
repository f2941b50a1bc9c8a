"""printf, xargs, and programs that containers have too and that need nothing of the terminal's own."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cluster import texttools
from cluster.images.commands import base, coding, listing, timing
from cluster.shell.quoting import quoted
from cluster.shell.tools.base import Invocation, options, tool
from cluster.shell.tools.texts import Call
from cluster.texttools.escapes import formatted

Steps = Generator[Any, Any, int]
_ABOUT = {
    "base64": "encode or decode: base64 -d",
    "basename": "the last part of a path",
    "dirname": "a path without its last part",
    "md5sum": "a checksum",
    "seq": "count: seq 1 5",
    "sha256sum": "a checksum",
}


def _register(name: str, about: str) -> None:
    function: Any = base.COMMANDS[name]

    @tool(name, about)
    def program(call: Invocation) -> int:
        return texttools.run(Call(call), function)


for _name, _about in _ABOUT.items():
    _register(_name, _about)


@tool("printf", "print words in a form: printf '%s\\n' a b")
def printf(call: Invocation) -> int:
    args = call.args[1:] if call.args[:1] == ["--"] else call.args
    if not args:
        call.streams.err("bash: printf: usage: printf [-v var] format [arguments]\n")
        return 2
    call.streams.out(formatted(args[0], args[1:]))
    return 0


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
        size = int(count) if count.isdigit() and int(count) else max(1, len(given))
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


__all__ = ["coding", "listing", "timing"]  # imported for the programs that they register
