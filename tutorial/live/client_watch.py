"""A real client's open watch: woken by the publisher as browsers are, it keeps its cluster awake."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cluster.api.errors import Expired
from tutorial.live.viewer import CLIENT, Viewer

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.host import Host

EVERYTHING = 2**62  # a watch has no window: it reads the store's history at its own speed


class ClientWatch:
    """Around the engine's watch (`inner`). Ends when the cluster sleeps or its token changes; when the head moves to
    another branch it says 410 Gone first, so that clients list again. Raises Refusal when too many watch."""

    def __init__(self, host: Host, live: LiveCluster, inner: Any):
        self._host, self._live, self._inner = host, live, inner
        self.resource = inner.resource
        self._simulation, self._token = live.simulation, live.record.token
        self._woken = asyncio.Event()
        self._viewer = Viewer(self._wake, self._end, CLIENT, "en", window=EVERYTHING)
        self._viewer.greeted = True
        inner.deadline = None  # the application measures its time by the clock on the wall
        self.closed = False
        self.deadline = None
        host.attach(live, self._viewer)

    def poll(self) -> list[dict]:
        if self.closed or self._live.dead or self._live.record.token != self._token:
            self.closed = True
            return []
        if self._live.simulation is not self._simulation:
            self.closed = True
            gone = Expired("too old resource version: the cluster went to another branch (undo, reset or fork)")
            return [{"type": "ERROR", "object": gone.status()}]
        events = self._inner.poll()
        self.closed = self._inner.closed
        return events

    async def news(self, seconds: float) -> None:
        """Until something may have changed and is on disk, at most so long (wall seconds)."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()
        await self._live.outbox.drained()

    def close(self) -> None:
        self.closed = True
        self._inner.close()
        self._host.detach(self._live, self._viewer)

    def _wake(self, text: str) -> None:
        self._viewer.seen(EVERYTHING)
        self._woken.set()

    def _end(self, code: int) -> None:
        self.closed = True
        self._woken.set()
