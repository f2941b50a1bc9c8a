"""Pods of nodes that are gone, or out of service: no kubelet will ever end them, so they are deleted at once.

Sources: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection (it looks every 20 s,
and takes a node for gone when it has been missing for 40 s),
https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
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

reasons.register(
    {"podgc.delete": ("node", "pods"), "podgc.waiting": ("node", "seconds"), "podgc.out_of_service": ("node", "pods")}
)

OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"
LOOK, QUARANTINE = 20 * times.SECOND, 40 * times.SECOND


def node_keys(change: Change, store: Store) -> Iterable[str]:
    if change.op == DELETED or is_out_of_service(change.object):
        yield change.name


def is_out_of_service(node: dict) -> bool:
    """An administrator says so, and the node is not ready indeed."""
    taints = (node.get("spec") or {}).get("taints") or ()
    if not any(taint["key"] == OUT_OF_SERVICE for taint in taints):
        return False
    conditions = (node.get("status") or {}).get("conditions") or ()
    return not any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The node of a pod that was bound to one that is not there, or that is going on one that is out of service."""
    name = change.object["spec"].get("nodeName")
    if name and change.op != DELETED and "deletionTimestamp" in change.object["metadata"]:
        node = store.get("nodes", "", name)
        if node is not None and is_out_of_service(node):
            yield name
    bound = change.previous is None or change.previous["spec"].get("nodeName") != name
    if name and bound and change.op != DELETED and store.get("nodes", "", name) is None:
        yield name


class PodGarbageCollector(Component):
    name = "pod-garbage-collector"
    watches = {"nodes": node_keys, "pods": pod_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        pods, node = world.store.pods_on(key), world.store.get("nodes", "", key)
        if node is not None and is_out_of_service(node):
            return self._out_of_service(key, pods, world)
        if node is not None or not pods:
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

    def _out_of_service(self, node: str, pods: list[dict], world: World) -> Reason | None:
        """What is to go there already (the taint sees to that) need not wait for the kubelet."""
        doomed = [pod for pod in pods if "deletionTimestamp" in pod["metadata"]]
        left = -world.now % LOOK
        if not doomed:
            return None
        if left:
            world.requeue(left)
            return reason("podgc.waiting", node=node, seconds=left // times.SECOND)
        why = reason("podgc.out_of_service", node=node, pods=len(doomed))
        for pod in doomed:
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
