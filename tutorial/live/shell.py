"""The terminal of a live cluster: `cluster.shell` on a learner's files."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from cluster.shell.files import MemoryFiles
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation
from tutorial.live.asked import completed


class Shell:
    """`files` is the editor's: the same dict for as long as the session lives."""

    def __init__(self, simulation: Simulation, files: dict[str, str]):
        self.files = files
        self._terminal = Terminal(simulation, MemoryFiles(files))
        self._terminal.person = True

    def move(self, simulation: Simulation) -> None:
        """The head of the cluster is another simulation now."""
        self._terminal.simulation = simulation

    def let_go(self) -> None:
        """Nobody goes on with what runs in the background."""
        self._terminal.jobs.found.clear()

    def program(self, line: str, write: Callable[[str, str], None]) -> Generator[Any, Any, int]:
        """A command: yields what it waits for, returns its exit code."""
        return self._terminal.program(line, write)

    def remember(self, line: str) -> None:
        """A line that was typed, but not for the shell."""
        self._terminal.history = [*self._terminal.history, line]

    def complete(self, line: str, cursor: int) -> tuple[int, list[str]]:
        """Where the word at the cursor begins, and what it may become; `why` completes as `kubectl get` does."""
        if (instead := completed(line[:cursor])) is not None:
            begin, words = self._terminal.complete(instead, len(instead))
            return begin - len(instead) + cursor, words
        begin, words = self._terminal.complete(line, cursor)
        typed = line[:cursor]
        return begin, sorted({*words, "why"}) if typed and "why".startswith(typed) else words

    @property
    def history(self) -> list[str]:
        return self._terminal.history

    def dump(self) -> dict:
        return self._terminal.dump()

    def load(self, state: dict) -> None:
        self._terminal.load(state)

    def put_files(self, files: dict[str, str]) -> None:
        """Replace all files."""
        self.files.clear()
        self.files.update(files)
