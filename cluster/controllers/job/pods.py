"""A Job's pods: how one is made, its completion index, the finalizer that keeps it until it is counted.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode and #job-tracking-with-finalizers
"""

from __future__ import annotations

from cluster.controllers import podstate, podtemplate
from cluster.objects import times

FINALIZER = "batch.kubernetes.io/job-tracking"
INDEX = "batch.kubernetes.io/job-completion-index"
_VARIABLE = {
    "name": "JOB_COMPLETION_INDEX",
    "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": f"metadata.labels['{INDEX}']"}},
}


def is_indexed(job: dict) -> bool:
    return job["spec"].get("completionMode") == "Indexed"


def pod_for(job: dict, index: int | None) -> dict:
    """The pod to create; `index` for Indexed Jobs."""
    pod = podtemplate.pod_from(job)
    metadata = {**pod["metadata"], "finalizers": [*(pod["metadata"].get("finalizers") or ()), FINALIZER]}
    if index is None:
        return {**pod, "metadata": metadata}
    name, number = job["metadata"]["name"], str(index)
    metadata["generateName"] = f"{name}-{number}-"
    metadata["labels"] = {**metadata.get("labels", {}), INDEX: number}
    metadata["annotations"] = {**metadata.get("annotations", {}), INDEX: number}
    spec = dict(pod["spec"])
    spec.setdefault("hostname", f"{name}-{number}")
    for field in ("initContainers", "containers"):
        if spec.get(field):
            spec[field] = [_told(container) for container in spec[field]]
    return {**pod, "metadata": metadata, "spec": spec}


def index_of(pod: dict) -> int | None:
    """The completion index; None for a pod without one."""
    text = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
    return int(text) if text.isascii() and text.isdecimal() else None


def is_tracked(pod: dict) -> bool:
    return FINALIZER in (pod["metadata"].get("finalizers") or ())


def untracked(pod: dict) -> dict:
    """The pod without the finalizer."""
    metadata = pod["metadata"]
    left = [name for name in metadata["finalizers"] if name != FINALIZER]
    changed = {**metadata, "finalizers": left}
    if not left:
        del changed["finalizers"]
    return {**pod, "metadata": changed}


def is_terminating(pod: dict) -> bool:
    return "deletionTimestamp" in pod["metadata"] and not podstate.is_done(pod)


def has_failed(job: dict, pod: dict) -> bool:
    """Failed, or being deleted before it could end (unless such pods are waited for: podReplacementPolicy Failed)."""
    if podstate.phase(pod) == "Failed":
        return True
    return job["spec"].get("podReplacementPolicy") != "Failed" and is_terminating(pod)


def finished_at(pod: dict, now: int) -> int:
    """µs since 1970 at which the pod ended: its last container, else its deletion, else `now`."""
    ends = [
        times.parse(state["terminated"]["finishedAt"])
        for status in (pod.get("status") or {}).get("containerStatuses") or ()
        if (state := status.get("state") or {}).get("terminated") and state["terminated"].get("finishedAt")
    ]
    return min(max(ends, default=now), now)


def _told(container: dict) -> dict:
    """The container with its index in its environment, unless it sets that itself."""
    known = container.get("env") or []
    if any(variable["name"] == _VARIABLE["name"] for variable in known):
        return container
    return {**container, "env": [*known, _VARIABLE]}
