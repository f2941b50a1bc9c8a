"""Evicting pods from nodes with a NoExecute taint, when their tolerations run out.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions; golden
suite tour, section node-failure.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.controllers import conditions, nodetaints, podstate
from cluster.objects import times
from cluster.reasons import Reason, reason
from cluster.store import DELETED, MODIFIED, Change, Store

reasons.register(
    {
        "node.evict": ("pod", "seconds"),
        "node.evict_later": ("pod", "seconds"),
        "node.cancel_evict": ("pod",),
        "node.tolerated": ("pod",),
    }
)


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """A pod on a node that has such a taint, when it came there, or when what it tolerates changed, or when it went."""
    if change.op == MODIFIED and change.previous is not None and change.previous["spec"] is change.object["spec"]:
        return
    node = store.get("nodes", "", change.object["spec"].get("nodeName", ""))
    if node and _executing(node):
        yield f"{change.namespace}/{change.name}"


def node_keys(change: Change, store: Store) -> Iterable[str]:
    """All pods of a node whose NoExecute taints changed."""
    before = _executing(change.previous) if change.previous else []
    if change.op != DELETED and before != _executing(change.object):
        for pod in store.pods_on(change.name):
            yield f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"


class TaintEviction(Component):
    name = "taint-eviction-controller"
    watches = {"pods": pod_keys, "nodes": node_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        pod = world.store.get("pods", *split_key(key))
        waiting = world.recall(key)
        if pod is None or "deletionTimestamp" in pod["metadata"] or podstate.is_done(pod):
            world.remember(key, None)
            return None
        if waiting and waiting["uid"] != pod["metadata"]["uid"]:
            waiting = None
        node = world.store.get("nodes", "", pod["spec"].get("nodeName", ""))
        taints = _executing(node) if node else []
        if not taints:
            return self._cancel(key, pod, waiting, world)
        seconds = nodetaints.tolerated_for(pod["spec"].get("tolerations") or [], taints)
        if seconds is None:
            return self._cancel(key, pod, waiting, world) or reason("node.tolerated", pod=pod["metadata"]["name"])
        since = waiting["since"] if waiting else world.now
        left = since + seconds * times.SECOND - world.now
        if left > 0:
            world.remember(key, {"uid": pod["metadata"]["uid"], "since": since})
            world.requeue(left)
            return reason("node.evict_later", pod=pod["metadata"]["name"], seconds=left // times.SECOND)
        world.remember(key, None)
        return self._evict(pod, seconds, world)

    @staticmethod
    def _cancel(key: str, pod: dict, waiting: dict | None, world: World) -> Reason | None:
        if waiting is None:
            return None
        world.remember(key, None)
        name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
        world.event(pod, "Normal", "TaintManagerEviction", f"Cancelling deletion of Pod {namespace}/{name}")
        return reason("node.cancel_evict", pod=name)

    @staticmethod
    def _evict(pod: dict, seconds: int, world: World) -> Reason:
        name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
        why = reason("node.evict", pod=name, seconds=seconds)
        world.event(pod, "Normal", "TaintManagerEviction", f"Marking for deletion Pod {namespace}/{name}")
        status = pod.get("status") or {}
        told = {
            "type": "DisruptionTarget",
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": times.rfc3339(world.epoch + world.now),
            "reason": "DeletionByTaintManager",
            "message": "Taint manager: deleting due to NoExecute taint",
        }
        world.client.update_status("pods", {**pod, "status": conditions.with_condition(status, told)}, why)
        world.client.delete("pods", namespace, name, why, uid=pod["metadata"]["uid"])
        return why


def _executing(node: dict) -> list[dict]:
    return [taint for taint in nodetaints.taints(node) if taint["effect"] == nodetaints.NO_EXECUTE]
