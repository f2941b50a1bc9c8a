"""What runs in the background (`kubectl port-forward ... &`).

A job goes on whenever a line is typed or a command waits; what it prints comes with the next line.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from cluster.images.sh.leaving import Leave
from cluster.images.sh.streams import Stop
from cluster.kubectl.waiting import Edit, Interrupted, Listen, Wait

if TYPE_CHECKING:
    from cluster.images.sh.grammar import Step
    from cluster.shell.running import Run
    from cluster.shell.streams import Write
    from cluster.shell.terminal import Terminal

Steps = Generator[Any, Any, int]
_FIRST_PID = 4200


class Job:
    """`wish`: what it waits for; `exit`: its exit code once it has ended; `inside`: its own variables and such."""

    def __init__(self, number: int, pid: int, line: str, steps: Steps, inside: dict[str, Any]):
        self.number, self.pid, self.line, self.steps, self.inside = number, pid, line, steps, inside
        self.wish: Any = None
        self.exit: int | None = None
        self.killed = False

    def resume(self, interrupted: bool = False) -> None:
        """Go on up to where it waits again."""
        try:
            self.wish = self.steps.throw(Interrupted()) if interrupted else self.steps.send(None)
        except StopIteration as stop:
            self.exit = int(stop.value or 0)
        except (Interrupted, Stop, Leave):
            self.exit = 130

    @property
    def state(self) -> str:
        if self.killed:
            return "Terminated"
        return "Running" if self.exit is None else f"Exit {self.exit}" if self.exit else "Done"


class Jobs:
    """The jobs of a terminal, by number. `write`: where they print."""

    def __init__(self, terminal: Terminal):
        self._terminal = terminal
        self.found: dict[int, Job] = {}
        self._pids = _FIRST_PID
        self.write: Write = lambda stream, text: None

    def start(self, run: Run, step: Step) -> int:
        number = max(self.found, default=0) + 1
        self._pids += 1
        inner = run.inner(lambda stream, text: self.write(stream, text))
        steps = inner.steps([step._replace(background=False, after=";")])
        job = Job(number, self._pids, _shown(run.line), steps, self._terminal.keep())
        self.found[number] = job
        self._terminal.assign({"!": str(job.pid)})
        if self._terminal.person:
            run.write("stderr", f"[{number}] {job.pid}\n")
        self._go_on(job)
        return 0

    def tend(self) -> None:
        """Let every job do what is due."""
        for job in list(self.found.values()):
            if job.exit is None and self._is_ready(job):
                self._go_on(job)

    def _go_on(self, job: Job) -> None:
        terminal = self._terminal
        outside, code = terminal.keep(), terminal.last_code
        terminal.restore(job.inside)
        try:
            job.resume()
            while job.exit is None and not isinstance(job.wish, (Wait, Listen, Edit)):
                job.resume()
        finally:
            job.inside = terminal.keep()
            terminal.restore(outside)
            terminal.last_code = code

    def _is_ready(self, job: Job) -> bool:
        wish = job.wish
        if isinstance(wish, (Listen, Edit)):
            return False  # a job cannot read from the terminal
        return bool(wish.watches) or (wish.until is not None and self._terminal.simulation.now >= wish.until)

    def beside(self, steps: Steps) -> Steps:
        """Run a command of the foreground; while it waits the jobs go on."""
        send, given = steps.send, None
        try:
            while True:
                try:
                    wish = send(given)
                except StopIteration as stop:
                    return int(stop.value or 0)
                try:
                    send, given = steps.send, (yield self._with_jobs(wish))
                except Interrupted as interrupted:
                    send, given = steps.throw, interrupted
                self.tend()
        finally:
            steps.close()

    def _with_jobs(self, wish: Any) -> Any:
        """What the foreground and the jobs wait for, together."""
        waiting = [job.wish for job in self.found.values() if job.exit is None and isinstance(job.wish, Wait)]
        if not waiting or not isinstance(wish, (Wait, Listen)):
            return wish
        moments = [each.until for each in (wish, *waiting) if each.until is not None]
        watches = tuple(watch for each in (wish, *waiting) for watch in each.watches)
        return wish._replace(until=min(moments, default=None), watches=watches)

    def kill(self, job: Job) -> None:
        job.killed = True
        job.steps.close()
        job.exit = 143

    def tell(self) -> None:
        """Say which jobs have ended, and forget them."""
        for number, job in list(self.found.items()):
            if job.exit is not None:
                if self._terminal.person:
                    self.write("stderr", self.described(job, number) + "\n")
                del self.found[number]

    def described(self, job: Job, number: int) -> str:
        numbers = sorted(self.found)
        mark = "+" if number == numbers[-1] else "-" if number in numbers[-2:-1] else " "
        return f"[{number}]{mark}  {job.state:<24}{job.line}" + (" &" if job.exit is None else "")


def _shown(line: str) -> str:
    return line.strip().removesuffix("&").rstrip()
