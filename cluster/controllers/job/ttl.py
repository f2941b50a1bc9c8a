"""Finished Jobs are deleted ttlSecondsAfterFinished later, with their pods.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.controllers.job.finish import finished
from cluster.objects import times
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"ttl.delete": ("seconds",), "ttl.waiting": ("seconds",)})

RESOURCE = "jobs.batch"


def job_keys(change: Change, store: Store) -> Iterable[str]:
    """A Job that has finished and is not to stay."""
    job = change.object
    if change.op != DELETED and job["spec"].get("ttlSecondsAfterFinished") is not None and finished(job):
        yield f"{change.namespace}/{change.name}"


class TtlAfterFinished(Component):
    name = "ttl-after-finished-controller"
    watches = {RESOURCE: job_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        job = world.store.get(RESOURCE, *split_key(key))
        condition = finished(job) if job else None
        if job is None or condition is None or "deletionTimestamp" in job["metadata"]:
            return None
        seconds = job["spec"].get("ttlSecondsAfterFinished")
        if seconds is None:
            return None
        due = times.parse(condition["lastTransitionTime"]) + seconds * times.SECOND
        left = due - (world.epoch + world.now)
        if left > 0:
            world.requeue(left)
            return reason("ttl.waiting", seconds=seconds)
        why, metadata = reason("ttl.delete", seconds=seconds), job["metadata"]
        world.client.delete(RESOURCE, *split_key(key), why, propagation="Foreground", uid=metadata["uid"])
        return why
