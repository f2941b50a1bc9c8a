"""What wakes the Job controller, and which Jobs it leaves to others.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.controllers.job import finish
from cluster.controllers.job.look import RESOURCE, Look
from cluster.controllers.job.pods import is_tracked, untracked
from cluster.objects.owners import controller_of, controller_uid
from cluster.objects.selectors import from_labels
from cluster.reasons import Reason, reason
from cluster.store import MODIFIED, Change, Store
from cluster.store_tallies import bucket

NAME_LABEL = "batch.kubernetes.io/job-name"
MANAGER = "kubernetes.io/job-controller"

reasons.register({"job.untrack": ("pod",), "job.elsewhere": ("manager",)})


def own_keys(change: Change, store: Store) -> Iterable[str]:
    """Its own writing of status needs no second look."""
    before, after = change.previous, change.object
    if change.op == MODIFIED and before is not None and before["spec"] == after["spec"]:
        was_going, going = ("deletionTimestamp" in obj["metadata"] for obj in (before, after))
        if was_going == going:
            return
    yield f"{change.namespace}/{change.name}"


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The pod's Job before and after, and that of its label: for orphans, and pods whose Job is gone."""
    before, after = change.previous, change.object
    labels = after["metadata"].get("labels") or {}
    names = {labels[NAME_LABEL]} if NAME_LABEL in labels else set()
    for pod in (before, after):
        owner = controller_of(pod) if pod else None
        if owner and owner["kind"] == "Job":
            names.add(owner["name"])
    if not names:
        return
    if change.op != MODIFIED or before is None or _shown(before) != _shown(after):
        yield from (f"{change.namespace}/{name}" for name in sorted(names))


def _shown(pod: dict) -> tuple:
    return bucket(pod), finish.restarts_of(pod), pod["metadata"].get("ownerReferences")


class JobController(Component):
    name = "job-controller"
    watches = {RESOURCE: own_keys, "pods": pod_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name = split_key(key)
        job = world.store.get(RESOURCE, namespace, name)
        self._untrack_strays(namespace, name, job, world)
        if job is None:
            world.remember(key, None)
            return None
        manager = job["spec"].get("managedBy", MANAGER)
        if manager != MANAGER:
            return reason("job.elsewhere", manager=manager)
        return Look(job, world).run()

    @staticmethod
    def _untrack_strays(namespace: str, name: str, job: dict | None, world: World) -> None:
        """Pods that no Job counts any more are not held back."""
        for pod in world.store.select("pods", namespace, from_labels({NAME_LABEL: name})):
            uid = controller_uid(pod)
            gone = job is None or (uid is not None and uid != job["metadata"]["uid"])
            if is_tracked(pod) and gone and (uid is None or world.store.by_uid(uid) is None):
                world.client.update("pods", untracked(pod), reason("job.untrack", pod=pod["metadata"]["name"]))
