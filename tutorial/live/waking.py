"""How a live cluster begins: from a lesson's start state, or from what was kept of it."""

from __future__ import annotations

from secrets import randbits
from time import monotonic, time

from django.conf import settings

from cluster.inputs import Input
from cluster.simulation import Simulation
from tutorial.lessons.document import Lesson
from tutorial.lessons.start import started
from tutorial.live import keeping, recording, records
from tutorial.live.cluster import ENGINE, LiveCluster
from tutorial.live.journal import JournalWriter
from tutorial.live.session import Session


def restored(kept: records.Kept, journal: JournalWriter) -> LiveCluster:
    """A cluster as it was kept, with what the journal has since. Raises Damaged."""
    try:
        live = _from_state(kept, kept.state or {}, journal)
        for _, at, kind, entry in kept.entries:
            live.replay(at, kind, entry)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise keeping.Damaged(f"what was kept of {kept.cluster.id} cannot be used: {error!r}") from error
    live.pace.anchor(live.simulation.now, monotonic())
    return live


def _from_state(kept: records.Kept, state: dict, journal: JournalWriter) -> LiveCluster:
    objects = state["simulation"]["store"]["objects"]
    simulation = Simulation.restore(
        state["simulation"], recording.Recorded(state["history"], objects, *state["recorded"])
    )
    if state["engine"] == ENGINE:  # its past can be lived through again, and so be forked
        simulation.origin = state["origin"]
        simulation.inputs = [Input(*row) for row in state["replay"]]
    live = LiveCluster(kept.cluster, simulation, journal, kept.sequence)
    for row in state["inputs"]:
        live.inputs.setdefault(f"i{row[0]}", Input(*row))
    live.branch, live.sent_bytes = state["branch"], state["sent_bytes"]
    live.marks.extend(state["marks"])
    live.pace.rate, live.pace.running = state["clock"]["rate"], state["clock"]["running"]
    live.session = Session(live, kept.lesson, kept.cluster.language)
    live.session.load(state["session"])
    return live


def start_state(lesson: Lesson | None) -> tuple[Simulation, dict[str, str]]:
    epoch = int(time()) * 1_000_000
    return started(lesson, randbits(31), epoch, most_objects=settings.CLUSTER_LIMITS["objects"])
