"""A simulation beside the clock on the wall: virtual time passes at a rate, in slices so short that no request waits
for long. Nothing polls: the pacer sleeps until the next due work or the next request.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from cluster.api.errors import StatusError
from cluster.api.request import Request, Response
from cluster.objects.times import MINUTE
from cluster.simulation import Simulation
from cluster.store import Change

log = logging.getLogger(__name__)
SLICE_S = 0.005
# How long changes are kept for those who watch from there (kube-apiserver's --etcd-compaction-interval); then 410 Gone.
KEPT = 5 * MINUTE
KEPT_CHANGES = 50_000  # at most, however fast they come
KEPT_INPUTS = 1_000  # nobody replays a served cluster: inputs are only numbered
FOREVER_S = 3600.0


class PacedCluster:
    """The backend of `python -m cluster serve`. `rate`: virtual seconds per second of wall time; 0 stands still."""

    def __init__(self, simulation: Simulation, rate: float = 1.0):
        self.simulation = simulation
        simulation.workqueue.on_failure = _written_down
        self._rate = rate
        self._began = time.monotonic(), simulation.now
        self._woken = asyncio.Event()
        self._news = asyncio.Condition()
        self._moves = 0
        self._latest: dict[str, int] = {}  # resource → revision of its last change
        self._untold: set[str] = set()  # resources that have changed since who waits was told
        self._waiting: dict[str, set[asyncio.Future]] = {}
        simulation.store.listeners.append(self._note)
        self._marked = simulation.now, simulation.store.revision

    async def request(self, request: Request) -> Response:
        """A mistake of ours is told as such, and written down; the cluster goes on."""
        try:
            self._catch_up()
            response = self.simulation.request(request, actor=actor_of(request.user_agent))
        except Exception as error:
            log.exception("%s %s", request.method, request.path)
            why = f"Internal error occurred: {type(error).__name__}"
            return Response(500, StatusError(500, "InternalError", why, {"causes": [{"message": why}]}).status())
        self._woken.set()
        return response

    async def changed(self, revision: int, seconds: float, resource: str) -> int:
        """Who waits for one resource is not woken by the others: thousands may wait."""
        store = self.simulation.store
        if self._latest.get(resource, 0) <= revision:
            told: asyncio.Future = asyncio.get_running_loop().create_future()
            waiting = self._waiting.setdefault(resource, set())
            waiting.add(told)
            try:
                await asyncio.wait_for(told, seconds)
            except TimeoutError:
                pass
            finally:
                waiting.discard(told)
        return store.revision

    async def moved(self, seen: int, seconds: float) -> int:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: self._moves > seen)
        return self._moves

    async def act(self, action: Callable[[], Any]) -> None:
        self._catch_up()
        action()
        self._woken.set()

    async def run(self) -> None:
        """Let time pass, until cancelled."""
        while True:
            self._woken.clear()
            behind = self._catch_up()
            self._moves += 1
            self._tell()
            async with self._news:
                self._news.notify_all()
            if behind:
                await asyncio.sleep(0)
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._until_due())

    def _note(self, change: Change) -> None:
        self._latest[change.resource] = change.revision
        self._untold.add(change.resource)

    def _tell(self) -> None:
        for resource in self._untold:
            for told in self._waiting.get(resource, ()):
                if not told.done():
                    told.set_result(None)
        self._untold.clear()

    def _target(self) -> int:
        wall, virtual = self._began
        return virtual + int((time.monotonic() - wall) * 1_000_000 * self._rate)

    def _catch_up(self) -> bool:
        """Do what is due by now, for one slice; True when there is more."""
        simulation, target, end = self.simulation, self._target(), time.monotonic() + SLICE_S
        self._forget()
        while (due := simulation.next_due) is not None and due <= target:
            simulation.step()
            if time.monotonic() > end:
                return True
        simulation.run_until(max(target, simulation.now))
        return False

    def _forget(self) -> None:
        """Once in a while, what was there the last time; and what is too much."""
        then, revision = self._marked
        store, inputs = self.simulation.store, self.simulation.inputs
        if store.revision - store.compacted > 2 * KEPT_CHANGES:
            store.keep(KEPT_CHANGES)
        if len(inputs) > KEPT_INPUTS:
            del inputs[:-1]
        if self.simulation.now - then >= KEPT:
            self.simulation.store.compact(revision)
            self._marked = self.simulation.now, self.simulation.store.revision

    def _until_due(self) -> float:
        due = self.simulation.next_due
        if due is None or not self._rate:
            return FOREVER_S
        return min(FOREVER_S, max(0.0, (due - self._target()) / (1_000_000 * self._rate)))


def _written_down(component: str, key: str, error: Exception) -> None:
    log.error("%s failed at %s and will try again", component, key, exc_info=error)


def actor_of(user_agent: str) -> str:
    """`kubectl/v1.35.2 (linux/amd64) ...` → `kubectl`: who is named as a cause."""
    return user_agent.split("/")[0].split(" ")[0][:63] or "client"
