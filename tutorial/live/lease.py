"""Whose clusters are: this process says every few seconds that it lives, and looks whether what it has is still its.

Nothing here trusts the clock on the wall. A server is dead when its beat has stood still for a lease's time of our own
monotonic clock, or when its process is gone from this very machine. A server that was stopped (a suspended laptop, a
paused container) finds when it goes on that its own look is too old, and looks again before it says anything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic

from django.conf import settings

from tutorial.live import servers
from tutorial.live.journal import JournalWriter
from tutorial.live.models import Server
from tutorial.live.trouble import Trouble

log = logging.getLogger(__name__)
BEATS = 4  # in a lease's time


class Lease:
    """`held()` gives the ids of the clusters that are awake here; `found(pulse, seconds)` is told what a look has
    shown, and how long it was since the one before."""

    def __init__(
        self,
        journal: JournalWriter,
        held: Callable[[], Iterable[str]],
        found: Callable[[servers.Pulse, float], Awaitable[None]],
        now: Callable[[], float] = monotonic,
    ):
        self.server: Server = servers.announced()
        self._journal, self._held, self._found, self._now = journal, held, found, now
        self._looked = now()
        self._seen: dict[str, tuple[int, float]] = {}  # other servers: beat, and since when it stands still
        self._known = False  # is this server in the database?
        self._looking: asyncio.Task | None = None
        self._beating = asyncio.ensure_future(self._beat())

    @property
    def id(self) -> str:
        return self.server.id

    @property
    def stale(self) -> bool:
        """Was the last look so long ago that others may have taken us for dead?"""
        return self._now() - self._looked > settings.CLUSTER_LEASE_S * (BEATS - 1) / BEATS

    async def confirm(self) -> None:
        """Look now, which needs no writing; several who ask at once share one look. Never raises: when nothing can be
        read, nothing can be taken away either, and whatever is written is checked in its own transaction."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look())
        await asyncio.shield(self._looking)

    async def join(self) -> None:
        """Be in the database before the first cluster is taken. Raises Trouble."""
        if not self._known:
            await self._journal.run(servers.beat, self.server)
            self._known = True

    async def bury(self, id_: str) -> bool:
        """If this other server has ended without a word, what it had awake may be taken: True. It is dead when its
        process is seen to be gone, or when we have watched it for a lease's time. Raises Trouble."""
        other = await self._journal.read(servers.find, id_)
        if other is not None and not servers.has_ended(other):
            beat, since = self._seen.get(id_, (-1, 0.0))
            if other.beat != beat:
                self._seen[id_] = other.beat, self._now()
                return False
            if self._now() - since <= settings.CLUSTER_LEASE_S:
                return False
        log.warning("%s has ended without a word: its clusters are taken over", other or id_)
        await self._journal.run(servers.leave, id_)
        self._seen.pop(id_, None)
        return True

    async def leave(self) -> None:
        self._beating.cancel()
        if self._known:
            try:
                await self._journal.run(servers.leave, self.id)
            except Trouble:
                log.warning("this server could not say that it ends; others wait %d s", settings.CLUSTER_LEASE_S)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(settings.CLUSTER_LEASE_S / BEATS)
            if not any(True for _ in self._held()):
                self._looked = self._now()
                continue
            await self.confirm()
            try:
                await self._journal.run(servers.beat, self.server)
            except Exception as error:  # is it over? the next beat will tell
                log.debug("no beat: %s", error)

    async def _look(self) -> None:
        before = self._looked
        ids = list(self._held())
        try:
            pulse = await self._journal.read(servers.pulse, self.id, ids)
        except Trouble as trouble:  # the beat says it, once
            log.debug("whose the clusters are could not be read: %s", trouble)
            return
        except Exception as error:
            log.warning("whose the clusters are could not be read: %s", error)
            return
        self._looked = self._now()
        await self._found(
            servers.Pulse({id_: pulse.epochs.get(id_, -1) for id_ in ids}, pulse.wanted), self._looked - before
        )
