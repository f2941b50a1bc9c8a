"""One live cluster, an actor: nobody else touches its simulation.

`turn` lets virtual time pass for at most one slice; what comes of it is published once encoded, after the journal has
kept what came from outside.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from importlib.metadata import version
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.conf import settings

from cluster.inputs import Input
from cluster.simulation import FORMAT, Simulation
from tutorial.lessons.document import LANGUAGES
from tutorial.lessons.slim import Slimmer
from tutorial.live import recording
from tutorial.live.frames import encode, node_changes, slim_changes
from tutorial.live.journal import JournalWriter
from tutorial.live.models import Journal
from tutorial.live.pace import Pace
from tutorial.live.viewer import Viewer

if TYPE_CHECKING:
    from tutorial.live.session import Session

log = logging.getLogger(__name__)
MARKS_KEPT = 500
KEEP_EVERY = 400  # journal entries between snapshots of a cluster that stays awake
ENGINE = f"{version('orrery')}/{FORMAT}"  # replay is exact within one of these
RESUME_MOST = 2_000  # changes; a browser that missed more gets a snapshot


class LiveCluster:
    """`record` is its database row; `epoch` the lease by which this process owns it."""

    def __init__(self, record: Any, simulation: Simulation, journal: JournalWriter, sequence: int = 0):
        self.record, self.id, self.epoch = record, record.id, record.epoch
        self.journal, self.sequence = journal, sequence
        self.viewers: dict[Viewer, None] = {}
        self.session: Session
        self.branch: dict | None = None
        self.marks: deque[dict] = deque(maxlen=MARKS_KEPT)
        self.inputs: dict[str, Any] = {}  # "i7" → Input: what was typed, for the chain of causes
        self.kept_at = sequence  # of the last snapshot
        self.sent_bytes = 0  # of inputs, since the start of this branch
        self.dead = False
        self.wanted = lambda: None  # set by the host: "give this cluster a turn"
        self.failed = lambda error: None  # set by the host: the journal refused
        self.long_journal = lambda: None  # set by the host: a crash now would mean a long replay
        self.solved = lambda: None  # set by the host: the lesson is solved
        self._entries: list[Journal] = []
        self._outbox: deque[tuple[asyncio.Future | None, list]] = deque()
        self._sending: asyncio.Task | None = None
        self._parcels: list = []
        self._frame_due = 0.0
        self._said_clock: dict = {}
        self._said_checks: list = []
        self.pace = Pace(simulation.now, monotonic())
        self.install(simulation)

    def install(self, simulation: Simulation) -> None:
        """Make `simulation` the head; all that has happened in it counts as published."""
        self.simulation = simulation
        self.slimmer = Slimmer(simulation)
        self.published = self.noticed = simulation.store.revision
        self._stopped: dict[str, bool] = {}
        node_changes(self.slimmer, simulation, self._stopped)
        self._look_at_nodes = False  # a machine may have been switched off or on
        self._input_count = len(simulation.inputs)
        for given in simulation.inputs:
            self.inputs[f"i{given.sequence}"] = given
        self.pace.anchor(simulation.now, monotonic())
        self.pace.jump = None

    # -- time ------------------------------------------------------------------------------------------------------

    def turn(self) -> bool:
        """Let time pass for at most one slice; True when more is due right now."""
        started = monotonic()
        end = started + settings.CLUSTER_SLICE_MS / 1000
        simulation, target = self.simulation, self.pace.target(started)
        behind = False
        while (due := self._next()) is not None and due <= target:
            if due > simulation.now and simulation.next_due != due:
                simulation.run_until(due)  # only a command waits for this moment
            elif simulation.next_due is not None and simulation.next_due <= due:
                simulation.step()
            self.session.pump()
            if monotonic() >= end:
                behind = (due := self._next()) is not None and due <= target
                break
        if not behind and target > simulation.now:
            simulation.run_until(target)
        if not behind and self.pace.jump is not None and simulation.now >= self.pace.jump:
            self.pace.jump = None
            self.pace.anchor(simulation.now, monotonic())
            self.tell_clock()
        if behind and self.pace.jump is None:
            self.pace.anchor(simulation.now, monotonic())  # a slow machine makes time slower, never a growing debt
        self.collect()
        self.flush()
        return behind

    def catch_up(self) -> None:
        """Before an input: bring virtual time to where the clock stands, if nothing is due on the way."""
        target = self.pace.target(monotonic()) if self.pace.jump is None else self.simulation.now
        due = self._next()
        self.simulation.run_until(max(self.simulation.now, target if due is None else min(target, due)))

    def wake_at(self) -> float | None:
        """When (monotonic seconds) this cluster needs a turn again; None: not before something comes from outside."""
        moments = []
        if self.pace.jump is not None:
            return monotonic()
        due = self._next()
        if due is not None and (at := self.pace.wall_of(due)) is not None:
            moments.append(at)
        if (self.simulation.store.revision > self.published or self._look_at_nodes) and self.viewers:
            moments.append(self._frame_due)
        return min(moments, default=None)

    def next_change(self) -> None:
        """Do what is due until something has changed (or nothing is left)."""
        before = self.simulation.store.revision
        for _ in range(10_000):
            if self.simulation.store.revision != before or not self.simulation.step():
                break
        self.pace.anchor(self.simulation.now, monotonic())
        self.session.pump()

    def _next(self) -> int | None:
        moments = [due for due in (self.simulation.next_due, self.session.waits_until()) if due is not None]
        return min(moments, default=None)

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
        if len(simulation.store.history) > most * 1.25:
            simulation.store.compact(simulation.store.revision - most)

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
        self._entries.append(
            Journal(
                cluster_id=self.id,
                sequence=self.sequence,
                epoch=self.epoch,
                at=self.simulation.now,
                kind=kind,
                entry=entry,
            )
        )

    def mark(self, kind: str, text: str, time: int | None = None) -> None:
        """A mark on the time bar: command, failure or check. Every screen hears of it (frame `marks`)."""
        mark = {"time": self.simulation.now if time is None else time, "kind": kind, "text": text[:200]}
        self.marks.append(mark)
        self.tell(self.frame("marks", marks=[mark]))

    # -- frames ----------------------------------------------------------------------------------------------------

    def frame(self, kind: str, **parts: Any) -> dict:
        revision = self.published
        return {
            "type": kind,
            "revision": revision,
            "previous": revision,
            "time": self.simulation.now,
            "epoch": self.epoch,
            **parts,
        }

    def clock(self) -> dict:
        pace, simulation = self.pace, self.simulation
        return {
            "time": simulation.now,
            "rate": pace.rate,
            "running": pace.running,
            "next": simulation.next_due,
            "wallEpoch": simulation.epoch,
        }

    def tell(self, frame: dict, only: Viewer | None = None) -> None:
        """A frame to everybody, or to one."""
        self._parcels.append((Viewer.tell, encode(frame), None, only))

    def bookmark(self) -> int:
        """Where the next frame will stand among those that have not left yet."""
        return len(self._parcels)

    def answer(self, frame: dict, viewer: Viewer, place: int) -> None:
        """An answer, before what was said since `place` was marked; also to a browser that has not said hello."""
        self._parcels.insert(place, (Viewer.answer, encode(frame), None, viewer))

    def tell_in_language(self, make: Any) -> None:
        """A frame whose words depend on the language: `make(language)` is called once for each language in use."""
        languages = {viewer.language for viewer in self.viewers}
        texts = {language: encode(make(language)) for language in LANGUAGES if language in languages}
        for viewer in self.viewers:
            self._parcels.append((Viewer.tell, texts[viewer.language], None, viewer))

    def tell_clock(self) -> None:
        clock = self.clock()
        self._said_clock = {key: clock[key] for key in ("rate", "running", "next")}
        self.tell(self.frame("clock", clock=clock))

    def publish(self, now: bool = False) -> None:
        """The changes since the last frame, at most so many times a second."""
        store, wall = self.simulation.store, monotonic()
        news = store.revision != self.published or self._look_at_nodes
        if not news or not self.viewers or (wall < self._frame_due and not now):
            if not self.viewers:
                self.published = store.revision
            elif not news and wall >= self._frame_due and self.simulation.next_due != self._said_clock.get("next"):
                self._frame_due = wall + 1 / settings.CLUSTER_FRAMES_PER_S
                self.tell_clock()  # something was done and nothing came of it: what is due next is all that changed
            return
        self._frame_due = wall + 1 / settings.CLUSTER_FRAMES_PER_S
        previous, self.published = self.published, store.revision
        changes = slim_changes(self.slimmer, store, store.changes_since(previous))
        changes += node_changes(self.slimmer, self.simulation, self._stopped)
        self._look_at_nodes = False
        clock = self.clock()
        frame = {**self.frame("changes"), "previous": previous, "changes": changes, "next": clock["next"]}
        self._parcels.append((Viewer.offer, encode(frame), self.published, None))
        if any(clock[key] != self._said_clock.get(key) for key in ("rate", "running")):
            self.tell_clock()
        self._said_clock["next"] = clock["next"]
        self.tell_checks()

    def tell_checks(self) -> None:
        report = self.session.checks("en")
        if report != self._said_checks:
            self._said_checks = report
            solved = self.session.solved
            self.tell_in_language(
                lambda language: self.frame("checks", checks=self.session.checks(language), solved=solved)
            )

    def snapshot_frame(self, viewer: Viewer) -> dict:
        session = self.session
        return self.frame(
            "snapshot",
            role=viewer.role,
            objects=self.slimmer.everything(),
            clock=self.clock(),
            files=session.file_list(),
            checks=session.checks(viewer.language),
            solved=session.solved,
            shown=session.shown,
            marks=list(self.marks),
            terminal={"history": session.history[-200:], "transcript": session.transcript_text()},
            branch=self.branch,
        )

    def show_snapshot(self, viewer: Viewer) -> None:
        """Everything as of the last published frame, so that the next one follows it without a gap."""
        self.publish(now=True)
        self.published = self.simulation.store.revision
        viewer.greet(self.published)
        self.tell(self.snapshot_frame(viewer), viewer)

    def show_changes(self, viewer: Viewer, since: int) -> bool:
        """The changes after revision `since`, if they are still kept and not too many."""
        store = self.simulation.store
        if not max(store.compacted, store.revision - RESUME_MOST) <= since <= store.revision:
            return False
        self.publish(now=True)
        self.published = store.revision
        viewer.greet(self.published)
        changes = slim_changes(self.slimmer, store, store.changes_since(since))
        frame = {**self.frame("changes"), "previous": since, "changes": changes, "next": self.simulation.next_due}
        self.tell(frame, viewer)
        self.tell(self.frame("clock", clock=self.clock()), viewer)
        self.tell(self.frame("checks", checks=self.session.checks(viewer.language), solved=self.session.solved), viewer)
        self.tell(self.frame("files", files=self.session.file_list()), viewer)
        return True

    def tell_files(self, but: Viewer | None = None) -> None:
        """The files to everybody else: who wrote one knows it."""
        for viewer in self.viewers:
            if viewer is not but:
                self.tell(self.frame("files", files=self.session.file_list()), viewer)

    def show_snapshot_to_all(self) -> None:
        for viewer in list(self.viewers):
            if viewer.greeted:
                self.show_snapshot(viewer)

    def flush(self, kept: asyncio.Future | None = None) -> None:
        """Journal what came from outside, then let go what was said because of it; in order. `kept`: what else must
        be on disk before."""
        self.publish()
        if self._entries:
            kept = self.journal.append(self.id, self.epoch, self._entries)
            self._entries = []
        if kept is None and not self._parcels:
            return
        parcels, self._parcels = self._parcels, []
        if kept is None and not self._outbox:
            self._deliver(parcels)
            return
        self._outbox.append((kept, parcels))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.ensure_future(self._send())

    async def drained(self) -> None:
        """Until everything said so far is journaled and sent."""
        self.flush()
        while self._outbox and self._sending is not None:
            await asyncio.shield(self._sending)
            self.flush()

    async def _send(self) -> None:
        while self._outbox:
            kept, parcels = self._outbox[0]
            if kept is not None:
                try:
                    await kept
                except Exception as error:
                    # The lease is lost, or the disk did not keep it: memory is ahead of what is kept, nothing may be said.
                    self._outbox.clear()
                    self.dead = True
                    self.failed(error)
                    return
            self._outbox.popleft()
            self._deliver(parcels)
            if not self._outbox and not self._entries and self.sequence - self.kept_at >= KEEP_EVERY:
                self.long_journal()  # everything that happened is on disk: a snapshot may stand for it

    def _deliver(self, parcels: list) -> None:
        for method, text, revision, only in parcels:
            for viewer in [only] if only else list(self.viewers):
                if revision is None:
                    method(viewer, text)
                else:
                    method(viewer, text, revision)

    # -- keeping ---------------------------------------------------------------------------------------------------

    def state(self) -> dict:
        """All that must be kept to wake this cluster where it is, as JSON."""
        most = settings.CLUSTER_LIMITS["history"]
        return {
            "engine": ENGINE,
            "simulation": self.simulation.snapshot(),
            "origin": self.simulation.origin,
            "replay": [list(given) for given in self.simulation.inputs],
            "history": recording.dump(self.simulation.store.history, min(most, 5_000)),
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
