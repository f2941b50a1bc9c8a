"""How a live cluster begins: from a lesson's start state, or from what was kept of it."""

from __future__ import annotations

import logging
from secrets import randbits
from time import monotonic, time

from django.conf import settings

from cluster.inputs import Input
from cluster.record import Record
from cluster.simulation import Simulation
from tutorial.lessons.document import Lesson
from tutorial.lessons.start import started
from tutorial.live import keeping, recording
from tutorial.live.cluster import LiveCluster
from tutorial.live.journal import JournalWriter
from tutorial.live.ledger import Kept
from tutorial.live.rows import Damage, written
from tutorial.live.session import Session
from tutorial.live.state import ENGINE

log = logging.getLogger(__name__)
# Seconds since 1970: the year 2000 to 9000. RFC 3339 has four digits for a year, and clusters live on for years.
EARLIEST, LATEST = 946_684_800, 221_845_392_000
UNUSABLE = (KeyError, TypeError, ValueError, IndexError, AttributeError, LookupError)


def restored(kept: Kept, journal: JournalWriter) -> LiveCluster:
    """A cluster as it was kept, with what the journal has since. A row that cannot be lived through ends it: it and
    those after it move from `kept.entries` to `kept.damage`. Raises Damaged when the snapshot itself is no cluster."""
    live = _played(kept, journal)
    while isinstance(live, int):
        bad = kept.entries[live]
        where = f"row {bad.sequence} ({bad.kind}) cannot be lived through"
        lost = [written(kept.cluster.id, row) for row in kept.entries[live:]]
        kept.damage.append(Damage("row_strange", where, lost))
        del kept.entries[live:]
        live = _played(kept, journal)
    live.pace.anchor(live.simulation.now, monotonic())
    return live


def _played(kept: Kept, journal: JournalWriter) -> LiveCluster | int:
    """The cluster, or the index of the row that could not be played: what it left half done is thrown away."""
    try:
        live = _from_state(kept, kept.state or {}, journal)
    except UNUSABLE as error:
        raise keeping.Damaged(f"what was kept of {kept.cluster.id} cannot be used: {error!r}") from error
    for index, row in enumerate(kept.entries):
        try:
            live.replay(row.at, row.kind, row.entry)
        except UNUSABLE:
            log.exception("cluster %s: row %d", kept.cluster.id, row.sequence)
            return index
    return live


def _from_state(kept: Kept, state: dict, journal: JournalWriter) -> LiveCluster:
    objects = state["simulation"]["store"]["objects"]
    simulation = Simulation.restore(
        state["simulation"], recording.Recorded(state["history"], objects, *state["recorded"])
    )
    if state["engine"] == ENGINE:  # its past can be lived through again, and so be forked
        given = (Input(*row) for row in state["replay"])
        simulation.record = Record(state["origin"], given, state["simulation"]["inputs"])
    live = LiveCluster(kept.cluster, simulation, journal, kept.sequence)
    live.kept_at = kept.after
    for row in state["inputs"]:
        live.inputs.setdefault(f"i{row[0]}", Input(*row))
    live.branch, live.sent_bytes = state["branch"], state["sent_bytes"]
    live.marks.extend(state["marks"])
    live.pace.rate, live.pace.running = state["clock"]["rate"], state["clock"]["running"]
    live.session = Session(live, kept.lesson, kept.cluster.language)
    live.session.load(state["session"])
    return live


def start_state(lesson: Lesson | None) -> tuple[Simulation, dict[str, str]]:
    """A cluster that begins today; on a machine whose clock is far off, at the nearest day that times can express."""
    epoch = min(max(int(time()), EARLIEST), LATEST) * 1_000_000
    return started(lesson, randbits(31), epoch, most_objects=settings.CLUSTER_LIMITS["objects"])
