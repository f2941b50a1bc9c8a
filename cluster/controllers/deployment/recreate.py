"""Recreate: every old pod stops before the first new one is made.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment
"""

from __future__ import annotations

from cluster.controllers.deployment import status
from cluster.controllers.deployment.rollout import Rollout
from cluster.controllers.deployment.status import want
from cluster.reasons import reason


def step(rollout: Rollout) -> None:
    """Scale all old ones to nothing; wait until their pods are gone; then the new one gets its full size."""
    going = [old for old in rollout.olds if want(old)]
    for old in going:
        rollout.scale(old, 0)
    running = 0 if going else _old_pods(rollout)
    if running:
        rollout.said = reason("deployment.waiting_stop", pods=running)
    elif not going:
        complete = status.is_complete(rollout.deployment, rollout.deployment.get("status") or {})
        rollout.number_revisions(create=True)
        if rollout.new is not None:
            rollout.scale(rollout.new, rollout.wanted)
        if complete:
            rollout.clean_up()
    rollout.sync_rollout_status()


def _old_pods(rollout: Rollout) -> int:
    """Pods of old ReplicaSets that have not ended, those still stopping included."""
    counted = status.total(rollout.olds, "replicas")
    tallies = [rollout.world.store.tally(old["metadata"]["uid"]) for old in rollout.olds]
    alive = sum(number for tally in tallies for bucket, number in tally.items() if bucket.state != "done")
    return max(counted, alive)
