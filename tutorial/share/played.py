"""Scripts played to be watched: the tape of what a lesson's or a figure's commands do."""

from __future__ import annotations

from cluster.shell.driving import drive
from cluster.shell.files import MemoryFiles
from cluster.shell.script import commands
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation
from tutorial.lessons.script import MOST, READING
from tutorial.share.tape import replayed

REST = 4_000_000  # µs that are shown after the last command, beside what a script waits itself


class Failed(ValueError):
    """A command of the script did not do as expected; the message is the command and what it printed."""


def played(simulation: Simulation, script: str, files: dict[str, str], until: int = 0) -> dict:
    """The tape of a script played in `simulation` from now on (`! ` before a command: it must fail), and on to a moment
    (virtual µs) that may come later. Raises Failed."""
    start, first = simulation.snapshot(), simulation.next_input({}, "").sequence
    terminal = Terminal(simulation, MemoryFiles(files))
    said: list[dict] = []
    marks: list[dict] = []

    def say(stream: str, text: str) -> None:
        said.append({"time": terminal.simulation.now, "text": text})

    for command in commands(script):
        text = command.removeprefix("! ")
        now = terminal.simulation.now
        if not text.startswith("wait "):
            say("stdout", "$ " + text.replace("\n", "\n> ") + "\n")
            marks.append({"time": now, "kind": "command", "text": text.split("\n")[0]})
        words = len(said)
        code = drive(lambda: terminal.simulation, terminal.program(text, say), until=now + MOST)
        if (code == 0) == command.startswith("! "):
            raise Failed(f"{command}: {''.join(entry['text'] for entry in said[words:])[-300:]} (exit code {code})")
        terminal.simulation.run_until(terminal.simulation.now + READING)
    inputs = [given for given in terminal.simulation.inputs if given.sequence >= first]
    return replayed(start, inputs, max(terminal.simulation.now, until) + REST, said, marks)
