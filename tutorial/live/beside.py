"""Two clusters side by side: a fork of a cluster beside it, both under one clock (`drive.Drive`).

The one beside is a cluster of its own (journal, files, terminal, socket); its row says beside whom it stands. Whoever
may see or change the first may see or change it. They wake, sleep and fail together; it goes when the comparison ends.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

from tutorial.live import heads, keeping, ledger, records, taking
from tutorial.live.cluster import LiveCluster
from tutorial.live.drive import Drive
from tutorial.live.pace import Pace
from tutorial.live.session import Session
from tutorial.words import Refusal

if TYPE_CHECKING:
    from tutorial.live.host import Host

log = logging.getLogger(__name__)


async def begin(host: Host, live: LiveCluster, at: int) -> LiveCluster:
    """A fork of `live` beside it that has lived through exactly its past up to `at` (virtual µs). Raises Refusal.

    Forked from the past, it stands still at that moment, and `live` waits for it."""
    if live.record.beside_id or live.companion:
        raise Refusal("compared_already")
    await host.admit()
    now = live.simulation.now
    simulation = await asyncio.to_thread(live.simulation.branch, at)
    record, given = live.record, {"beside": live.record, "split_at": at, "server": host.lease.id}
    owner = {"browser": record.browser, "user": record.user, "version": record.version, "language": record.language}
    made = LiveCluster(await host.journal.run(records.create, epoch=1, **given, **owner), simulation, host.journal)
    made.session = Session(made, live.session.lesson, record.language)
    _take_over(made, live)
    if at < now:
        made.session.move(simulation, simulation.store.revision)
        made.keep_marks(simulation)
        made.session.transcript = made.session.transcript.until(at)
    await host.journal.run(ledger.save_snapshot, made.id, made.epoch, 0, at, made.state())
    _couple(live, made)
    host.adopt(made)
    live.pace.running = live.pace.running and at == now
    live.drive.tell()
    live.tell(live.frame("beside", beside=live.beside))
    return made


async def end(host: Host, live: LiveCluster, keep: str) -> None:
    """Let one side go: `keep` is "a" (`live` itself) or "b" (what stands beside it: `live` goes on as that).

    Raises Refusal when nothing stands beside it."""
    other = live.companion
    if other is None:
        raise Refusal("not_compared")
    other.session.foreground.interrupt()
    await other.drained()
    rate, running = live.pace.rate, live.pace.running
    for one in (live, other):
        one.drive = Drive((one,), Pace(one.simulation.now, monotonic(), rate, running))
    if keep == "b":
        live.session.foreground.interrupt()
        _take_over(live, other)
        await heads.move(host, live, other.simulation, other.record.split_at or 0)
    live.tell(live.frame("beside", beside=None, kept=keep))
    live.tell_clock()
    await host.forget(other.id)


async def wake(host: Host, live: LiveCluster, id_: str, clean: bool) -> LiveCluster | None:
    """The cluster that stands beside `live`, woken with it. One that cannot be read is let go: `live` goes on alone.

    `clean`: both were put to sleep. After a crash each is where its last journaled input was: `live` comes up to the
    other. (If the other is behind, `live` waits for it, and nothing that was seen is lost.)"""
    try:
        kept = await taking.taken(host, id_)
        if kept is None or kept.state is None:
            raise keeping.Damaged(f"nothing is kept of {id_}")
        made = await taking.woken(host, kept)
    except keeping.Damaged:
        log.exception("cluster %s, beside %s, cannot be woken", id_, live.id)
        await host.journal.run(records.part, id_)
        return None
    if not clean and live.simulation.now < made.simulation.now:
        await asyncio.to_thread(live.simulation.run_until, made.simulation.now)
        live.collect()
    _couple(live, made)
    return made


def _couple(live: LiveCluster, other: LiveCluster) -> None:
    """One clock, one lock: what is asked of one waits for what the other does."""
    live.drive = other.drive = Drive((live, other), live.pace)
    other.lock = live.lock
    live.drive.stop_waiting()


def _take_over(live: LiveCluster, other: LiveCluster) -> None:
    """All that is not the simulation's: files, terminal, checks, marks, what was typed."""
    live.session.load(json.loads(json.dumps(other.session.dump())))
    live.inputs = dict(other.inputs)
    live.marks = deque(other.marks, other.marks.maxlen)
    live.sent_bytes = other.sent_bytes
