"""What all who watch a cluster are told: frames once encoded, changes coalesced, snapshots for who missed some."""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings

from cluster.simulation import Simulation
from tutorial.lessons.document import LANGUAGES
from tutorial.lessons.slim import Slimmer
from tutorial.live.frames import encode, node_changes, slim_changes
from tutorial.live.outbox import Outbox, Parcel
from tutorial.live.viewer import Viewer
from tutorial.words import Refusal

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.drive import Drive
    from tutorial.live.session import Session

TRACES_MOST = 16  # in one frame; a flood of requests is not drawn one by one
RESUME_MOST = 2_000  # changes; a browser that missed more gets a snapshot


class Publisher:
    """The part of a live cluster that speaks; `cluster.LiveCluster` is the part that acts."""

    simulation: Simulation
    session: Session
    drive: Drive
    epoch: int
    again: int  # see ledger.Kept
    notice: Refusal | None  # what whoever opens this cluster should know
    branch: dict | None
    marks: deque[dict]

    def __init__(self, outbox: Outbox):
        self.outbox, self.viewers = outbox, outbox.viewers
        self._frame_due = 0.0
        self._said_clock: dict = {}
        self._said_checks: list = []

    def look_at(self, simulation: Simulation) -> None:
        """Speak of `simulation` from now on; all that has happened in it counts as published."""
        self.slimmer = Slimmer(simulation)
        self.published = simulation.store.revision
        self._stopped: dict[str, bool] = {}
        node_changes(self.slimmer, simulation, self._stopped)
        self._look_at_nodes = False  # a machine may have been switched off or on
        self._encoded_objects = (-1, "")  # (revision, JSON)
        self._traced = max((trace["id"] for trace in simulation.network.traces.since()), default=0)

    def frame(self, kind: str, **parts: Any) -> dict:
        revision = self.published
        return {
            "type": kind,
            "revision": revision,
            "previous": revision,
            "time": self.simulation.now,
            "epoch": self.epoch + self.again,
            **parts,
        }

    def clock(self) -> dict:
        return self.drive.clock(cast("LiveCluster", self))

    def tell(self, frame: dict, only: Viewer | None = None) -> None:
        """A frame to everybody, or to one."""
        self.outbox.parcels.append(Parcel(Viewer.tell, encode(frame), only))

    def bookmark(self) -> int:
        """Where the next frame will stand among those that have not left yet."""
        return len(self.outbox.parcels)

    def answer(self, frame: dict, viewer: Viewer, place: int) -> None:
        """An answer, before what was said since `place` was marked; also to a browser that has not said hello."""
        self.outbox.parcels.insert(place, Parcel(Viewer.answer, encode(frame), viewer))

    def tell_in_language(self, make: Any) -> None:
        """A frame whose words depend on the language: `make(language)` is called once for each language in use."""
        languages = {viewer.language for viewer in self.viewers}
        texts = {language: encode(make(language)) for language in LANGUAGES if language in languages}
        for viewer in self.viewers:
            self.outbox.parcels.append(Parcel(Viewer.tell, texts[viewer.language], viewer))

    def tell_clock(self) -> None:
        clock = self.clock()
        self._said_clock = {key: clock[key] for key in ("rate", "running", "next")}
        self.tell(self.frame("clock", clock=clock))

    def publish(self, now: bool = False) -> None:
        """The changes since the last frame, at most so many times a second."""
        self._tell_traces()
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
        self._encoded_objects = (-1, "")
        clock = self.clock()
        frame = {**self.frame("changes"), "previous": previous, "changes": changes, "next": clock["next"]}
        self.outbox.parcels.append(Parcel(Viewer.offer, encode(frame), revision=self.published))
        if any(clock[key] != self._said_clock.get(key) for key in ("rate", "running")):
            self.tell_clock()
        self._said_clock["next"] = clock["next"]
        self.tell_checks()

    def _tell_traces(self) -> None:
        """Requests that went through the modelled network: pictures, not changes, and so never sent again."""
        fresh = self.simulation.network.traces.since(self._traced)
        if fresh:
            self._traced = fresh[-1]["id"]
            if self.viewers:
                self.tell(self.frame("traces", traces=fresh[-TRACES_MOST:]))

    def tell_checks(self) -> None:
        report = self.session.checks("en")
        if report != self._said_checks:
            self._said_checks = report
            solved = self.session.solved
            self.tell_in_language(
                lambda language: self.frame("checks", checks=self.session.checks(language), solved=solved)
            )

    def snapshot_frame(self, viewer: Viewer) -> dict:
        """Without its `objects`."""
        session = self.session
        return self.frame(
            "snapshot",
            role=viewer.role,
            clock=self.clock(),
            files=session.file_list(),
            checks=session.checks(viewer.language),
            solved=session.solved,
            shown=session.shown,
            marks=list(self.marks),
            terminal={"history": session.history[-200:], "transcript": session.transcript.text()},
            branch=self.branch,
            notice=self.notice.say(viewer.language) if self.notice else None,
            beside=self.beside,
        )

    @property
    def beside(self) -> dict | None:
        """Where what stands beside this cluster is found, and where (virtual µs) it left its past."""
        other = cast("LiveCluster", self).companion
        if other is None:
            return None
        return {"id": other.id, "socket": f"/ws/clusters/{other.id}/", "at": other.record.split_at}

    def show_snapshot(self, viewer: Viewer) -> None:
        """Everything as of the last published frame, so that the next one follows it without a gap."""
        self.publish(now=True)
        self.published = self.simulation.store.revision
        viewer.greet(self.published)
        text = f'{encode(self.snapshot_frame(viewer))[:-1]},"objects":{self._objects()}}}'
        self.outbox.parcels.append(Parcel(Viewer.tell, text, viewer))

    async def prepare_snapshot(self) -> None:
        """Make all objects' JSON in a thread (the cluster is locked), so that `show_snapshot` has it at hand."""
        self.publish(now=True)
        self.published = self.simulation.store.revision
        await asyncio.to_thread(self._objects)

    def _objects(self) -> str:
        """All slim objects as JSON: made once for a class that opens its laptops at the same time."""
        if self._encoded_objects[0] != self.published:
            self._encoded_objects = (self.published, encode(self.slimmer.everything()))
        return self._encoded_objects[1]

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
        self.tell(self.frame("beside", beside=self.beside), viewer)
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
