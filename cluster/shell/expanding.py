"""The terminal's shell as the expansion of words sees it (`cluster.images.sh.expansion`): one language for both.

A command may have to wait, so `$(...)` cannot be run in the middle of an expansion: it is asked for by raising Wanted,
run, and the expansion begins again with what it printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cluster.images.files import FileError
from cluster.images.sh.arithmetic import evaluate

if TYPE_CHECKING:
    from cluster.shell.terminal import Terminal


class Wanted(Exception):
    """The expansion needs what a command prints. `number`: which of the word's commands; `kind`: command, process."""

    def __init__(self, number: int, text: str, kind: str):
        super().__init__(text)
        self.number, self.text, self.kind = number, text, kind


class Node(NamedTuple):
    """A file as `[ -f ... ]` looks at it."""

    kind: str
    data: str
    mode: int = 0o755
    time: int = 0


class Files:
    """The terminal's files, as patterns and conditions ask for them. Raises FileError."""

    def __init__(self, files: Any):
        self._files = files

    def exists(self, path: str) -> bool:
        return self._files.exists(path)

    def list(self, path: str) -> list[str]:
        if not self._files.is_dir(path or "."):
            raise FileError("Not a directory")
        return self._files.listdir(path or ".")

    def stat(self, path: str, follow: bool = True) -> Node:
        if self._files.is_dir(path):
            return Node("dir", "")
        if not self._files.exists(path):
            raise FileError("No such file or directory")
        return Node("file", self._files.read(path), 0o644)

    def _may(self, node: Node, bit: int) -> bool:
        return True


class _Tape:
    varied = dated = 0


class _Place:
    """The learner's machine."""

    hostname, user, tty, draws, started = "laptop", 1000, True, None, 0

    def __init__(self, epoch: int):
        self.epoch = epoch


class View:
    """`known`: what commands printed that were asked for before, by their number."""

    name, dialect, cwd, is_main, interactive, drawn, tape = "bash", "bash", "", False, True, 0, _Tape
    options: dict[str, None] = {}  # noqa: RUF012

    def __init__(self, terminal: Terminal, known: dict[int, str], complain: Any):
        self.terminal, self._known, self._complain = terminal, known, complain
        self._asked = 0
        self.variables, self.arguments, self.code = terminal.variables, terminal.arguments, terminal.last_code
        self.files, self.place = Files(terminal.files), _Place(terminal.simulation.epoch)
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
