"""Taking a cluster that sleeps, or whose server has died; mending one of which something kept is damaged."""

from __future__ import annotations

import logging
from secrets import randbits
from typing import TYPE_CHECKING

from tutorial.live import ledger
from tutorial.live.cluster import LiveCluster
from tutorial.live.trouble import Trouble
from tutorial.live.waking import restored

if TYPE_CHECKING:
    from tutorial.live.host import Host

log = logging.getLogger(__name__)
MENDED = (
    "cluster %s: %s. It goes on from row %d; %d rows were set aside in the table live_damage. Other clusters may have "
    "been hit as well: check the disk, and PRAGMA integrity_check; a backup has the rest"
)


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
    if kept.damage:
        await mend(host, live, kept)
    return live


async def mend(host: Host, live: LiveCluster, kept: ledger.Kept) -> None:
    """Set aside what is damaged; the cluster goes on from the last good moment, and says so if anything is lost."""
    for found in kept.damage:
        log.error(MENDED, live.id, found.where, kept.sequence, len(found.rows))
    if any(found.code != "snapshot_unreadable" for found in kept.damage):
        live.say_damaged(len(kept.damage[-1].rows))
    await host.journal.run(ledger.mend, kept, live.simulation.now, live.state())
