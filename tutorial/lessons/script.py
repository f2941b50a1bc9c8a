"""Running a script of a lesson (start commands, answers) in its simulated cluster."""

from __future__ import annotations

from typing import NamedTuple

from cluster.api.request import Request
from cluster.shell.driving import drive
from cluster.shell.files import MemoryFiles
from cluster.shell.script import commands
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation

READING = 1_200_000  # µs between a command's last words and the next command, where somebody watches
MOST = 3_600_000_000  # µs of virtual time for one command; a watch that never ends is stopped then


class Ran(NamedTuple):
    """`failure` says which command did not do as expected, and what it printed; "" when all did."""

    transcript: str
    failure: str


def apply_objects(simulation: Simulation, objects: list[dict]) -> None:
    """Create manifests of a start state. Raises ValueError with the API's words when one is refused."""
    for obj in objects:
        group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
        kind = simulation.api.kinds.by_kind.get((group, version, str(obj.get("kind"))))
        if kind is None:
            raise ValueError(f'no matches for kind "{obj.get("kind")}" in version "{obj.get("apiVersion")}"')
        base = f"/apis/{kind.api_version}" if kind.group else "/api/v1"
        namespace = (obj.get("metadata") or {}).get("namespace", "default")
        path = f"{base}/namespaces/{namespace}/{kind.plural}" if kind.namespaced else f"{base}/{kind.plural}"
        response = simulation.request(Request("POST", path, body=obj), actor="lesson")
        if response.code >= 400:
            raise ValueError(
                response.body.get("message", "refused") if isinstance(response.body, dict) else str(response.body)
            )


def run_script(simulation: Simulation, script: str, files: dict[str, str], pause: int = 0) -> Ran:
    """Play the commands of a script until one does not do as expected (`! ` before a command: it must fail).

    `pause`: virtual µs after each command, in which somebody reads."""
    terminal = Terminal(simulation, MemoryFiles(files))
    transcript: list[str] = []
    for command in commands(script):
        transcript.append(f"$ {command}\n")
        said = len(transcript)
        text = command.removeprefix("! ")
        steps = terminal.program(text, lambda stream, text: transcript.append(text))
        code = drive(lambda: terminal.simulation, steps, until=simulation.now + MOST)
        if (code == 0) == command.startswith("! "):
            words = "".join(transcript[said:]).strip()[-300:]
            wanted = "was to fail, but did not" if code == 0 else f"ended with {code}"
            return Ran("".join(transcript), f"`{command.splitlines()[0]}` {wanted}" + (f": {words}" if words else ""))
        if pause:
            simulation.run_until(simulation.now + pause)
    return Ran("".join(transcript), "")
