"""Taints that the node controller puts on nodes. Pure functions.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions and
#taint-nodes-by-condition; golden suite tour, section node-failure.
"""

from __future__ import annotations

NOT_READY, UNREACHABLE = "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
NO_SCHEDULE, NO_EXECUTE = "NoSchedule", "NoExecute"
# condition → status → taint
BY_CONDITION = {
    "Ready": {"False": NOT_READY, "Unknown": UNREACHABLE},
    "MemoryPressure": {"True": "node.kubernetes.io/memory-pressure"},
    "DiskPressure": {"True": "node.kubernetes.io/disk-pressure"},
    "PIDPressure": {"True": "node.kubernetes.io/pid-pressure"},
    "NetworkUnavailable": {"True": "node.kubernetes.io/network-unavailable"},
}
OURS = {UNSCHEDULABLE, *(taint for words in BY_CONDITION.values() for taint in words.values())}


def wanted_keys(node: dict) -> list[str]:
    """Keys of the NoSchedule taints that the node's conditions and its `unschedulable` ask for."""
    keys = []
    for condition in (node.get("status") or {}).get("conditions") or ():
        key = BY_CONDITION.get(condition["type"], {}).get(condition["status"])
        if key:
            keys.append(key)
    if (node.get("spec") or {}).get("unschedulable"):
        keys.append(UNSCHEDULABLE)
    return keys


def no_schedule(node: dict, now: str) -> list[dict]:
    """All taints of the node with those NoSchedule ones of ours that it should have; `now` is RFC 3339."""
    wanted, kept = wanted_keys(node), []
    for taint in taints(node):
        if taint["effect"] != NO_SCHEDULE or taint["key"] not in OURS or taint["key"] in wanted:
            kept.append(taint)
    there = {taint["key"] for taint in kept if taint["effect"] == NO_SCHEDULE}
    return kept + [{"effect": NO_SCHEDULE, "key": key, "timeAdded": now} for key in wanted if key not in there]


def no_execute(node: dict, key: str | None, now: str) -> list[dict]:
    """All taints of the node with the NoExecute taint `key` (not-ready or unreachable), or neither of the two."""
    kept = [
        t
        for t in taints(node)
        if t["effect"] != NO_EXECUTE or t["key"] not in (NOT_READY, UNREACHABLE) or t["key"] == key
    ]
    if key is None or any(t["effect"] == NO_EXECUTE and t["key"] == key for t in kept):
        return kept
    return [*kept, {"effect": NO_EXECUTE, "key": key, "timeAdded": now}]


def taints(node: dict) -> list[dict]:
    return (node.get("spec") or {}).get("taints") or []


def with_taints(node: dict, changed: list[dict]) -> dict:
    spec = {**(node.get("spec") or {}), "taints": changed}
    if not changed:
        del spec["taints"]
    return {**node, "spec": spec}


def tolerates(toleration: dict, taint: dict) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")


def tolerated_for(tolerations: list[dict], no_execute_taints: list[dict]) -> int | None:
    """Seconds that a pod may stay on a node with these NoExecute taints: None for ever, 0 not at all."""
    shortest = None
    for taint in no_execute_taints:
        fitting = [toleration for toleration in tolerations if tolerates(toleration, taint)]
        if not fitting:
            return 0
        for toleration in fitting:
            seconds = toleration.get("tolerationSeconds")
            if seconds is not None:
                shortest = max(0, seconds) if shortest is None else min(shortest, max(0, seconds))
    return shortest
