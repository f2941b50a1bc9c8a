"""The past as the diagram draws it: a moment, or change by change, each as things stood then."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from cluster.kubelet.node.reading import outages
from cluster.runtime import STOPPED, Runtime
from cluster.store import DELETED, Change
from tutorial.lessons.slim import SERVICE_LABEL, Slimmer, is_drawn
from tutorial.live import recording
from tutorial.live.frames import line, switched

SLICES = "endpointslices.discovery.k8s.io"
MOST = 3_000  # changes in one answer


def at(simulation: Any, time: int) -> dict:
    """{"time", "revision", "objects": slim} at the virtual `time` (µs)."""
    revision, objects = recording.objects_at(simulation.store, time)
    return {"time": time, "revision": revision, "objects": _Then(simulation, time, objects).slim(objects)}


def up_to(simulation: Any, before: int) -> dict:
    """What happened up to the revision `before`, the newest of it: the world as it was at `time`, and each change from
    there. `more`: there is something before that."""
    history = simulation.store.history
    end = bisect_right(history, before, key=lambda change: change.revision)
    start = max(0, end - MOST)
    while start and history[start].time == history[start - 1].time:
        start -= 1  # a moment is not torn apart
    part = history[start:end]
    if not part:
        return {"changes": [], "more": False}
    time, revision = part[0].time, part[0].revision - 1
    objects = recording.objects_after(simulation.store, revision)
    then = _Then(simulation, time, objects)
    world = {"time": time, "revision": revision, "objects": then.slim(objects)}
    return {**world, "changes": list(then.lines(part)), "more": start > 0}


class _Then:
    """A moment of the past, in the place of the cluster that slim objects are made of. Of what runs on the nodes only
    is known which machines were on: no pull, no back-off."""

    def __init__(self, simulation: Any, now: int, objects: Iterable[tuple[str, dict]]):
        self.epoch, self.now, self.store = simulation.epoch, now, self
        self._outages = {node: outages(simulation.runtime, node) for node in simulation.runtime.nodes()}
        self._kept = {_place(resource, obj): obj for resource, obj in objects if resource in (SLICES, *_AGAIN)}
        self._slimmer = Slimmer(self)

    @property
    def runtime(self) -> Runtime:
        """The machines that were off."""
        spans = ((node, span) for node, spans in self._outages.items() for span in spans)
        off = {node: since for node, (since, end) in spans if since <= self.now and (end is None or self.now < end)}
        return Runtime({node: {STOPPED: since} for node, since in off.items()})

    def select(self, resource: str, namespace: str, selector: Any) -> list[dict]:
        """Slices of a service."""
        found = (obj for place, obj in self._kept.items() if place[:2] == (resource, namespace))
        return [obj for obj in found if selector.matches(obj["metadata"].get("labels"))]

    def slim(self, objects: Iterable[tuple[str, dict]]) -> list[dict]:
        """Those that are drawn."""
        drawn = (self._slimmer.slim(resource, obj) for resource, obj in objects if is_drawn(resource))
        return [made for made in drawn if made is not None]

    def lines(self, changes: list[Change]) -> Iterator[dict]:
        """The lines of a frame: each change, and what else of the picture changed with it."""
        for change in changes:
            yield from self._switched(change.time, change.revision - 1)
            self.now = change.time
            place = change[3:6]
            if place[0] in (SLICES, *_AGAIN):
                self._kept[place] = change.object
                if change.op == DELETED:
                    del self._kept[place]
            if place[0] == SLICES:
                service = (change.object["metadata"].get("labels") or {}).get(SERVICE_LABEL)
                yield from self._again(("services", place[1], service), change)
            elif is_drawn(place[0]):
                for made in self.slim([(place[0], change.object)]):
                    yield line(change, change.op, made)

    def _again(self, place: tuple, change: Change) -> Iterator[dict]:
        if place in self._kept:
            for made in self.slim([(place[0], self._kept[place])]):
                yield line(change, "MODIFIED", made)

    def _switched(self, until: int, revision: int) -> Iterator[dict]:
        """Machines that were switched off or on after this moment, up to another."""
        switches = [
            (time, node, time == since)
            for node, spans in self._outages.items()
            for since, end in spans
            for time in (since, end)
            if time is not None and self.now < time <= until
        ]
        for time, node, off in sorted(switches):
            self.now = time
            obj = self._kept.get(("nodes", "", node))
            for made in self.slim([("nodes", obj)]) if obj else ():
                yield switched(made, time, revision, off)


_AGAIN = ("services", "nodes")  # of which more is drawn than they say themselves


def _place(resource: str, obj: dict) -> tuple[str, str, str]:
    return resource, obj["metadata"].get("namespace", ""), obj["metadata"]["name"]
