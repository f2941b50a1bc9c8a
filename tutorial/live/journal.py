"""Group commit: rows of all clusters that came while the last transaction was being written go into the next one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from django.db import DatabaseError, connection

from tutorial.live import ledger
from tutorial.live.rows import Row
from tutorial.live.trouble import Trouble, trouble_of

log = logging.getLogger(__name__)
LOCKED_MS = 4_000  # then whoever waits is told that somebody has locked the database
LOCKED = {"sqlite": f"PRAGMA busy_timeout = {LOCKED_MS}", "postgresql": f"SET lock_timeout = {LOCKED_MS}"}


class Ticket:
    """Who writes the rows of one cluster that is awake. Once any of them was not kept, none after it may be."""

    broken: Exception | None = None


class Waiting(NamedTuple):
    ticket: Ticket
    cluster: str
    epoch: int
    rows: list[Row]
    kept: asyncio.Future


class JournalWriter:
    """One thread that writes, so that fsync never stops the event loop and everything is written in the order it was
    said; another one that reads, so that a database somebody has locked does not keep pages from opening.

    `trouble`: why nothing can be kept at present, or None."""

    def __init__(self) -> None:
        self._thread, self._reader = ThreadPoolExecutor(1, "journal"), ThreadPoolExecutor(1, "journal-reader")
        self._waiting: list[Waiting] = []
        self._task: asyncio.Task | None = None
        self.trouble: Trouble | None = None

    def submit(self, function: Callable, *args: Any, **kwargs: Any) -> asyncio.Future:
        """Call a function that writes, in the thread, after what has been submitted before. The future raises Trouble
        when the database cannot keep anything."""
        work = asyncio.get_running_loop().run_in_executor(self._thread, lambda: _call(function, args, kwargs))
        work.add_done_callback(self._noted)
        return work

    async def run(self, function: Callable, *args: Any, **kwargs: Any) -> Any:
        return await self.submit(function, *args, **kwargs)

    async def read(self, function: Callable, *args: Any, **kwargs: Any) -> Any:
        """Call a function that writes nothing. Raises Trouble."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, lambda: _call(function, args, kwargs))

    def append(self, ticket: Ticket, cluster: str, epoch: int, rows: list[Row]) -> asyncio.Future:
        """A future that is done when the rows are on disk; it raises LeaseLost, Trouble or the database's error."""
        future = asyncio.get_running_loop().create_future()
        if ticket.broken is not None:
            _settle(future, ticket.broken)
            return future
        self._waiting.append(Waiting(ticket, cluster, epoch, rows, future))
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._write())
        return future

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = _next_batch(self._waiting)
            if not await self._write_together(batch):
                for one in batch:  # one of them is to blame: the others are none the worse for it
                    await self._write_together([one])

    async def _write_together(self, batch: list[Waiting]) -> bool:
        """Keep all rows of a batch, or none; False when nothing is settled yet, because one of several is to blame."""
        wanted = [(one.cluster, one.epoch, one.rows) for one in batch]
        try:
            lost = await self.run(ledger.append, wanted)
        except Exception as error:  # the disk is full, the database is gone, a stale writer collided: nothing was kept
            if len(batch) > 1 and not isinstance(error, Trouble):
                return False
            if not isinstance(error, Trouble):
                log.exception("journal: rows of cluster %s were not kept", batch[0].cluster)
            self._break(batch, {one.cluster: error for one in batch})
            return True
        self._break([one for one in batch if one.cluster in lost], {id_: ledger.LeaseLost(id_) for id_ in lost})
        for one in batch:
            _settle(one.kept, None)
        return True

    def _break(self, batch: list[Waiting], errors: dict[str, Exception]) -> None:
        """These were not kept, and so nothing of theirs that waits may be."""
        for one in batch:
            one.ticket.broken = errors[one.cluster]
        for one in [*batch, *self._waiting]:
            if one.ticket.broken is not None:
                _settle(one.kept, one.ticket.broken)
        self._waiting = [one for one in self._waiting if one.ticket.broken is None]

    def _noted(self, work: asyncio.Future) -> None:
        error = None if work.cancelled() else work.exception()
        if error is None or isinstance(error, Trouble):
            self._note(error)

    def _note(self, trouble: Trouble | None) -> None:
        """Say it to the operator once, when it begins and when it is over."""
        if trouble is not None and (self.trouble is None or self.trouble.code != trouble.code):
            log.error("nothing can be kept (%s): %s", trouble.__cause__ or trouble, trouble.advice)
        elif trouble is None and self.trouble is not None:
            log.warning("the database keeps again what it is given (%s is over)", self.trouble.code)
        self.trouble = trouble

    def close(self) -> None:
        for thread in (self._thread, self._reader):
            thread.submit(_disconnect).result()
            thread.shutdown(wait=True)


def _next_batch(waiting: list[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """What goes into one transaction, with all rows of a lease in one piece; what must come after it."""
    batch: dict[str, Waiting] = {}
    rest: list[Waiting] = []
    held = set()  # clusters of which a part has to wait, and so all that comes after it
    for one in waiting:
        first = batch.get(one.cluster)
        if first is None:
            batch[one.cluster] = one._replace(rows=list(one.rows))
        elif (first.ticket, first.epoch) == (one.ticket, one.epoch) and one.cluster not in held:
            first.rows.extend(one.rows)
            _follow(first.kept, one.kept)
        else:
            rest.append(one)
            held.add(one.cluster)
    return list(batch.values()), rest


def _follow(first: asyncio.Future, second: asyncio.Future) -> None:
    """`second` ends as `first` does."""
    first.add_done_callback(lambda done: _settle(second, done.exception()))


def _settle(future: asyncio.Future, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
        future.exception()  # somebody may have stopped waiting


def _call(function: Callable, args: tuple, kwargs: dict) -> Any:
    try:
        _connect()
        return function(*args, **kwargs)
    except (DatabaseError, OSError) as error:
        connection.close_if_unusable_or_obsolete()
        if (trouble := trouble_of(error)) is not None:
            raise trouble from error
        raise


def _connect() -> None:
    """A connection of this thread's own, which stays open; it does not wait long for who has locked the database."""
    if connection.connection is not None:
        if connection.vendor == "sqlite" or connection.is_usable():
            return
        connection.close()  # the server was started anew meanwhile, which nobody has to hear of
    with connection.cursor() as cursor:
        cursor.execute(LOCKED[connection.vendor])


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
