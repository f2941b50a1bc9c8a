"""The registry of programs and what a program gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from cluster.kubectl import hangul

if TYPE_CHECKING:
    from cluster.shell.running import Run
    from cluster.shell.streams import Streams
    from cluster.shell.terminal import Terminal


class Invocation(NamedTuple):
    """`words[0]` is the program's name. A program returns its exit code, or a generator that does (None is 0)."""

    terminal: Terminal
    words: list[str]
    streams: Streams
    environment: dict[str, str]
    run: Run

    @property
    def args(self) -> list[str]:
        return self.words[1:]

    def fail(self, text: str, code: int = 1) -> int:
        """Write `NAME: text` to standard error."""
        self.streams.err(f"{self.words[0]}: {text}\n")
        return code


Program = Callable[[Invocation], Any]
_TOOLS: dict[str, tuple[Program, str]] = {}


def tool(name: str, about: str) -> Callable[[Program], Program]:
    """Register a program; `about` is its line in `help`."""

    def register(program: Program) -> Program:
        _TOOLS[name] = (program, about)
        return program

    return register


def find(name: str) -> Program | None:
    """By its name, or by the path that `which` says."""
    found = _TOOLS.get(name.removeprefix("/usr/bin/"))
    return found[0] if found else None


def inputs_of(terminal: Terminal, line: str) -> Callable[[dict], Any]:
    """What takes an input of the learner's, and gives what came of it."""

    def apply(request: dict) -> Any:
        simulation = terminal.simulation
        return simulation.apply(simulation.next_input(request, terminal.actor, line))

    return apply


def names() -> dict[str, str]:
    """Name → what it is for, sorted."""
    return {name: _TOOLS[name][1] for name in sorted(_TOOLS)}


def hint(words: list[str]) -> str:
    """What an unknown program may have been meant as: typed on a Korean keyboard, or a letter off."""
    meant = hangul.meant(" ".join(words))
    return f"Did you mean: {meant}\n" if meant else ""


def options(args: list[str], flags: str, valued: str = "") -> tuple[dict[str, str], list[str]]:
    """Short options: `flags` stand alone, `valued` take a value. Returns them and what is left.

    ValueError with the words of getopt for any other. `-5` is kept as the option `-`, as in `head -5`."""
    found: dict[str, str] = {}
    left: list[str] = []
    queue = list(args)
    while queue:
        word = queue.pop(0)
        if word == "--":
            return found, left + queue
        if not word.startswith("-") or word == "-":
            left.append(word)
            continue
        if word[1:].isdecimal():
            found["-"] = word[1:]
            continue
        if word.startswith("--"):
            raise ValueError(f"unrecognized option '{word}'")
        rest = word[1:]
        while rest:
            letter, rest = rest[0], rest[1:]
            if letter in flags:
                found[letter] = "yes"
            elif letter in valued:
                if not rest and not queue:
                    raise ValueError(f"option requires an argument -- '{letter}'")
                found[letter] = rest or queue.pop(0)
                rest = ""
            else:
                raise ValueError(f"invalid option -- '{letter}'")
    return found, left
