"""Nodes that fall silent: their conditions become Unknown, they are tainted, their pods are no longer ready.

It looks at all nodes every five seconds (the monitor period); what such a look would find is computed, so that nothing
is polled while all is well. A node is silent when its Lease was last renewed longer than the grace period ago.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller, --node-monitor-grace-period (50 s since
1.32; 40 s in the recordings), --node-eviction-rate (one node in 10 s); golden suite tour, section node-failure.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World
from cluster.controllers import conditions, nodetaints, podstate
from cluster.objects import times
from cluster.reasons import Reason, reason
from cluster.store import ADDED, DELETED, Change, Store
from cluster.store_tallies import bucket

reasons.register(
    {
        "node.not_ready": ("seconds",),
        "node.still_not_ready": (),
        "node.silent": ("seconds", "grace"),
        "node.taint": ("effect", "taint"),
        "node.untaint": ("effect",),
        "node.pods_not_ready": ("pods",),
        "node.all_down": ("nodes",),
        "node.ready": (),
    }
)

MONITOR, GRACE, BETWEEN_EVICTIONS = 5 * times.SECOND, 50 * times.SECOND, 10 * times.SECOND
CONDITIONS = ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")
LEASES, LEASE_NAMESPACE = "leases.coordination.k8s.io", "kube-node-lease"
EVICTIONS = "evictions"  # memory: when a node was last given NoExecute


def node_keys(change: Change, store: Store) -> Iterable[str]:
    yield change.name
    if change.op != ADDED and _readiness(change.object) != _readiness(change.previous):
        for node in store.list("nodes"):  # whether all are down matters to each
            if node["metadata"]["name"] != change.name:
                yield node["metadata"]["name"]


def lease_keys(change: Change, store: Store) -> Iterable[str]:
    if change.namespace == LEASE_NAMESPACE:
        yield change.name


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The node of a pod that is ready on a node that is not."""
    name = change.object["spec"].get("nodeName")
    if name and change.op != DELETED and bucket(change.object).ready:
        node = store.get("nodes", "", name)
        if node and _readiness(node) == "Unknown":
            yield name


class NodeLifecycle(Component):
    name = "node-controller"
    watches = {"nodes": node_keys, LEASES: lease_keys, "pods": pod_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        node = world.store.get("nodes", "", key)
        if node is None:
            self._removed(key, world)
            return None
        self._register(node, world)
        before = _readiness(node)
        silent, said = last_renewed(key, world.store), None
        if silent is not None:
            seconds = (world.epoch + world.now - silent) // times.SECOND
            due = _found_silent_at(silent, world.epoch) - world.now
            if due > 0 and _readiness(node) != "Unknown":
                world.requeue(due)
                said = reason("node.silent", seconds=seconds, grace=GRACE // times.SECOND)
            else:
                node, said = self._lose(node, seconds, world)
        if _readiness(node) == "False":
            said = self._pods_not_ready(node, world) or said
        self._tell_not_ready(node, before, world)
        return self._taint(node, world) or said or self._standing(node, world)

    # -- coming and going ------------------------------------------------------------------------------------------

    @staticmethod
    def _register(node: dict, world: World) -> None:
        name = node["metadata"]["name"]
        known = world.recall(f"node/{name}")
        if known is None or known["uid"] != node["metadata"]["uid"]:
            world.remember(f"node/{name}", {"uid": node["metadata"]["uid"]})
            world.event(node, "Normal", "RegisteredNode", f"Node {name} event: Registered Node {name} in Controller")

    @staticmethod
    def _tell_not_ready(node: dict, before: str, world: World) -> None:
        """An Event when a node that was ready is so no longer, whoever said so."""
        name, now = node["metadata"]["name"], _readiness(node)
        known = world.recall(f"node/{name}")
        was = known.get("ready", before)
        if was == "True" and now != "True":
            world.event(node, "Normal", "NodeNotReady", f"Node {name} status is now: NodeNotReady")
        if known.get("ready") != now:
            world.remember(f"node/{name}", {**known, "ready": now})

    @staticmethod
    def _removed(name: str, world: World) -> None:
        known = world.recall(f"node/{name}")
        if known is not None:
            world.remember(f"node/{name}", None)
            about = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "uid": known["uid"]}}
            world.event(about, "Normal", "RemovingNode", f"Node {name} event: Removing Node {name} from Controller")

    # -- falling silent --------------------------------------------------------------------------------------------

    def _lose(self, node: dict, seconds: int, world: World) -> tuple[dict, Reason | None]:
        """All conditions become Unknown, the pods not ready."""
        said = None
        changed = _unknown(node, times.rfc3339(world.epoch + world.now))
        if changed is not node:
            said = reason("node.not_ready", seconds=seconds)
            node = world.client.update_status("nodes", changed, said)
        return node, self._pods_not_ready(node, world) or said

    @staticmethod
    def _pods_not_ready(node: dict, world: World) -> Reason | None:
        ready = [pod for pod in world.store.pods_on(node["metadata"]["name"]) if podstate.is_ready(pod)]
        said = reason("node.pods_not_ready", pods=len(ready))
        for pod in ready:
            world.client.update_status("pods", _not_ready(pod, times.rfc3339(world.epoch + world.now)), said)
            world.event(pod, "Warning", "NodeNotReady", "Node is not ready")
        return said if ready else None

    # -- taints ----------------------------------------------------------------------------------------------------

    def _taint(self, node: dict, world: World) -> Reason | None:
        now = times.rfc3339(world.epoch + world.now)
        said = None
        changed = nodetaints.no_schedule(node, now)
        if changed != nodetaints.taints(node):
            said = _tainted(nodetaints.NO_SCHEDULE, node, changed)
            node = world.client.update("nodes", nodetaints.with_taints(node, changed), said)
        key = nodetaints.BY_CONDITION["Ready"].get(_readiness(node))
        if key and (not self._some_are_ready(world) or not self._may_evict(node, key, world)):
            key = None if not self._some_are_ready(world) else _executing(node)
        changed = nodetaints.no_execute(node, key, now)
        if changed != nodetaints.taints(node):
            said = _tainted(nodetaints.NO_EXECUTE, node, changed)
            world.client.update("nodes", nodetaints.with_taints(node, changed), said)
            if key:
                world.remember(EVICTIONS, world.now)
        return said

    @staticmethod
    def _may_evict(node: dict, key: str, world: World) -> bool:
        """Not before the look after the one that found the node not ready, and not two nodes within ten seconds."""
        if _executing(node) == key:
            return True
        due = _next_look(_since(node) - world.epoch + times.SECOND - 1)
        last = world.recall(EVICTIONS)
        if last is not None:
            due = max(due, last + BETWEEN_EVICTIONS)
        if world.now < due:
            world.requeue(due - world.now)
            return False
        return True

    @staticmethod
    def _some_are_ready(world: World) -> bool:
        """Where every node is not ready, it is rather the network that is: then nothing is evicted."""
        return any(_readiness(node) == "True" for node in world.store.list("nodes"))

    def _standing(self, node: dict, world: World) -> Reason:
        if _readiness(node) == "True":
            return reason("node.ready")
        if not self._some_are_ready(world):
            return reason("node.all_down", nodes=world.store.count("nodes"))
        return reason("node.still_not_ready")


