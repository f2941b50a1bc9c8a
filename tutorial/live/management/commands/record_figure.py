"""Record what a cluster does under a script as the tape that the front page plays (static/js/page/home/recording.js)."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from cluster.shell.driving import drive
from cluster.shell.files import MemoryFiles
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation
from tutorial.lessons.slim import Slimmer
from tutorial.live.frames import slim_changes

LEAD = 1_500_000  # µs that the reader looks at the quiet cluster before the first command


class Command(BaseCommand):
    help = "Play a script (lines `AT COMMAND`, AT in virtual seconds) and write {rate, steps} as JSON."

    def add_arguments(self, parser):
        parser.add_argument("script", help="file with lines `AT COMMAND`; `-` for standard input")
        parser.add_argument("--nodes", type=int, default=3)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--until", type=int, default=60, help="virtual seconds of recording")
        parser.add_argument("--out", default="static/js/page/home/tape.json")

    def handle(self, script, nodes, seed, until, out, **options):
        text = sys.stdin.read() if script == "-" else Path(script).read_text(encoding="utf-8")
        lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
        tape = record(Simulation(seed=seed, nodes=nodes, profile="lesson"), [(float(at), line) for at, line in lines], until)
        Path(out).write_text(json.dumps(tape, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
        self.stdout.write(f"{out}: {len(tape['steps'])} steps")


def record(simulation: Simulation, script: list[tuple[float, str]], until: int) -> dict:
    """{rate, steps: [{time, frame} | {time, line}]}: a snapshot, then every change and command at its virtual µs."""
    simulation.run_until(simulation.now + 60_000_000)  # whatever booting leaves to do
    start, tape = simulation.now, _Tape(simulation)
    terminal = Terminal(simulation, MemoryFiles({}))
    for at, line in script:
        tape.run_until(start + LEAD + int(at * 1_000_000))
        tape.steps.append({"time": simulation.now, "line": line})
        code = drive(simulation, terminal.program(line, lambda stream, text: None))
        if code:
            raise ValueError(f"{line}: its exit code is {code}, must be 0")
        tape.take()
    tape.run_until(start + until * 1_000_000)
    return {"rate": 1, "steps": [_from_zero(step, start) for step in tape.steps]}


class _Tape:
    def __init__(self, simulation: Simulation):
        self.simulation, self.slimmer = simulation, Slimmer(simulation)
        clock = {"time": simulation.now, "rate": 1, "running": True, "next": None}
        snapshot = {"type": "snapshot", "objects": self.slimmer.everything(), "clock": clock}
        self.revision = simulation.store.revision
        self.steps: list[dict] = [self._step({**snapshot, "previous": self.revision})]

    def run_until(self, end: int) -> None:
        while self.simulation.next_due is not None and self.simulation.next_due <= end:
            self.simulation.step()
            self.take()
        self.simulation.run_until(end)

    def take(self) -> None:
        """What has changed since the last frame becomes one."""
        store, previous = self.simulation.store, self.revision
        if store.revision == previous:
            return
        changes = slim_changes(self.slimmer, store, list(store.changes_since(previous)))
        self.revision = store.revision
        if changes:
            self.steps.append(self._step({"type": "changes", "previous": previous, "changes": changes}))

    def _step(self, frame: dict) -> dict:
        return {"time": self.simulation.now, "frame": {**frame, "revision": self.revision, "time": self.simulation.now, "epoch": 0}}


def _from_zero(value, start: int):
    """Moments (`time`, `created`, …) counted from the start of the recording; what is older is negative."""
    moments = {"time", "created", "at", "start", "end", "backoff"}
    if isinstance(value, dict):
        return {key: x - start if key in moments and isinstance(x, int) else _from_zero(x, start) for key, x in value.items()}
    return [_from_zero(item, start) for item in value] if isinstance(value, list) else value
