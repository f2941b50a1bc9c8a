"""Plays a script in virtual time and writes its transcript.

    $ kubectl get pods            every command line after `$ `, then what it printed
A line that begins with `! ` must fail; any other must not. Comments and empty lines are left out of the transcript.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cluster.shell.driving import drive
from cluster.shell.terminal import Terminal


class Transcript(NamedTuple):
    """`code` is 0 if every line did as expected, else 1; `failed` the line that did not, `why` what it did."""

    code: int
    failed: str = ""
    why: str = ""


def commands(script: str) -> Iterator[str]:
    """The commands of a script: lines, with those that belong to them (here-documents, open quotes, `\\`)."""
    waiting = ""
    for line in script.splitlines():
        if not waiting and (not line.strip() or line.lstrip().startswith("#")):
            continue
        waiting = f"{waiting}\n{line}" if waiting else line
        if not Terminal.needs_more(waiting + "\n"):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def play(terminal: Terminal, script: str, write: Callable[[str, str], None]) -> Transcript:
    """Run all commands until one does not do as expected. `write(stream, text)` takes transcript and output."""
    for command in commands(script):
        write("stdout", "$ " + command.replace("\n", "\n> ") + "\n")
        negated = command.startswith("! ")
        text = command[2:] if negated else command
        code = drive(lambda: terminal.simulation, terminal.program(text, write))
        if negated and code == 0:
            return Transcript(1, command, "it was to fail, but its exit code is 0")
        if not negated and code != 0:
            return Transcript(1, command, f"its exit code is {code}")
    return Transcript(0)
