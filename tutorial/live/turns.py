"""Turns: which cluster may let time pass next. One after the other, each at most a slice; a timer for who waits."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from time import monotonic

from tutorial.live.cluster import LiveCluster
from tutorial.live.lease import Lease

log = logging.getLogger(__name__)


class Turns:
    """`failed(live, error)` is called when a cluster could not have its turn."""

    def __init__(self, lease: Lease, failed: Callable[[LiveCluster, Exception], None]):
        self._lease, self._failed = lease, failed
        self._ready: deque[LiveCluster] = deque()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._work = asyncio.Event()
        self._pacing = asyncio.ensure_future(self._pace())

    def poke(self, live: LiveCluster) -> None:
        """Give the cluster a turn as soon as the others have had theirs."""
        if live not in self._ready and not live.dead:
            self._ready.append(live)
            self._work.set()

    def drop(self, live: LiveCluster) -> None:
        """No turn any more, and no timer."""
        if (timer := self._timers.pop(live.id, None)) is not None:
            timer.cancel()

    def stop(self) -> None:
        self._pacing.cancel()

    async def _pace(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            while self._ready:
                if self._lease.stale:
                    await self._lease.confirm()
                live = self._ready.popleft()
                if live.lock.locked():  # who holds it asks for a turn afterwards
                    continue
                try:
                    again = not live.dead and live.turn()
                except Exception as error:  # one broken cluster must not stop the others
                    log.exception("cluster %s failed", live.id)
                    self._failed(live, error)
                    again = False
                if again:
                    self._ready.append(live)
                elif not live.dead:
                    self._arm(live)
                await asyncio.sleep(0)

    def _arm(self, live: LiveCluster) -> None:
        self.drop(live)
        at = live.wake_at()
        if at is not None:
            loop = asyncio.get_running_loop()
            self._timers[live.id] = loop.call_later(max(0.0, at - monotonic()), self.poke, live)
