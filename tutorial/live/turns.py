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
        self._long: set[asyncio.Task] = set()
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
        if drive.retired or drive.clusters[0].lock.locked():  # who holds it asks for a turn afterwards
            return
        if drive.heavy:
            task = asyncio.ensure_future(self._long_turn(drive, drive.clusters[0].lock))
            self._long.add(task)
            task.add_done_callback(self._long.discard)
            return
        try:
            again = drive.turn()
        except Exception as error:
            self._break(drive, error)
        else:
            self._after(drive, again)

    async def _long_turn(self, drive: Drive, lock: asyncio.Lock) -> None:
        """A thread does what may take long; others have their turns meanwhile."""
        async with lock:
            if drive.retired:
                return
            try:
                behind, waiting = await asyncio.to_thread(drive.slice)
                if not drive.retired:
                    drive.tell_slice(behind, waiting)
            except Exception as error:
                self._break(drive, error)
                return
        self._after(drive, behind)

    def _break(self, drive: Drive, error: Exception) -> None:
        """One broken cluster must not stop the others."""
        log.error("cluster %s failed", drive.clusters[0].id, exc_info=error)
        self._failed(drive.clusters[0], error)

    def _after(self, drive: Drive, again: bool) -> None:
        if again:
            self.poke(drive)
        elif not drive.retired:
            self._arm(drive)

    def _arm(self, drive: Drive) -> None:
        self.drop(drive)
        at = drive.wake_at()
        if at is not None:
            loop = asyncio.get_running_loop()
            self._timers[drive] = loop.call_later(max(0.0, at - monotonic()), self.poke, drive)
