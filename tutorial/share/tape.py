"""A stretch of a cluster's life as data that replays without an engine: what is drawn and what was printed.

    {"format": 1, "from", "to": virtual µs, "epoch": µs since 1970 at virtual 0, "revision",
     "objects": [slim] as they are at `from`, "changes": [{op, object, time, revision, actor, causes, reason}],
     "traces": [requests through the modelled network, as cluster/network/traces.py tells them],
     "terminal": [{"time", "text"}], "marks": [{"time", "kind", "text"}], those of a lesson's checks with
     "said": {language: its words},
     "poster": the most telling moment, where somebody has chosen one, or "shows": what was written then is to be seen}

Shapes of slim objects, changes, traces and marks are the live socket's (tutorial/live/README.md): one diagram draws
both.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable

from cluster.inputs import Input
from cluster.simulation import Simulation
from tutorial.lessons.slim import Slimmer
from tutorial.live.frames import node_changes, slim_changes

FORMAT = 1
MOST_CHANGES = 50_000  # what the page's own recording keeps; requests count too
MOST_AT_ONCE = 16  # requests of one moment: a flood is not drawn one by one


class TooLong(ValueError):
    """More has happened than a tape holds."""


class Recorder:
    """Lets time pass in a simulation and writes down what is drawn of it."""

    def __init__(self, simulation: Simulation):
        self.simulation = simulation
        self.changes: list[dict] = []
        self.traces: list[dict] = []
        self._slimmer = Slimmer(simulation)
        self._stopped: dict[str, bool] = {}
        node_changes(self._slimmer, simulation, self._stopped)
        self._revision = simulation.store.revision
        self._traced = _newest(simulation.network.traces.since())
        self._start = {
            "format": FORMAT,
            "epoch": simulation.epoch,
            "from": simulation.now,
            "revision": simulation.store.revision,
            "objects": self._slimmer.everything(),
        }

    def run_until(self, time: int) -> None:
        """Do all that is due until `time` (virtual µs), each moment drawn as it is then."""
        simulation = self.simulation
        while (due := simulation.next_due) is not None and due <= time:
            simulation.step()
            if simulation.next_due != due:  # all that happens at one moment is one picture
                self.take()
        simulation.run_until(max(time, simulation.now))
        self.take()

    def apply(self, given: Input) -> None:
        self.run_until(given.at)
        self.simulation.relive(given)
        self.take()

    def take(self) -> None:
        """Write down what has changed since the last time. Raises TooLong."""
        store = self.simulation.store
        if store.revision != self._revision:
            fresh = store.changes_since(self._revision)
            self._revision = store.revision
            self.changes += slim_changes(self._slimmer, store, fresh)
        self.changes += node_changes(self._slimmer, self.simulation, self._stopped)
        if fresh_traces := self.simulation.network.traces.since(self._traced):
            self._traced = _newest(fresh_traces)
            self.traces += fresh_traces[-MOST_AT_ONCE:]
        if (count := len(self.changes) + len(self.traces)) > MOST_CHANGES:
            raise TooLong(f"{count} changes and requests; a tape holds {MOST_CHANGES}")

    def tape(self, terminal: list[dict], marks: list[dict]) -> dict:
        return {
            **self._start,
            "to": self.simulation.now,
            "changes": self.changes,
            "traces": self.traces,
            "terminal": terminal,
            "marks": marks,
        }


def replayed(origin: dict, inputs: Iterable[Input], until: int, terminal: list[dict], marks: list[dict]) -> dict:
    """The tape of what follows from a snapshot and what came from outside, up to `until`. Raises TooLong."""
    recorder = Recorder(Simulation.restore(origin))
    for given in inputs:
        if given.at > until:
            break
        recorder.apply(given)
    recorder.run_until(until)
    start = recorder.tape([], [])["from"]
    later = [[entry for entry in entries if entry["time"] >= start] for entries in (terminal, marks)]
    return recorder.tape(*later)


def _newest(traces: list[dict]) -> int:
    """The number of the newest of them."""
    return max((trace["id"] for trace in traces), default=0)


def packed(tape: dict) -> bytes:
    """As it is kept and sent: JSON, gzipped."""
    return gzip.compress(json.dumps(tape, separators=(",", ":"), ensure_ascii=False).encode(), 6, mtime=0)
