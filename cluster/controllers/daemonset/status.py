"""What the status of a DaemonSet says. Pure functions.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/#DaemonSetStatus
"""

from __future__ import annotations

from cluster.controllers import podstate
from cluster.controllers.daemonset.placing import fit, is_updated

_ALWAYS = ("currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady")


def by_age(pods: list[dict]) -> list[dict]:
    """Pods that have a node first, then the oldest."""
    return sorted(
        pods,
        key=lambda pod: (
            not pod["spec"].get("nodeName"), pod["metadata"]["creationTimestamp"], pod["metadata"]["name"],
        ),
    )  # fmt: skip


def status_of(daemon_set: dict, nodes: list[dict], by_node: dict, hash_: str, now: int) -> dict:
    """The whole status; of several pods on a node the oldest counts. `now` in µs since 1970."""
    seconds = daemon_set["spec"].get("minReadySeconds", 0)
    names = (*_ALWAYS, "updatedNumberScheduled", "numberAvailable", "numberUnavailable")
    counts = dict.fromkeys(names, 0)
    for node in nodes:
        pods = by_node.get(node["metadata"]["name"])
        if not fit(daemon_set, node).run:
            counts["numberMisscheduled"] += 1 if pods else 0
            continue
        counts["desiredNumberScheduled"] += 1
        if not pods:
            continue
        pod = by_age(pods)[0]
        counts["currentNumberScheduled"] += 1
        counts["numberReady"] += 1 if podstate.is_ready(pod) else 0
        counts["numberAvailable"] += 1 if podstate.available_in(pod, seconds, now) == 0 else 0
        counts["updatedNumberScheduled"] += 1 if is_updated(pod, hash_) else 0
    counts["numberUnavailable"] = counts["desiredNumberScheduled"] - counts["numberAvailable"]
    before = daemon_set.get("status") or {}
    kept = {key: before[key] for key in ("conditions", "collisionCount") if key in before}
    told = {name: counts[name] for name in names if counts[name] or name in _ALWAYS}
    return {**kept, **told, "observedGeneration": daemon_set["metadata"].get("generation", 0)}
