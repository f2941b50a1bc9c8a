"""How a live cluster begins: from a lesson's start state, or from what was kept of it."""

from __future__ import annotations

from secrets import randbits
from time import monotonic, time

from django.conf import settings

from cluster.inputs import Input
from cluster.simulation import Simulation
from tutorial.lessons.document import Lesson
from tutorial.lessons.start import started
from tutorial.live import recording, records
from tutorial.live.cluster import ENGINE, LiveCluster
from tutorial.live.journal import JournalWriter
from tutorial.live.session import Session


def restored(kept: records.Kept, journal: JournalWriter) -> LiveCluster:
    """A cluster as it was kept, with what the journal has since. Raises Damaged."""
    state = kept.state or {}
    try:
        simulation = Simulation.restore(state["simulation"], recording.load(state["history"]))
    except (KeyError, TypeError, ValueError) as error:
        raise records.Damaged(f"the snapshot of {kept.cluster.id} cannot be used: {error}") from error
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
    for _, at, kind, entry in kept.entries:
        live.replay(at, kind, entry)
    live.pace.anchor(live.simulation.now, monotonic())
    return live


def start_state(lesson: Lesson | None) -> tuple[Simulation, dict[str, str]]:
    epoch = int(time()) * 1_000_000
    return started(lesson, randbits(31), epoch, most_objects=settings.CLUSTER_LIMITS["objects"])
