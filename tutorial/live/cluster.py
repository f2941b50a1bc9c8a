"""One live cluster, an actor: nobody else touches its simulation.

Its `drive` lets virtual time pass; what comes of it is published once encoded, after the journal has kept what came
from outside.
"""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_right
from collections import deque
from importlib.metadata import version
from time import monotonic
from typing import Any

from django.conf import settings

from cluster.inputs import Input
from cluster.simulation import FORMAT, Simulation
from tutorial.lessons.engine import last_input
from tutorial.lessons.standing import Moment
from tutorial.live import recording
from tutorial.live.drive import Drive
from tutorial.live.engine import source_digest
from tutorial.live.frames import encode
from tutorial.live.journal import JournalWriter
from tutorial.live.models import Journal
from tutorial.live.moves import Moves
from tutorial.live.outbox import Outbox
from tutorial.live.pace import Pace
from tutorial.live.publisher import Publisher
from tutorial.live.until import SILENT
from tutorial.live.viewer import Viewer

log = logging.getLogger(__name__)

MARKS_KEPT = 500
KEEP_EVERY = 400  # journal entries between snapshots of a cluster that stays awake
HISTORY_KEPT = 5_000  # changes that sleep keeps; more are kept in memory
CHECKPOINT_EVERY = 100  # inputs
ENGINE = f"{version('orrery')}/{FORMAT}/{source_digest()}"  # replay is exact within one of these


