"""What the status of a StatefulSet says, and when a rolling update is over. Pure functions.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/#StatefulSetStatus
"""

from __future__ import annotations

from cluster.controllers import podstate
from cluster.controllers.statefulset.identity import revision_of
from cluster.kinds.statefulset import ROLLING
from cluster.objects.times import SECOND


def is_running_and_ready(pod: dict) -> bool:
    return podstate.phase(pod) == "Running" and podstate.is_ready(pod)


def available_in(pod: dict, seconds: int, now: int) -> int | None:
    """0 if the pod is available, else in how many µs; None while it does not run or is not ready."""
    return podstate.available_in(pod, seconds, now) if is_running_and_ready(pod) else None


def status_of(stateful_set: dict, pods: list[dict], current: str, newest: str, now: int) -> dict:
    """The whole status; `current` and `newest` are names of revisions, `now` µs since 1970."""
    spec, before = stateful_set["spec"], stateful_set.get("status") or {}
    seconds, living = spec.get("minReadySeconds", 0), [p for p in pods if "deletionTimestamp" not in p["metadata"]]
    counts = {
        "replicas": len(pods),
        "readyReplicas": sum(map(is_running_and_ready, pods)),
        "availableReplicas": sum(available_in(pod, seconds, now) == 0 for pod in pods),
        "currentReplicas": sum(revision_of(pod) == current for pod in living),
        "updatedReplicas": sum(revision_of(pod) == newest for pod in living),
    }
    want = spec.get("replicas", 1)
    over = all(counts[field] == want for field in ("updatedReplicas", "readyReplicas", "replicas"))
    if over and spec["updateStrategy"]["type"] == ROLLING:
        counts["currentReplicas"], current = counts["updatedReplicas"], newest
    told = {name: count for name, count in counts.items() if count or name in ("replicas", "availableReplicas")}
    kept = {"conditions": before["conditions"]} if before.get("conditions") else {}
    return {
        **kept,
        **told,
        "collisionCount": before.get("collisionCount", 0),
        "currentRevision": current,
        "updateRevision": newest,
        "observedGeneration": stateful_set["metadata"].get("generation", 0),
    }


def looked_at_in(pods: list[dict], seconds: int, now: int) -> int | None:
    """µs until the next pod becomes available; None where time alone changes nothing."""
    waits = [available_in(pod, seconds, now) for pod in pods] if seconds * SECOND else []
    return min((wait for wait in waits if wait), default=None)
