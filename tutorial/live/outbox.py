"""What a cluster says, in order, and only after that is on disk which it was said because of."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from tutorial.live.journal import JournalWriter, Ticket
from tutorial.live.rows import Row
from tutorial.live.viewer import Viewer


class Parcel(NamedTuple):
    """A text for one viewer, or for all; `revision` if it is one of the changes that may be left out."""

    method: Callable[..., None]  # of Viewer
    text: str
    only: Viewer | None = None
    revision: int | None = None


class Outbox(Ticket):
    """`viewers` is the cluster's. `failed(error)` is called when something was not kept (nothing is said any more),
    `idle()` when everything is on disk and said."""

    def __init__(self, id_: str, journal: JournalWriter, viewers: dict[Viewer, None]):
        self.id, self.journal, self.viewers = id_, journal, viewers
        self.entries: list[Row] = []
        self.parcels: list[Parcel] = []
        self.failed: Callable[[Exception], None] = lambda error: None
        self.idle: Callable[[], None] = lambda: None
        self._queue: deque[tuple[asyncio.Future | None, list[Parcel]]] = deque()
        self._sending: asyncio.Task | None = None

    def flush(self, epoch: int, kept: asyncio.Future | None = None) -> None:
        """Journal the entries, then let the parcels go. `kept`: what else must be on disk before."""
        if kept is not None:
            self._queue.append((kept, []))
        written = self.journal.append(self, self.id, epoch, self.entries) if self.entries else None
        self.entries = []
        parcels, self.parcels = self.parcels, []
        if written is None and not self._queue:
            self._deliver(parcels)
            return
        if written is not None or parcels:
            self._queue.append((written, parcels))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.ensure_future(self._send())

    async def drained(self) -> None:
        """Until everything that was flushed is on disk and said."""
        while self._queue and self._sending is not None and not self._sending.done():
            await asyncio.shield(self._sending)

    async def _send(self) -> None:
        while self._queue:
            kept, parcels = self._queue[0]
            if kept is not None:
                try:
                    await kept
                except Exception as error:
                    # The lease is lost, or the disk did not keep it: memory is ahead of the disk, nothing may be said.
                    self._queue.clear()
                    self.failed(error)
                    return
            self._queue.popleft()
            self._deliver(parcels)
            if not self._queue and not self.entries:
                self.idle()

    def _deliver(self, parcels: list[Parcel]) -> None:
        for parcel in parcels:
            rest: Any = () if parcel.revision is None else (parcel.revision,)
            for viewer in [parcel.only] if parcel.only else list(self.viewers):
                parcel.method(viewer, parcel.text, *rest)
