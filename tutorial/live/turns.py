"""Turns: whose time may pass next. One after the other, each at most a slice; a timer for who waits."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from time import monotonic

from tutorial.live.cluster import LiveCluster
from tutorial.live.drive import Drive
from tutorial.live.lease import Lease

log = logging.getLogger(__name__)


class Turns:
    """`failed(live, error)` is called when a cluster could not have its turn."""

    def __init__(self, lease: Lease, failed: Callable[[LiveCluster, Exception], None]):
        self._lease, self._failed = lease, failed
        self._ready: deque[Drive] = deque()
        self._timers: dict[Drive, asyncio.TimerHandle] = {}
        self._work = asyncio.Event()
        self._pacing = asyncio.ensure_future(self._pace())

    def poke(self, drive: Drive) -> None:
        """Give its clusters a turn as soon as the others have had theirs."""
        if drive not in self._ready and not drive.retired:
            self._ready.append(drive)
            self._work.set()

    def drop(self, drive: Drive) -> None:
        """No turn any more, and no timer."""
        if (timer := self._timers.pop(drive, None)) is not None:
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
                self._turn(self._ready.popleft())  # nothing is held here of what may go to sleep next
                await asyncio.sleep(0)

    def _turn(self, drive: Drive) -> None:
        first = drive.clusters[0]
        if first.lock.locked():  # who holds it asks for a turn afterwards
            return
        try:
            again = not drive.retired and drive.turn()
        except Exception as error:  # one broken cluster must not stop the others
            log.exception("cluster %s failed", first.id)
            self._failed(first, error)
            again = False
        if again:
            self._ready.append(drive)
        elif not drive.retired:
            self._arm(drive)

    def _arm(self, drive: Drive) -> None:
        self.drop(drive)
        at = drive.wake_at()
        if at is not None:
            loop = asyncio.get_running_loop()
            self._timers[drive] = loop.call_later(max(0.0, at - monotonic()), self.poke, drive)