class LiveCluster(Publisher):
    """`record` is its database row; `epoch` the lease by which this process owns it."""

    def __init__(self, record: Any, simulation: Simulation, journal: JournalWriter, sequence: int = 0):
        self.record, self.id, self.epoch = record, record.id, record.epoch
        self.sequence = self.kept_at = sequence  # of the last journal entry, of the last snapshot
        self.checkpoints: list[dict] = []  # snapshots at which the record may begin once what was before is forgotten
        self.branch: dict | None = None
        self.marks: deque[dict] = deque(maxlen=MARKS_KEPT)
        self.inputs: dict[str, Any] = {}  # "i7" → Input: what was typed, for the chain of causes
        self.sent_bytes = 0  # of inputs, since the start of this branch
        self.dead = False
        self.lock = asyncio.Lock()  # held while a message is answered; some work is done in a thread meanwhile
        self.wanted = lambda: None  # set by the host: "give this cluster a turn"
        self.long_journal = lambda: None  # set by the host: a crash now would mean a long replay
        self.long_work = lambda: None  # set by the host: do what the running command is ready for in a thread
        self.solved = lambda: None  # set by the host: the lesson is solved
        viewers: dict[Viewer, None] = {}
        super().__init__(Outbox(self.id, journal, viewers))
        self.outbox.idle = self._all_kept
        self.moves = Moves()
        self.drive = Drive((self,), Pace(simulation.now, monotonic()))
        self.install(simulation)

    def install(self, simulation: Simulation) -> None:
        """Make `simulation` the head; all that has happened in it counts as published."""
        self.simulation = simulation
        simulation.on_failure = self._component_failed
        self.checkpoints = []
        self.noticed = simulation.store.revision
        self.look_at(simulation)
        self._input_count = len(simulation.inputs)
        for given in simulation.inputs:
            self.inputs[f"i{given.sequence}"] = given
        self.drive.stop_waiting()

    def _component_failed(self, component: str, key: str, error: Exception) -> None:
        """One broken reconciler must not take the learner's cluster away: it is logged, and tried again later."""
        log.error("cluster %s: %s failed on %s", self.id, component, key, exc_info=error)

    # -- time ------------------------------------------------------------------------------------------------------

    @property
    def pace(self) -> Pace:
        return self.drive.pace

    @property
    def companion(self) -> LiveCluster | None:
        """The cluster that was forked from this one to stand beside it."""
        first, *rest = self.drive.clusters
        return rest[0] if rest and first is self else None

    @property
    def due(self) -> int | None:
        """When (virtual µs) something is going to happen, or the running command has waited for long enough."""
        moments = (self.simulation.next_due, self.session.foreground.waits_until())
        return min((moment for moment in moments if moment is not None), default=None)

    def advance(self, due: int) -> None:
        """Do one piece of the work of the moment `due`, the next at which there is some."""
        simulation = self.simulation
        if due > simulation.now and simulation.next_due != due:
            simulation.run_until(due)  # only a command waits for this moment
        elif simulation.next_due is not None and simulation.next_due <= due:
            simulation.step()
        self.session.foreground.pump()

    def recorded_after(self, time: int) -> int | None:
        """When something that is drawn happened next after the virtual `time`, as far as is recorded."""
        history = self.simulation.store.history
        later = range(bisect_right(history, time, key=lambda change: change.time), len(history))
        return next((history[index].time for index in later if history[index].resource not in SILENT), None)

    def frame_at(self) -> float | None:
        """When (monotonic seconds) a frame may leave that has something to say; None: there is nothing to say."""
        news = self.simulation.store.revision > self.published or self._look_at_nodes
        return self._frame_due if news and self.viewers else None

    # -- inputs ----------------------------------------------------------------------------------------------------

    def collect(self, journaled: bool = False) -> None:
        """Notice what has happened: new inputs for the journal (unless they come from it), changes for the checks."""
        simulation = self.simulation
        for given in simulation.inputs[self._input_count :]:
            self.inputs[f"i{given.sequence}"] = given
            self._look_at_nodes = self._look_at_nodes or "http" not in given.request
            self.sent_bytes += len(encode(given.request))
            if not journaled:
                self.write("engine", {"input": list(given)})
        self._input_count = len(simulation.inputs)
        if simulation.store.revision > self.noticed:
            changes = list(simulation.store.changes_since(self.noticed))
            self.noticed = simulation.store.revision
            self.session.notice(changes)
        most = settings.CLUSTER_LIMITS["history"]
        if simulation.store.kept > most * 1.25:
            simulation.store.keep(most)

    def apply(self, request: dict, actor: str, command: str) -> Any:
        """An input that is no API request: a fault, a minikube command. Raises what the engine raises."""
        answer = self.simulation.apply(self.simulation.next_input(request, actor, command))
        self.collect()
        return answer

    def replay(self, at: int, kind: str, entry: dict) -> None:
        """A journaled entry, again."""
        if kind == "engine":
            self.simulation.apply(Input(*entry["input"]))
        elif kind == "clock":
            self.simulation.run_until(max(at, self.simulation.now))
            self.pace.rate, self.pace.running = entry["rate"], entry["running"]
        else:
            self.session.replay(entry)
        self.collect(journaled=True)

    def recorded_since(self) -> int:
        """The first moment (virtual µs) of the history that is kept."""
        history = self.simulation.store.history
        return history[0].time if history else self.simulation.now

    def write(self, kind: str, entry: dict) -> None:
        """Into the journal, with the next flush."""
        self.sequence += 1
        self.outbox.entries.append(
            Journal(
                cluster_id=self.id,
                sequence=self.sequence,
                epoch=self.epoch,
                at=self.simulation.now,
                kind=kind,
                entry=entry,
            )
        )

    def mark(self, kind: str, text: str, moment: Moment | None = None) -> None:
        """A mark on the time bar: command, failure or check (`text`: its id), at `moment` or now. Every screen hears of
        it (frame `marks`)."""
        at, revision = moment or (self.simulation.now, self.simulation.store.revision)
        mark = {"time": at, "kind": kind, "text": text[:200], "revision": revision}
        if moment is None:
            mark["input"] = last_input(self.simulation)
        self.marks.append(mark)
        self.tell(self.frame("marks", marks=[mark]))

    def keep_marks(self, branch: Simulation) -> None:
        """Forget the marks of what has not happened on a branch as it is when it leaves this cluster's past."""
        last = {"time": branch.now, "revision": branch.store.revision, "input": last_input(branch)}
        kept = (mark for mark in self.marks if all(mark.get(name, 0) <= end for name, end in last.items()))
        self.marks = deque(kept, self.marks.maxlen)

    # -- keeping ---------------------------------------------------------------------------------------------------

    def flush(self, kept: asyncio.Future | None = None) -> None:
        """Publish, journal what came from outside, then let go what was said because of it.

        The requests of one command line go into one transaction, so that a crash leaves all of them or none."""
        self.publish()
        if kept is not None or not self.session.foreground.half_way:
            self.outbox.flush(self.epoch, kept)

    async def drained(self) -> None:
        """Until everything said so far is journaled and sent."""
        self.publish()
        self.outbox.flush(self.epoch)
        await self.outbox.drained()

    def _all_kept(self) -> None:
        """Everything that happened is on disk: if much has, a snapshot may stand for it."""
        if self.sequence - self.kept_at >= KEEP_EVERY:
            self.long_journal()

    def forget(self) -> None:
        """Keep of the past what can still be looked at: beyond that, no replay would have to begin so early.

        So waking, going back and the database's rows cost the same however old a cluster is."""
        simulation, most = self.simulation, min(settings.CLUSTER_LIMITS["history"], HISTORY_KEPT)
        newest = self.checkpoints[-1]["inputs"] if self.checkpoints else 0
        if len(simulation.inputs) > CHECKPOINT_EVERY and simulation.inputs[-CHECKPOINT_EVERY].sequence >= newest:
            self.checkpoints.append(simulation.snapshot())
        history = simulation.store.history
        since = history[-most].time if len(history) > most else 0
        passed = [at for at, checkpoint in enumerate(self.checkpoints) if checkpoint["clock"]["now"] <= since]
        if passed:
            simulation.forget_before(self.checkpoints[passed[-1]])
            del self.checkpoints[: passed[-1] + 1]

    def state(self) -> dict:
        """All that must be kept to wake this cluster where it is, as JSON."""
        self.forget()
        rows = recording.dump(self.simulation.store, min(settings.CLUSTER_LIMITS["history"], HISTORY_KEPT))
        return {
            "engine": ENGINE,
            "simulation": self.simulation.snapshot(),
            "origin": self.simulation.kept_origin,
            "replay": [list(given) for given in self.simulation.inputs],
            "history": rows,
            "recorded": [rows[0][0] - 1 if rows else self.simulation.store.revision, len(rows)],
            "inputs": [[*given[:4], _outline(given.request)] for given in list(self.inputs.values())[-500:]],
            "clock": {"rate": self.pace.rate, "running": self.pace.running},
            "branch": self.branch,
            "sent_bytes": self.sent_bytes,
            "marks": list(self.marks),
            "session": self.session.dump(),
        }


def _outline(request: dict) -> dict:
    """What the chain of causes shows of an old input: not its body."""
    http = request.get("http")
    return {"http": {"method": http["method"], "path": http["path"]}} if http else request