def last_renewed(node: str, store: Store) -> int | None:
    """µs since 1970 of the last renewal of a node that has stopped renewing its Lease; None while it renews it.

    A stored Lease with a renewTime is one that is no longer renewed: a living node's renewals are computed when read.
    """
    lease = store.get(LEASES, LEASE_NAMESPACE, node)
    renewed = ((lease or {}).get("spec") or {}).get("renewTime")
    return times.parse(renewed) if renewed else None


def _found_silent_at(renewed: int, epoch: int) -> int:
    """Virtual µs of the look that finds the node silent: a look noticed the renewal, and more than the grace passed."""
    noticed = _look_at_or_after(renewed - epoch)
    return _next_look(noticed + GRACE)


def _look_at_or_after(time: int) -> int:
    return -(-time // MONITOR) * MONITOR


def _next_look(time: int) -> int:
    return (time // MONITOR + 1) * MONITOR


def _readiness(node: dict | None) -> str:
    ready = conditions.find((node or {}).get("status") or {}, "Ready")
    return ready["status"] if ready else "Unknown"


def _since(node: dict) -> int:
    """µs since 1970 at which the node became as ready, or not, as it is. Who writes a status may leave the time out."""
    ready = conditions.find(node.get("status") or {}, "Ready") or {}
    return times.parse(ready.get("lastTransitionTime") or node["metadata"]["creationTimestamp"])


def _executing(node: dict) -> str | None:
    """The NoExecute taint of ours that the node has."""
    keys = (nodetaints.NOT_READY, nodetaints.UNREACHABLE)
    return next(
        (t["key"] for t in nodetaints.taints(node) if t["effect"] == nodetaints.NO_EXECUTE and t["key"] in keys), None
    )


def _unknown(node: dict, now: str) -> dict:
    status = node.get("status") or {}
    there = {condition["type"]: condition for condition in status.get("conditions") or ()}
    if all(there.get(kind, {}).get("status") == "Unknown" for kind in CONDITIONS):
        return node
    changed = []
    for kind in [*there, *(kind for kind in CONDITIONS if kind not in there)]:
        condition = there.get(kind) or {"type": kind}
        if kind in CONDITIONS and condition.get("status") != "Unknown":
            known = kind in there
            condition = {
                **condition,
                "status": "Unknown",
                "reason": "NodeStatusUnknown" if known else "NodeStatusNeverUpdated",
                "message": "Kubelet stopped posting node status." if known else "Kubelet never posted node status.",
                "lastTransitionTime": now,
            }
        changed.append(condition)
    return {**node, "status": {**status, "conditions": changed}}


def _not_ready(pod: dict, now: str) -> dict:
    changed = [
        {**c, "status": "False", "lastTransitionTime": now} if c["type"] == "Ready" else c
        for c in pod["status"]["conditions"]
    ]
    return {**pod, "status": {**pod["status"], "conditions": changed}}


def _tainted(effect: str, node: dict, changed: list[dict]) -> Reason:
    """`taint`: the last part of the newest key, such as `unreachable`: what is the matter with the node."""
    known = {(taint["key"], taint["effect"]) for taint in nodetaints.taints(node)}
    new = [taint["key"] for taint in changed if (taint["key"], taint["effect"]) not in known]
    return (
        reason("node.taint", effect=effect, taint=new[-1].rpartition("/")[2])
        if new
        else reason("node.untaint", effect=effect)
    )
