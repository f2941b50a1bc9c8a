"""One live cluster, an actor: nobody else touches its simulation.

Its `drive` lets virtual time pass; what comes of it is published once encoded, after the journal has kept what came
from outside.
"""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from django.conf import settings

from cluster.inputs import Input
from cluster.simulation import Simulation
from cluster.store import ADDED, Change
from tutorial.lessons.engine import last_input
from tutorial.lessons.standing import Moment
from tutorial.live import state
from tutorial.live.drive import Drive
from tutorial.live.frames import encode
from tutorial.live.journal import JournalWriter
from tutorial.live.moves import Moves
from tutorial.live.outbox import Outbox
from tutorial.live.pace import Pace
from tutorial.live.publisher import Publisher
from tutorial.live.rows import Row
from tutorial.live.trouble import Trouble
from tutorial.live.until import SILENT, is_failure
from tutorial.live.viewer import Viewer
from tutorial.words import Refusal

log = logging.getLogger(__name__)

MARKS_KEPT = 500
KEEP_EVERY = 400  # journal entries between snapshots of a cluster that stays awake


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
        self.failure: Trouble | None = None  # why it was dropped, if that is worth telling
        self.again, self.notice = 0, None
        self.awake_since = monotonic()
        self.lock = asyncio.Lock()  # held while a message is answered; some work is done in a thread meanwhile
        self.unhosted()
        viewers: dict[Viewer, None] = {}
        super().__init__(Outbox(self.id, journal, viewers))
        self.outbox.idle = self._all_kept
        self.moves = Moves()
        self.drive = Drive((self,), Pace(simulation.now, monotonic()))
        self.install(simulation)

    def unhosted(self) -> None:
        """Nobody gives it turns. The host sets these."""
        self.wanted = lambda: None  # "give this cluster a turn"
        self.long_journal = lambda: None  # a crash now would mean a long replay
        self.long_work: Callable[[], object] = lambda: None  # do what the running command is ready for in a thread
        self.solved = lambda: None  # the lesson is solved

    def install(self, simulation: Simulation) -> None:
        """Make `simulation` the head; all that has happened in it counts as published."""
        self.simulation = simulation
        simulation.workqueue.on_failure = partial(_component_failed, self.id)
        self.checkpoints = []
        self.noticed = simulation.store.revision
        self.look_at(simulation)
        self._input_count = len(simulation.inputs)
        for given in simulation.inputs:
            self.inputs[f"i{given.sequence}"] = given
        self.drive.stop_waiting()

    def let_go(self) -> None:
        """It was dropped, and nobody is at work on it: what it is made of no longer holds it. So its memory is free as
        soon as whoever still looks at it has gone, though the garbage collector might not come by for hours."""
        self.unhosted()
        self.session.let_go()
        self.drive.clusters = ()
        self.outbox.failed, self.outbox.idle = lambda _: None, lambda: None

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
            for change in changes:
                self._mark_failure(change)
        most = settings.CLUSTER_LIMITS["history"]
        if simulation.store.kept > most * 1.25:
            simulation.store.keep(most)

    def apply(self, request: dict, actor: str, command: str) -> Any:
        """An input that is no API request: a fault, a minikube command. Raises what the engine raises."""
        answer = self.simulation.apply(self.simulation.next_input(request, actor, command))
        self.collect()
        return answer

    def replay(self, at: int, kind: str, entry: dict) -> None:
        """A journaled row, again. Raises ValueError for what this version does not know."""
        if kind == "engine":
            given = Input(*entry["input"])
            if not isinstance(given.request, dict) or given.at < self.simulation.now:
                raise ValueError(f"{given!r:.200} is no input that can come at {self.simulation.now}")
            self.simulation.relive(given)
        elif kind == "clock":
            self.simulation.run_until(max(at, self.simulation.now))
            self.pace.rate, self.pace.running = entry["rate"], entry["running"]
        elif kind == "session":
            self.session.replay(entry)
        else:
            raise ValueError(f"kind={kind!r} must be one of engine, clock, session")
        self.collect(journaled=True)

    def recorded_since(self) -> int:
        """The first moment (virtual µs) that can be looked at: whatever can be looked at can be gone on from, too."""
        history = self.simulation.store.history
        first = history[0].time if history else self.simulation.now
        return max(first, self.simulation.origin["clock"]["now"])

    def write(self, kind: str, entry: dict) -> None:
        """Into the journal, with the next flush. What is said of the session in one go is one row."""
        last = self.outbox.entries[-1] if self.outbox.entries else None
        if kind == "session" and last and last.kind == kind and last.entry.keys().isdisjoint(entry):
            last.entry.update(entry)
            return
        self.sequence += 1
        self.outbox.entries.append(Row(self.sequence, self.epoch, self.simulation.now, kind, entry))

    def mark(self, kind: str, text: str, moment: Moment | None = None) -> dict:
        """A mark on the time bar: command, failure or check (`text`: its id), at `moment` or now. Every screen hears of
        it (frame `marks`)."""
        at, revision = moment or (self.simulation.now, self.simulation.store.revision)
        mark = {"time": at, "kind": kind, "text": text[:200], "revision": revision}
        if moment is None:
            mark["input"] = last_input(self.simulation)
        self.marks.append(mark)
        self.tell(self.frame("marks", marks=[mark]))
        return mark

    def mark_input(self, kind: str, text: str) -> None:
        """Mark what came from outside just now: nothing that is lived through again would tell of it."""
        self.write("session", {"marks": [self.mark(kind, text)]})

    def say_damaged(self, lost: int) -> None:
        """What was kept was damaged: `lost` inputs could not be lived through again. Everybody who opens it is told."""
        seconds = self.simulation.now // 1_000_000
        self.notice = Refusal("mended", time=f"{seconds // 60:02d}:{seconds % 60:02d}", lost=lost)
        text = self.notice.say(self.session.language)
        self.session.note(f"# {text}\n")
        self.mark("failure", text)

    def _mark_failure(self, change: Change) -> None:
        """A warning that is recorded for the first time, or a node that is lost, is marked."""
        if not is_failure(change) or (change.resource == "events" and change.op != ADDED):
            return
        about = change.object.get("involvedObject") or change.object["metadata"] | {"kind": "Node"}
        reason = change.object.get("reason", "NotReady")
        self.mark(
            "failure",
            f"{reason}: {about.get('kind', '').lower()}/{about.get('name', '')}",
            Moment(change.time, change.revision),
        )

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
        self.session.keep_terminal()
        self.publish()
        self.outbox.flush(self.epoch)
        await self.outbox.drained()

    def _all_kept(self) -> None:
        """Everything that happened is on disk: if much has, a snapshot may stand for it."""
        if self.sequence - self.kept_at >= KEEP_EVERY:
            self.kept_at = self.sequence
            self.long_journal()

    def state(self) -> dict:
        """All that must be kept to wake this cluster where it is, as JSON."""
        return state.whole(self)


def _component_failed(id_: str, component: str, key: str, error: Exception) -> None:
    """One broken reconciler must not take the learner's cluster away: it is logged, and tried again later."""
    log.error("cluster %s: %s failed on %s", id_, component, key, exc_info=error)
