"""What controllers ask about a pod. Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/"""

from __future__ import annotations

from cluster.objects import times


def phase(pod: dict) -> str:
    return (pod.get("status") or {}).get("phase", "Pending")


def is_done(pod: dict) -> bool:
    return phase(pod) in ("Succeeded", "Failed")


def is_active(pod: dict) -> bool:
    """Counts as a replica: neither ended nor being deleted."""
    return "deletionTimestamp" not in pod["metadata"] and not is_done(pod)


def condition(pod: dict, kind: str) -> dict | None:
    for found in (pod.get("status") or {}).get("conditions") or ():
        if found["type"] == kind:
            return found
    return None


def is_ready(pod: dict) -> bool:
    ready = condition(pod, "Ready")
    return ready is not None and ready["status"] == "True"


def ready_since(pod: dict) -> int | None:
    """µs since 1970 at which the pod became ready (whole seconds, as the API tells it), None while it is not."""
    ready = condition(pod, "Ready")
    if ready is None or ready["status"] != "True" or not ready.get("lastTransitionTime"):
        return None
    return times.parse(ready["lastTransitionTime"])


def available_in(pod: dict, min_ready_seconds: int, now: int) -> int | None:
    """0 if the pod is available at `now` (µs since 1970), else in how many µs it will be; None while it is not ready.

    Available: ready for at least minReadySeconds.
    """
    since = ready_since(pod)
    if since is None:
        return None
    return max(0, since + min_ready_seconds * times.SECOND - now)


def restarts(pod: dict) -> int:
    """The most restarts among the pod's containers."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return max((status.get("restartCount", 0) for status in statuses), default=0)
