"""What kubectl says of files and arguments that are wrong: suite validation, the kubectl part (FORMAT.md)."""

from __future__ import annotations

import json
from typing import Any

from cluster.objects.times import SECOND
from cluster.shell import MemoryFiles, Terminal, drive
from cluster.shell.quoting import quoted
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.control_plane import ControlPlane
from tests.golden.reports import without_layout

SUITES = ("validation",)
VERSION = "v1.35.2"
SETTLED = 2 * SECOND


def run(case: Case) -> list[str]:
    """Each recorded command from a clean start, compared with its exit code, output and errors."""
    found: list[str] = []
    for command, expected in (case.expect.get("kubectl") or {}).get(VERSION, {}).items():
        at = f"/kubectl/{VERSION}/{command}"
        ignored = [path.removeprefix(at) for path in case.unstable if path.startswith(at)]
        answer = without_layout(played(case, command))
        found += [f"{command}: {line}" for line in differences(without_layout(expected), answer, ignored)]
    return found


def played(case: Case, command: str) -> dict:
    """One command in the state that the case's setup makes."""
    plane = ControlPlane()
    files = {step["file"]: content_of(step) for step in case.given if "file" in step}
    terminal = Terminal(plane.cluster, MemoryFiles(files))
    for number, setup in enumerate(step["setup"] for step in case.given if "setup" in step):
        for obj in setup if isinstance(setup, list) else [setup]:
            verb = "apply" if command.startswith("apply") and _is_change(case) else "create"
            terminal.files.write(f"setup{number}.json", json.dumps(obj))
            made = kubectl(terminal, f"{verb} -f setup{number}.json --validate=false")
            assert made["exit"] == 0, made
    plane.cluster.run_until(plane.cluster.now + SETTLED)
    return kubectl(terminal, line_of(case, command))


def _is_change(case: Case) -> bool:
    """Whether the command changes what the setup made: by `apply` only what was applied before."""
    return any("http" in step for step in case.given)


def content_of(step: dict) -> str:
    return step["content"] if "content" in step else json.dumps(step["object"])


def line_of(case: Case, command: str) -> str:
    """The command with its arguments quoted where they hold blanks."""
    for step in case.given:
        if isinstance(step.get("kubectl"), list) and " ".join(map(str, step["kubectl"])) == command:
            return " ".join(quoted(str(word)) for word in step["kubectl"])
    return command


def kubectl(terminal: Terminal, line: str) -> dict[str, Any]:
    """Exit code, standard output and standard error of `kubectl LINE`."""
    out: dict[str, list[str]] = {"stdout": [], "stderr": []}
    steps = terminal.program(f"kubectl {line}", lambda stream, text: out[stream].append(text))
    code = drive(terminal.simulation, steps)
    return {"exit": code, "stdout": "".join(out["stdout"]), "stderr": "".join(out["stderr"])}
