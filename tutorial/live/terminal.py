"""A command of the terminal while it runs: a generator of `cluster.shell` that says what it waits for."""

from __future__ import annotations

from collections.abc import Generator
from time import monotonic
from typing import Any

from cluster.kubectl.waiting import Breath, Edit, Interrupted, Listen

INTERRUPTED = 130  # the exit code of a program that Ctrl-C stopped
WHOLE_S = 2.0  # of wall time: what a line does within it, without waiting for anything, is kept as one
SLICE_S = 0.005  # of wall time; a line of many commands goes on in the cluster's next turn
CUT = "\n[orrery: output cut here, it is too long]\n"


class Running:
    """Drives one command. `advance` until it waits or is done; `due` when it waits for a moment (virtual µs);
    `edit` when it waits for a person to edit a text."""

    def __init__(self, id_: Any, line: str, limit: int):
        self.id, self.line = id_, line
        self.exit: int | None = None
        self.edit: Edit | None = None
        self.output: list[tuple[str, str]] = []  # (stream, text) since the last `take`
        self.error_text = ""  # all of stderr, for the editor's problems
        self._program: Generator[Any, Any, int]
        self._left, self._wait, self._started = limit, None, False
        self.problems: list[dict] = []  # places in files that `error_text` speaks of, once it is done
        self._breathing = False  # ready to go on, but others go first
        self.listening = False  # a line may be typed at it
        self._rested = monotonic()  # when it last waited for something

    def begin(self, program: Generator[Any, Any, int]) -> None:
        self._program = program

    @property
    def done(self) -> bool:
        return self.exit is not None

    @property
    def half_way(self) -> bool:
        """It has only let others go first: what it does next belongs to what it has just done."""
        return self._breathing and not self.done and monotonic() - self._rested < WHOLE_S

    @property
    def due(self) -> int | None:
        if self._breathing:
            return 0
        return None if self.done or self._wait is None else self._wait.until

    def write(self, stream: str, text: str) -> None:
        """What the program prints; beyond the limit it is cut, and says so."""
        if self._left <= 0 or not text:
            return
        self._left -= len(text)
        if self._left <= 0:
            text = text[: self._left] + CUT if self._left else text
        if stream == "stderr":
            self.error_text = (self.error_text + text)[-20_000:]
        if self.output and self.output[-1][0] == stream:
            self.output[-1] = (stream, self.output[-1][1] + text)
        else:
            self.output.append((stream, text))

    def take(self) -> list[tuple[str, str]]:
        output, self.output = self.output, []
        return output

    def advance(self, now: int, changed: bool = True) -> None:
        """Go on as far as possible: until the program waits for later, for a change to come, or for a person; a line
        of many commands stops between two of them when a slice is over."""
        end = monotonic() + SLICE_S
        while not self.done and self.edit is None:
            if self._started and not self._breathing and not self._is_ready(now, changed):
                return
            changed = False
            self._resume(None)
            if self._breathing and monotonic() >= end:
                return

    def edited(self, content: str | None) -> None:
        """What the person made of the text; None if they gave up."""
        self.edit = None
        self._resume(content)

    def typed(self, line: str) -> None:
        """A line for the program, with its newline; "" is the end of input."""
        if self.listening:
            self._resume(line)

    def interrupt(self, final: bool = True) -> None:
        """Ctrl-C: the program may still say a word. Not `final`: one that passes the key on goes on."""
        self.edit = None
        if not final and self.listening:
            try:
                self._wish(self._program.throw(Interrupted()))
                return
            except StopIteration as stop:
                self.exit = int(stop.value or 0)
                return
            except Interrupted:
                self.write("stdout", "^C\n")
                self.exit = INTERRUPTED
                return
        self.write("stdout", "^C\n")
        try:
            self._program.throw(Interrupted()) if self._started else self._program.close()
        except StopIteration as stop:
            self.exit = int(stop.value or 0)
        except Interrupted:
            pass
        self._program.close()
        if not self.done:
            self.exit = INTERRUPTED

    def _resume(self, value: Any) -> None:
        self._breathing = self.listening = False
        try:
            wish = self._program.send(value) if self._started else next(self._program)
        except StopIteration as stop:
            self.exit = int(stop.value or 0)
            return
        finally:
            self._started = True
        self._wish(wish)

    def _wish(self, wish: Any) -> None:
        self.listening = isinstance(wish, Listen)
        if isinstance(wish, Edit):
            self.edit, self._wait = wish, None
        elif isinstance(wish, Breath):
            self._breathing, self._wait = True, None
        else:
            self._wait = wish
        if not self._breathing:
            self._rested = monotonic()

    def _is_ready(self, now: int, changed: bool) -> bool:
        wait = self._wait
        if wait is None or (wait.until is not None and now >= wait.until):
            return True
        return bool(wait.watches) and changed
