"""What a node refuses by itself, although the pod was given to it: a pod that does not fit or does not belong there.

Pods that the scheduler placed were checked by it. Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename,
https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/.
"""

from __future__ import annotations

from cluster.objects import demand
from cluster.store import Store


def refusal(pod: dict, store: Store, node: str) -> dict | None:
    """{"reason", "message", "event"} for the pod's status and the Event, or None when it may run here."""
    conditions = (pod.get("status") or {}).get("conditions") or ()
    if any(c["type"] == "PodScheduled" and c["status"] == "True" for c in conditions) or _is_static(pod):
        return None
    found = store.get("nodes", "", node)
    if found is None:
        return None
    labels = found["metadata"].get("labels") or {}
    if any(labels.get(key) != value for key, value in (pod["spec"].get("nodeSelector") or {}).items()):
        return _rejected(
            "NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
        )
    others = [o for o in store.pods_on(node) if o["metadata"]["uid"] != pod["metadata"]["uid"] and not is_done(o)]
    return short_of(pod, others, found) or _without_port(pod, others)


def _without_port(pod: dict, others: list[dict]) -> dict | None:
    wanted = demand.host_ports(pod["spec"])
    there = [port for other in others for port in demand.host_ports(other["spec"])] if wanted else []
    if not any(demand.is_taken(there, port) for port in wanted):
        return None
    text = "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"
    return _rejected("NodePorts", text)


def short_of(pod: dict, others: list[dict], found: dict) -> dict | None:
    """What the node `found` has not enough of for the pod beside the others."""
    there = demand.amounts((found.get("status") or {}).get("allocatable"))
    if len(others) + 1 > there.get(demand.PODS, 0):
        return _lacking("pods", 1, len(others), there.get(demand.PODS, 0))
    wanted = demand.requests(pod["spec"])
    if not wanted:
        return None
    used: demand.Amounts = {}
    for other in others:
        for name, amount in demand.requests(other["spec"]).items():
            used[name] = used.get(name, 0) + amount
    for name, amount in wanted.items():
        if amount > there.get(name, 0) - used.get(name, 0):
            return _lacking(name, amount, used.get(name, 0), there.get(name, 0))
    return None


def _lacking(name: str, wanted: int, used: int, capacity: int) -> dict:
    text = f"Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {capacity}"
    return _rejected(f"OutOf{name}", text)


def _rejected(why: str, text: str) -> dict:
    return {"reason": why, "message": f"Pod was rejected: {text}", "event": text}


def _is_static(pod: dict) -> bool:
    return "kubernetes.io/config.mirror" in (pod["metadata"].get("annotations") or {})


def is_done(pod: dict) -> bool:
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
