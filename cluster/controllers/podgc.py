"""Pods of nodes that are gone: no kubelet will ever end them, so they are deleted at once.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection. It looks every 20 s,
and takes a node for gone when it has been missing for 40 s.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import Component, World
from cluster.controllers import conditions, podstate
from cluster.objects import times
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"podgc.delete": ("node", "pods"), "podgc.waiting": ("node", "seconds")})

LOOK, QUARANTINE = 20 * times.SECOND, 40 * times.SECOND


def node_keys(change: Change, store: Store) -> Iterable[str]:
    if change.op == DELETED:
        yield change.name


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The node of a pod that was bound to one that is not there."""
    name = change.object["spec"].get("nodeName")
    bound = change.previous is None or change.previous["spec"].get("nodeName") != name
    if name and bound and change.op != DELETED and store.get("nodes", "", name) is None:
        yield name


class PodGarbageCollector(Component):
    name = "pod-garbage-collector"
    watches = {"nodes": node_keys, "pods": pod_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        pods = world.store.pods_on(key)
        if world.store.get("nodes", "", key) is not None or not pods:
            world.remember(key, None)
            return None
        missing = world.recall(key)
        if missing is None:
            missing = -(-world.now // LOOK) * LOOK
            world.remember(key, missing)
        left = missing + QUARANTINE - world.now
        if left > 0:
            world.requeue(left)
            return reason("podgc.waiting", node=key, seconds=left // times.SECOND)
        why = reason("podgc.delete", node=key, pods=len(pods))
        for pod in pods:
            self._delete(pod, why, world)
        return why

    @staticmethod
    def _delete(pod: dict, why: Reason, world: World) -> None:
        if not podstate.is_done(pod):
            told = {
                "type": "DisruptionTarget",
                "status": "True",
                "lastProbeTime": None,
                "lastTransitionTime": times.rfc3339(world.epoch + world.now),
                "reason": "DeletionByPodGC",
                "message": "PodGC: node no longer exists",
            }
            status = {**conditions.with_condition(pod.get("status") or {}, told), "phase": "Failed"}
            world.client.update_status("pods", {**pod, "status": status}, why)
        metadata = pod["metadata"]
        try:
            world.client.delete(
                "pods", metadata["namespace"], metadata["name"], why, grace_seconds=0, uid=metadata["uid"]
            )
        except StatusError as error:
            if error.code != 404:
                raise
