"""The terminal's shell as the expansion of words sees it (`cluster.images.sh.expansion`): one language for both.

A command may have to wait, so `$(...)` cannot be run in the middle of an expansion: it is asked for by raising Wanted,
run, and the expansion begins again with what it printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster.images.sh.arithmetic import evaluate
from cluster.shell.tree import Tree

if TYPE_CHECKING:
    from cluster.shell.terminal import Terminal


class Wanted(Exception):
    """The expansion needs what a command prints. `number`: which of the word's commands; `kind`: command, process."""

    def __init__(self, number: int, text: str, kind: str):
        super().__init__(text)
        self.number, self.text, self.kind = number, text, kind


class _Tape:
    varied = dated = 0


class _Place:
    """The learner's machine."""

    hostname, user, tty, draws, started = "laptop", 1000, True, None, 0

    def __init__(self, epoch: int):
        self.epoch = epoch


class View:
    """`known`: what commands printed that were asked for before, by their number."""

    dialect, cwd, is_main, interactive, drawn, tape = "bash", "", False, True, 0, _Tape
    options: dict[str, None] = {}  # noqa: RUF012

    def __init__(self, terminal: Terminal, known: dict[int, str], complain: Any):
        self.terminal, self._known, self._complain = terminal, known, complain
        self.name = terminal.called
        self._asked = 0
        self.variables, self.arguments, self.code = terminal.variables, terminal.arguments, terminal.last_code
        self.files, self.place = Tree(terminal.files), _Place(terminal.simulation.epoch)
        self.clock = terminal.simulation

    def value(self, name: str) -> str:
        return self.variables.get(name, "")

    def assign(self, name: str, value: str) -> None:
        self.terminal.assign({name: value})
        self.variables = self.terminal.variables

    def path(self, name: str) -> str:
        return name

    def arithmetic(self, text: str) -> int:
        return evaluate(text, self)

    def complain(self, text: str) -> None:
        self._complain(f"bash: {text}\n")

    def captured(self, text: str) -> str:
        return self._asking(text, "command")

    def piped(self, text: str) -> str:
        """The name under which what the command prints can be read: `<(...)`."""
        return self._asking(text, "process")

    def _asking(self, text: str, kind: str) -> str:
        number = self._asked
        self._asked += 1
        if number not in self._known:
            raise Wanted(number, text, kind)
        return self._known[number]
