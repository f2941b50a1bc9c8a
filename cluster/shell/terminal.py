"""A session at a terminal: what it remembers, and how a line is run."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any
from weakref import proxy

from cluster.images.sh import grammar
from cluster.images.sh.leaving import Leave
from cluster.images.sh.streams import Stop
from cluster.images.sh.words import Incomplete, ShellError
from cluster.kubectl import completion, hangul
from cluster.minikube import answers
from cluster.shell import kubeconfig
from cluster.shell.files import HOME
from cluster.shell.jobs import Jobs
from cluster.shell.running import Run, mistake

if TYPE_CHECKING:
    from cluster.kubectl.host import Listener
    from cluster.shell.files import DiskFiles, MemoryFiles
    from cluster.simulation import Simulation

PATH = "/usr/local/bin:/usr/bin"
MOST_HISTORY = 1000
MOST_LINE = 200_000
MOST_VARIABLES = 2_097_152  # characters of all together (Linux: ARG_MAX)
_LASTING = ("variables", "functions", "aliases", "arguments")  # what a shell within this one cannot change


class Terminal:
    """`simulation` may be exchanged (undo, fork); history, variables and kubeconfig stay."""

    def __init__(self, simulation: Simulation, files: MemoryFiles | DiskFiles, actor: str = "kubectl"):
        self.simulation, self.files, self.actor = simulation, files, actor
        this = proxy(self)  # nothing of the terminal's keeps it, and the cluster, from being freed
        files.now, files.epoch = lambda: this.simulation.now, simulation.epoch
        self.history: list[str] = []
        self.variables: dict[str, str] = {"HOME": HOME, "USER": "learner", "PATH": PATH}
        self.functions: dict[str, grammar.Function] = {}
        self.aliases: dict[str, str] = {}
        self.unaliased: tuple[str, ...] = ()  # aliases that are being expanded
        self.arguments: list[str] = []  # $1, $2, ... of the function that runs
        self.called = "bash"  # $0
        self.local: dict[str, str | None] = {}  # the function's own variables: what they were before
        self.last_code = 0
        self.enough = False  # the last program wants no more input
        self.jobs = Jobs(this)
        self.listeners: dict[int, Listener] = {}  # local ports that kubectl port-forward and proxy keep open
        self.person = False  # somebody can type while a command runs; set by hosts that pass it on
        self.kubeconfig: dict = kubeconfig.empty()
        if answers(simulation):
            self.kubeconfig = kubeconfig.with_minikube(self.kubeconfig)

    def program(self, line: str, write: Callable[[str, str], None]) -> Generator[Any, Any, int]:
        """Run a line (it may have several, as a here-document does). `write("stdout"|"stderr", text)`.

        Yields kubectl.waiting.Wait and Edit; returns the exit code."""
        if line.strip():
            self.history = [*self.history, line.rstrip("\n")][-MOST_HISTORY:]
        self.jobs.write = write
        self.jobs.tend()
        self.last_code = yield from self.jobs.beside(self._run(line, write))
        self.jobs.tell()
        return self.last_code

    def _run(self, line: str, write: Callable[[str, str], None]) -> Generator[Any, Any, int]:
        if len(line) > MOST_LINE:
            write("stderr", f"orrery: a line may have at most {MOST_LINE} characters, this one has {len(line)}\n")
            return 2
        try:
            steps = grammar.parse(line)
        except Incomplete:
            write("stderr", "bash: syntax error: unexpected end of file\n")
            return 2
        except ShellError as wrong:
            write("stderr", f"bash: {mistake(wrong)}\n")
            return 2
        try:
            return (yield from Run(self, line.strip(), write).steps(steps))
        except Stop as stop:
            return stop.code
        except Leave:
            return 0

    def keep(self) -> dict[str, Any]:
        """What a shell within this one gets as its own; `restore` gives it back."""
        return {name: getattr(self, name).copy() for name in _LASTING} | {"folder": self.files.where}

    def restore(self, kept: dict[str, Any]) -> None:
        for name in _LASTING:
            setattr(self, name, kept[name])
        self.files.enter(kept["folder"])

    def assign(self, variables: dict[str, str]) -> None:
        """Set variables. OSError when all of them together become too long."""
        after = {**self.variables, **variables}
        if sum(map(len, after.values())) > MOST_VARIABLES:
            raise OSError(f"{', '.join(variables)[:80]}: Argument list too long")
        self.variables = after

    @staticmethod
    def needs_more(text: str) -> bool:
        """Whether `text` is the beginning of a command whose rest is still to come."""
        try:
            grammar.parse(text)
        except Incomplete:
            return True
        except ShellError:
            return False
        return False

    def complete(self, line: str, cursor: int) -> tuple[int, list[str]]:
        """Where the word at the cursor begins, and what it may become."""
        return completion.complete(line[:cursor], self)

    @staticmethod
    def meant(line: str) -> str | None:
        """The line as it would read had the keyboard not been Korean; None if it is no such line."""
        return hangul.meant(line)

    def dump(self) -> dict:
        """What a session remembers, as plain JSON."""
        functions = {name: function.source for name, function in self.functions.items()}
        return {
            "history": self.history, "variables": self.variables, "kubeconfig": self.kubeconfig,
            "functions": functions, "aliases": self.aliases, **self.files.dump(),
        }  # fmt: skip

    def load(self, state: dict) -> None:
        self.history = list(state.get("history") or ())
        self.variables = {"PATH": PATH, **(state.get("variables") or self.variables)}
        self.files.load(state)
        self.kubeconfig = state.get("kubeconfig") or self.kubeconfig
        self.aliases = dict(state.get("aliases") or {})
        found = (
            (name, grammar.parse(source)[0].commands[0]) for name, source in (state.get("functions") or {}).items()
        )
        self.functions = {name: function for name, function in found if isinstance(function, grammar.Function)}
