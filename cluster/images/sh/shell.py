"""A shell at work: lists, pipelines, loops, functions, redirections. Time is the clock of its files.

Source: POSIX Shell Command Language (https://pubs.opengroup.org/onlinepubs/9699919799/), with what bash adds in common
use. Loops that go on for ever without changing anything are not walked through: see `rounds`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from cluster.images.sh import children, compounds, grammar, memory, parameters, simple
from cluster.images.sh.arithmetic import evaluate
from cluster.images.sh.children import Child
from cluster.images.sh.leaving import Leave
from cluster.images.sh.spine import Spine, Stand
from cluster.images.sh.streams import Forever, Pipe, Stop
from cluster.images.sh.tape import Tape
from cluster.images.sh.words import ShellError

if TYPE_CHECKING:
    from cluster.images.place import Place

COST = 1_000  # µs that running one command takes
MOST_VALUE = 100_000  # characters that a variable may have
_MOST_DEPTH = 40


class Shell:
    """`name`: what it calls itself (`sh`, `/bin/bash`); `dialect`: ash, dash or bash."""

    def __init__(self, place: Place, tape: Tape, name: str, dialect: str, fds: dict[int, Any]):
        self.place, self.tape, self.name, self.dialect = place, tape, name, dialect
        self.files, self.clock = place.files, place.files.clock
        self.variables: dict[str, str] = dict(place.env)
        self.exported: dict[str, None] = dict.fromkeys(place.env)
        self.functions: dict[str, grammar.Function] = {}
        self.aliases: dict[str, str] = {}
        self.traps: dict[str, str] = {}
        self.options: dict[str, None] = {}
        self.arguments: list[str] = []
        self.cwd = place.cwd
        self.code = 0
        self.fds = fds
        self.depth = 0
        self.children: list[Child] = []
        self.is_main = False  # process 1 of its container
        self.interactive = False
        self.quiet = False  # in a loop that from now on changes nothing
        self.executed = False  # it has become another program (exec)
        self._unchecked = 0  # within a condition, where `set -e` does not look
        self.drawn = 0
        self.spine: Spine | None = None  # where in its script it stands, if it may be taken up there again

    # -- what commands use -----------------------------------------------------------------------------------------

    def out(self, text: str) -> None:
        if text:
            self.fds[1].write(self, text)

    def err(self, text: str) -> None:
        if text:
            self.fds[2].write(self, text)

    def value(self, name: str) -> str:
        return parameters.variable(self, name)

    def assign(self, name: str, value: str) -> None:
        self.variables[name] = value[:MOST_VALUE]

    def path(self, name: str) -> str:
        """The absolute path of a name."""
        return name if name.startswith("/") else f"{self.cwd.rstrip('/')}/{name}"

    def arithmetic(self, text: str) -> int:
        return evaluate(text, self)

    def complain(self, text: str) -> None:
        """As the shell itself speaks: `sh: ...`, `/bin/sh: 1: ...`, `bash: line 1: ...`."""
        line = {"dash": "1: ", "bash": "" if self.interactive else "line 1: "}.get(self.dialect, "")
        self.err(f"{self.name}: {line}{text}\n")

    def pass_time(self, until: int) -> None:
        """Nothing is done until then; a signal that is trapped is answered afterwards."""
        self.clock.now = max(self.clock.now, until)
        self.tape.reach(self.clock.now, self.quiet)

    def step(self) -> None:
        """One more command. Raises Forever when that is enough."""
        self.tape.step(self.clock.now, self.quiet)

    # -- running ---------------------------------------------------------------------------------------------------

    def script(self, text: str) -> None:
        """Raises Stop, Forever; a text that cannot be read is said so."""
        try:
            steps = grammar.parse(text)
        except ShellError as error:
            self.complain(str(error))
            self.code = 2
            return
        with suppress(Leave):
            self.run(steps)

    @property
    def is_coming_back(self) -> bool:
        """Whether it is on its way to where it stood."""
        return self.spine is not None and bool(self.spine.way)

    def stand(self, value: Any) -> Stand:
        """It enters what it can be taken up in again; see spine."""
        return Stand(value) if self.spine is None else self.spine.stand(self, value)

    @contextmanager
    def out_of_sight(self) -> Iterator[None]:
        """What is done now is done as a whole, or again."""
        kept, self.spine = self.spine, None
        try:
            yield
        finally:
            self.spine = kept

    def run(self, steps: list[grammar.Step]) -> None:
        with self.stand(0) as stand:
            self._run(steps, stand)

    def _run(self, steps: list[grammar.Step], stand: Stand) -> None:
        for index in range(stand.value, len(steps)):
            step, stand.value = steps[index], index
            if self.spine is not None and not self.spine.way:
                self.spine.look(self)
            if (step.after == "&&" and self.code) or (step.after == "||" and not self.code):
                continue
            if step.background:
                children.background(self, step)
            else:
                decides = index + 1 < len(steps) and steps[index + 1].after != ";"
                self.pipeline(step, step.negated or decides)
            self._check_signal()

    def pipeline(self, step: grammar.Step, unchecked: bool = False) -> None:
        """`unchecked`: its code decides what follows, so `set -e` does not look at it."""
        self._unchecked += unchecked
        try:
            if len(step.commands) == 1:
                self.command(step.commands[0])
            else:
                children.piped(self, step.commands)
        finally:
            self._unchecked -= unchecked
        if step.negated:
            self.code = int(not self.code)
        elif self.code and "e" in self.options and not unchecked and not self._unchecked:
            raise Stop(self.code)

    def fork(self, fds: dict[int, Any]) -> Shell:
        """A shell that begins where this one stands and leaves it alone."""
        if self.depth > _MOST_DEPTH:
            raise Stop(2)
        place = self.place.beside()
        child = Shell(place, self.tape, self.name, self.dialect, fds)
        child.variables, child.exported = dict(self.variables), dict(self.exported)
        child.functions, child.options, child.arguments = dict(self.functions), dict(self.options), self.arguments
        child.cwd, child.code, child.depth, child.drawn = self.cwd, self.code, self.depth + 1, self.drawn
        child._unchecked = self._unchecked
        return child

    def adopt(self, child: Shell) -> None:
        """What a shell beside this one did to files is seen here when its moment comes."""
        self.files.join(child.files)
        self.drawn = child.drawn

    def work(self, action: Any) -> bool:
        """Run to the end; True if that is not in sight."""
        try:
            action(self)
        except Stop as stop:
            self.code = stop.code
        except Leave as leave:
            self.code = leave.count if leave.what == "return" else self.code
        except Forever:
            return True
        self._at_exit()
        return False

    def _at_exit(self) -> None:
        text = self.traps.pop("EXIT", None)
        if text is not None:
            code = self.code
            with suppress(Stop):
                self.script(text)
            self.code = code

    def captured(self, text: str) -> str:
        """`$(text)`."""
        pipe = Pipe()
        child = self.fork({**self.fds, 1: pipe})
        forever = child.work(lambda shell: shell.script(text))
        self.adopt(child)
        self.code = child.code
        self.clock.now = max(self.clock.now, child.clock.now)
        if pipe.flood:
            memory.take(self, pipe.flood)
        if forever:
            raise Forever
        return pipe.text().rstrip("\n")

    def piped(self, text: str) -> str:
        """`<(text)`, which a container's shell does not have."""
        self.complain('syntax error: unexpected "("' if self.dialect != "bash" else "cannot make pipe for <(...)")
        raise Stop(2)

    # -- commands --------------------------------------------------------------------------------------------------

    def command(self, command: Any) -> None:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise Stop(2)
        try:
            if isinstance(command, grammar.Simple):
                simple.run(self, command)
            else:
                compounds.run(self, command)
        finally:
            self.depth -= 1

    def execute(self, arguments: list[str]) -> None:
        """Run one command by its words: a function, something of the shell, or a program of the image."""
        simple.execute(self, arguments)

    def condition(self, steps: list[grammar.Step]) -> bool:
        """Whether the list succeeds."""
        self._unchecked += 1
        try:
            with self.out_of_sight():
                self.run(steps)
        finally:
            self._unchecked -= 1
        return self.code == 0

    def body(self, steps: list[grammar.Step]) -> bool:
        """One round; True when the loop is to be left."""
        try:
            self.run(steps)
        except Leave as leave:
            return leave.ends_loop()
        return False

    # -- children and signals --------------------------------------------------------------------------------------

    def wait(self, pids: list[int]) -> None:
        """Until the children (all, or these) have ended. A signal ends the waiting."""
        waited = [child for child in self.children if not pids or child.pid in pids]
        signal = self.tape.signal
        ends = [child.ends for child in waited]
        if signal is not None and self.is_main and "TERM" in self.traps and any(e is None or e > signal for e in ends):
            self.pass_time(signal)
            self._check_signal()
            return
        if any(end is None for end in ends):
            raise Forever
        self.pass_time(max((end for end in ends if end is not None), default=self.clock.now))
        self.code = waited[-1].shell.code if pids and waited else 0

    def kill(self, pid: int) -> bool:
        """End a child now: what it would have done later does not happen."""
        for child in self.children:
            if child.pid == pid and (child.ends is None or child.ends > self.clock.now):
                child.end(self)
                return True
        return any(child.pid == pid for child in self.children)

    def _check_signal(self) -> None:
        """SIGTERM is answered by the trap once the command that runs in front has ended."""
        signal = self.tape.signal
        if signal is None or not self.is_main or self.clock.now < signal or "TERM" not in self.traps:
            return
        self.tape.signal = None
        code = self.code
        with self.out_of_sight():
            self.script(self.traps["TERM"])
        self.code = code


__all__ = ["COST", "Shell"]
