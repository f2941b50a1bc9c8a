"""All that must be kept to wake a cluster where it is: how much of its past, and what if that past is damaged."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING

from django.conf import settings

from cluster.simulation import FORMAT
from tutorial.live import recording
from tutorial.live.engine import source_digest
from tutorial.live.keeping import Damaged

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster

log = logging.getLogger(__name__)
HISTORY_KEPT = 5_000  # changes that sleep keeps; more are kept in memory
CHECKPOINT_EVERY = 100  # inputs
ENGINE = f"{version('orrery')}/{FORMAT}/{source_digest()}"  # replay is exact within one of these


def whole(live: LiveCluster) -> dict:
    """All that must be kept to wake this cluster where it is, as JSON."""
    try:
        rows = _recorded(live)
    except Damaged as error:
        lose_past(live, error)
        rows = _recorded(live)
    return {
        "engine": ENGINE,
        "simulation": live.simulation.snapshot(),
        "origin": live.simulation.record.kept_origin,
        "replay": [list(given) for given in live.simulation.inputs],
        "history": rows,
        "recorded": [rows[0][0] - 1 if rows else live.simulation.store.revision, len(rows)],
        "inputs": [[*given[:4], _outline(given.request)] for given in list(live.inputs.values())[-500:]],
        "clock": {"rate": live.pace.rate, "running": live.pace.running},
        "branch": live.branch,
        "sent_bytes": live.sent_bytes,
        "marks": list(live.marks),
        "session": live.session.dump(),
    }


def forget(live: LiveCluster) -> None:
    """Keep of the past what can still be looked at: beyond that, no replay would have to begin so early.

    So waking, going back and the database's rows cost the same however old a cluster is."""
    simulation, most = live.simulation, min(settings.CLUSTER_LIMITS["history"], HISTORY_KEPT)
    newest = live.checkpoints[-1]["inputs"] if live.checkpoints else 0
    if len(simulation.inputs) > CHECKPOINT_EVERY and simulation.inputs[-CHECKPOINT_EVERY].sequence >= newest:
        live.checkpoints.append(simulation.snapshot())
    history = simulation.store.history
    since = history[-most].time if len(history) > most else 0
    passed = [at for at, checkpoint in enumerate(live.checkpoints) if checkpoint["clock"]["now"] <= since]
    if passed:
        simulation.record.forget_before(live.checkpoints[passed[-1]])
        del live.checkpoints[: passed[-1] + 1]


def lose_past(live: LiveCluster, error: Damaged) -> None:
    """What was recorded cannot be read: the cluster is whole, and its record begins anew."""
    log.error("cluster %s: %s. It goes on; what was recorded before cannot be shown", live.id, error)
    live.checkpoints = []
    live.simulation.record.forget_before(live.simulation.snapshot())


def _recorded(live: LiveCluster) -> list[list]:
    forget(live)
    return recording.dump(live.simulation.store, min(settings.CLUSTER_LIMITS["history"], HISTORY_KEPT))


def _outline(request: dict) -> dict:
    """What the chain of causes shows of an old input: not its body."""
    http = request.get("http")
    return {"http": {"method": http["method"], "path": http["path"]}} if http else request
