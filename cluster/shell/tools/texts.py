"""Programs that read lines and write lines: GNU's, as containers have them (cluster.texttools); and echo."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cluster import texttools
from cluster.shell.tools.base import Invocation, tool
from cluster.texttools.call import STDIN

_MOST_STEPS = 500_000


class Call(texttools.Call):
    """One call at the terminal, with its files."""

    def __init__(self, call: Invocation):
        self._streams, self._files = call.streams, call.terminal.files
        self.name, self.args = call.words[0], call.args
        self._clock = call.terminal.simulation
        self._steps = 0

    @property
    def now(self) -> int:  # type: ignore[override]
        """µs since 1970."""
        return self._clock.epoch + self._clock.now

    def out(self, text: str) -> None:
        self._streams.out(text)

    def err(self, text: str) -> None:
        self._streams.err(text)

    def given(self) -> str:
        return self._streams.given.rest() if self._streams.given is not None else ""

    def lines(self) -> Iterator[str]:
        given = self._streams.given
        while given is not None and (line := given.line()) is not None:
            yield line

    def read(self, name: str) -> str:
        if name in STDIN:
            return self.given()
        try:
            return self._files.read(name)
        except FileNotFoundError:
            pass
        except IsADirectoryError:
            raise texttools.FileError("Is a directory") from None
        raise texttools.FileError("Is a directory" if self._files.is_dir(name) else "No such file or directory")

    def write(self, name: str, text: str, append: bool = False) -> None:
        try:
            before = self._files.read(name) if append and self._files.exists(name) else ""
            self._files.write(name, before + text)
        except IsADirectoryError:
            raise texttools.FileError("Is a directory") from None

    def inside(self, name: str) -> list[str] | None:
        return self._files.listdir(name) if name not in STDIN and self._files.is_dir(name) else None

    def enough(self) -> None:
        self._streams.enough = True

    def step(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise texttools.FileError("this takes too much work")


_ABOUT = {
    "awk": "work on fields of lines",
    "cat": "print files",
    "cut": "print parts of lines",
    "egrep": "grep -E",
    "fgrep": "grep -F",
    "grep": "print lines that match a pattern",
    "head": "print the first lines",
    "nl": "number lines",
    "paste": "put lines side by side",
    "rev": "turn lines around",
    "sed": "edit lines",
    "sort": "sort lines",
    "tac": "print lines, the last first",
    "tail": "print the last lines",
    "tee": "print and keep in files",
    "tr": "exchange or delete characters",
    "uniq": "leave out repeated lines",
    "wc": "count lines, words, bytes",
}


def _register(name: str, about: str) -> None:
    function = texttools.TOOLS[name]

    @tool(name, about)
    def program(call: Invocation) -> int:
        return texttools.run(Call(call), function)


for _name, _about in _ABOUT.items():
    _register(_name, _about)


@tool("echo", "print words")
def echo(call: Invocation) -> int:
    args, end, escapes = list(call.args), "\n", False
    while args and re.fullmatch(r"-[neE]+", args[0]):
        end = "" if "n" in args[0] else end
        escapes = "e" in args.pop(0)
    text = " ".join(args)
    if escapes:
        text = re.sub(r"\\([nt\\])", lambda match: {"n": "\n", "t": "\t", "\\": "\\"}[match[1]], text)
    call.streams.out(text + end)
    return 0
