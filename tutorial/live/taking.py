"""Taking a cluster that sleeps, or whose server has died; mending what is damaged; losing it to another server."""

from __future__ import annotations

import asyncio
import logging
from secrets import randbits
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from tutorial.live import heads, ledger, records
from tutorial.live.cluster import LiveCluster
from tutorial.live.servers import Pulse
from tutorial.live.trouble import Trouble
from tutorial.live.waking import restored

if TYPE_CHECKING:
    from tutorial.live.host import Host

log = logging.getLogger(__name__)
MENDED = (
    "cluster %s: %s. It goes on from row %d; %d rows were set aside in the table live_damage. Other clusters may have "
    "been hit as well: check the disk and the database (PRAGMA integrity_check, pg_amcheck); a backup has the rest"
)


LOST = 1_000_000  # revisions that clients may have heard of before a crash, and that are given to nothing else
HARMLESS = ("snapshot_unreadable", "count_wrong")  # damage by which nothing is lost


async def taken(host: Host, id_: str) -> ledger.Kept | None:
    """What is kept of a cluster that is ours from now on; None: there is none. Raises Refusal."""
    try:
        await host.lease.join()
        try:
            return await host.journal.run(ledger.take, id_, host.lease.id)
        except ledger.Elsewhere as elsewhere:
            if not await host.lease.bury(elsewhere.server):
                raise
        return await host.journal.run(ledger.take, id_, host.lease.id)
    except Trouble:
        kept = await host.journal.read(ledger.look, id_, host.lease.id)  # what is ours can be shown nevertheless
        if kept is None:
            raise
        kept.again = randbits(20) << 32
        return kept


async def woken(host: Host, kept: ledger.Kept) -> LiveCluster:
    """The cluster as it was kept, awake but not yet in the host's care; what is damaged of it is mended."""
    live = restored(kept, host.journal)
    live.again = kept.again
    epoch, now = host.stood.pop(live.id, (-1, 0))
    stood = live.epoch - epoch in (0, 1)  # nobody else had it: no time that was seen is lost
    if stood and now > live.simulation.now:
        await asyncio.to_thread(live.simulation.run_until, now)
        live.collect(journaled=True)
        live.drive.stand()
    if kept.damage:
        await mend(host, live, kept)
    if kept.torn and not stood and not kept.again:
        heads.go_above(live.simulation, live.simulation.store.revision + LOST)
        live.collect()
    return live


async def mend(host: Host, live: LiveCluster, kept: ledger.Kept) -> None:
    """Set aside what is damaged; the cluster goes on from the last good moment, and says so if anything is lost."""
    for found in kept.damage:
        log.error(MENDED, live.id, found.where, kept.sequence, len(found.rows))
    if any(found.code not in HARMLESS for found in kept.damage):
        live.say_damaged(len(kept.damage[-1].rows))
    await host.journal.run(ledger.mend, kept, live.simulation.now, live.state())


async def looked(host: Host, pulse: Pulse, seconds: float) -> None:
    """What a look at the leases has shown; it was so many seconds after the one before."""
    if (today := timezone.now().date()) != host.today:
        host.today = today
        host.spawn(host.journal.run(records.new_day, settings.CLUSTER_DELETE_AFTER_DAYS))
    stood_still = seconds > settings.CLUSTER_LEASE_S
    if stood_still:
        log.warning("this process stood still for %.0f s: so did the clocks of its clusters", seconds)
    for live in list(host.clusters.values()):
        if stood_still:
            live.pace.anchor(live.drive.now, monotonic())
        if (epoch := pulse.epochs.get(live.id)) is not None and not 0 <= epoch <= live.epoch:
            log.warning("cluster %s belongs to another process now", live.id)
            host.failed(live, ledger.LeaseLost(live.id))
        elif live.id in pulse.wanted and not live.drive.watched:
            host.spawn(host.sleep(live))  # somebody opens it elsewhere, and nobody looks at it here
