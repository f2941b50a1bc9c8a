"""A session at a terminal: what it remembers, and how a line is run."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from cluster.kubectl import completion, hangul
from cluster.minikube import answers
from cluster.shell import kubeconfig
from cluster.shell.language import Incomplete, SyntaxMistake, parse
from cluster.shell.running import Run

if TYPE_CHECKING:
    from cluster.shell.files import DiskFiles, MemoryFiles
    from cluster.simulation import Simulation

MOST_HISTORY = 1000
MOST_LINE = 200_000
MOST_VARIABLES = 2_097_152  # characters of all together (Linux: ARG_MAX)


class Terminal:
    """`simulation` may be exchanged (undo, fork); history, variables and kubeconfig stay."""

    def __init__(self, simulation: Simulation, files: MemoryFiles | DiskFiles, actor: str = "kubectl"):
        self.simulation, self.files, self.actor = simulation, files, actor
        self.history: list[str] = []
        self.variables: dict[str, str] = {"HOME": "/home/learner", "USER": "learner"}
        self.last_code = 0
        self.forwards: dict = {}  # local port → (Source of the pod, its port): see tools.network
        self.person = False  # somebody can type while a command runs; set by hosts that pass it on
        self.kubeconfig: dict = kubeconfig.empty()
        if answers(simulation):
            self.kubeconfig = kubeconfig.with_minikube(self.kubeconfig)

    def program(self, line: str, write: Callable[[str, str], None]) -> Generator[Any, Any, int]:
        """Run a line (it may have several, as a here-document does). `write("stdout"|"stderr", text)`.

        Yields kubectl.waiting.Wait and Edit; returns the exit code."""
        if line.strip():
            self.history = [*self.history, line.rstrip("\n")][-MOST_HISTORY:]
        if len(line) > MOST_LINE:
            write("stderr", f"orrery: a line may have at most {MOST_LINE} characters, this one has {len(line)}\n")
            self.last_code = 2
            return 2
        try:
            pipelines = parse(line)
        except Incomplete:
            write("stderr", "bash: syntax error: unexpected end of file\n")
            self.last_code = 2
            return 2
        except SyntaxMistake as wrong:
            write("stderr", f"bash: {wrong}\n")
            self.last_code = 2
            return 2
        self.last_code = yield from Run(self, line.strip(), write).pipelines(pipelines, write)
        return self.last_code

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
            parse(text)
        except Incomplete:
            return True
        except SyntaxMistake:
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
        return {"history": self.history, "variables": self.variables, "kubeconfig": self.kubeconfig}

    def load(self, state: dict) -> None:
        self.history = list(state.get("history") or ())
        self.variables = dict(state.get("variables") or self.variables)
        self.kubeconfig = state.get("kubeconfig") or self.kubeconfig
