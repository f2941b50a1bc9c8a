"""Group commit: entries of all clusters that came while the last transaction was being written go into the next one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

from tutorial.live import records
from tutorial.live.models import Journal

log = logging.getLogger(__name__)


class JournalWriter:
    """One thread that does all database work of the host, so that fsync never stops the event loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "journal")
        self._waiting: list[tuple[str, int, list[Journal], asyncio.Future]] = []
        self._task: asyncio.Task | None = None

    def submit(self, function: Callable, *args: Any, **kwargs: Any) -> asyncio.Future:
        """Call a function of `records` in the thread, after what has been submitted before."""
        return asyncio.get_running_loop().run_in_executor(self._thread, lambda: _call(function, args, kwargs))

    async def run(self, function: Callable, *args: Any, **kwargs: Any) -> Any:
        return await self.submit(function, *args, **kwargs)

    def append(self, cluster: str, epoch: int, entries: list[Journal]) -> asyncio.Future:
        """A future that is done when the entries are on disk; it raises LeaseLost or the database's error."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((cluster, epoch, entries, future))
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._write())
        return future

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                lost = await self.run(records.append, [(id_, epoch, entries) for id_, epoch, entries, _ in batch])
            except (
                Exception
            ) as error:  # the disk is full, the database is gone, a stale writer collided: nothing was kept
                log.exception("journal: %d batches were not kept", len(batch))
                for _, _, _, future in batch:
                    _settle(future, error)
                continue
            for id_, _, _, future in batch:
                _settle(future, records.LeaseLost(id_) if id_ in lost else None)

    def close(self) -> None:
        self._thread.submit(_disconnect).result()
        self._thread.shutdown(wait=True)


def _settle(future: asyncio.Future, error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
        future.exception()  # somebody may have stopped waiting


def _call(function: Callable, args: tuple, kwargs: dict) -> Any:
    close_old_connections()
    return function(*args, **kwargs)


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
