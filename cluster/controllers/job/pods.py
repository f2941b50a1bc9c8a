"""A Job's pods: how one is made, its completion index, the finalizer that keeps it until it is counted.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode, #job-tracking-with-finalizers,
https://kubernetes.io/docs/reference/labels-annotations-taints/#batch-kubernetes-io-job-index-failure-count
"""

from __future__ import annotations

from cluster.controllers import podstate, podtemplate

FINALIZER = "batch.kubernetes.io/job-tracking"
INDEX = "batch.kubernetes.io/job-completion-index"
FAILURES, IGNORED = "batch.kubernetes.io/job-index-failure-count", "batch.kubernetes.io/job-index-ignored-failure-count"
_VARIABLE = {
    "name": "JOB_COMPLETION_INDEX",
    "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": f"metadata.labels['{INDEX}']"}},
}
_LONGEST_PREFIX = 58  # of a generated name


def is_indexed(job: dict) -> bool:
    return job["spec"].get("completionMode") == "Indexed"


def pod_for(job: dict, index: int | None, notes: dict[str, str] | None = None) -> dict:
    """The pod to create; `index` for Indexed Jobs, `notes` are annotations that it gets."""
    pod = podtemplate.pod_from(job)
    metadata = {**pod["metadata"], "finalizers": [*(pod["metadata"].get("finalizers") or ()), FINALIZER]}
    if index is None:
        return {**pod, "metadata": metadata}
    name, number = job["metadata"]["name"], str(index)
    ending = f"-{number}-"
    metadata["generateName"] = name[: _LONGEST_PREFIX - len(ending)] + ending
    metadata["labels"] = {**metadata.get("labels", {}), INDEX: number}
    metadata["annotations"] = {**metadata.get("annotations", {}), INDEX: number, **(notes or {})}
    spec = {**pod["spec"], "hostname": f"{name}-{number}"}
    for field in ("initContainers", "containers"):
        if spec.get(field):
            spec[field] = [_told(container) for container in spec[field]]
    return {**pod, "metadata": metadata, "spec": spec}


def index_of(pod: dict) -> int | None:
    """The completion index; None for a pod without one."""
    return _number(pod, INDEX)


def failures_of(pod: dict, *, with_ignored: bool = False) -> int:
    """How many pods of its index had failed before it."""
    return (_number(pod, FAILURES) or 0) + ((_number(pod, IGNORED) or 0) if with_ignored else 0)


def failure_notes(replaced: dict | None, counts: bool) -> dict[str, str]:
    """The annotations that tell a pod how often its index has failed. `counts`: the failure of the pod that it
    replaces is not passed over."""
    if replaced is None:
        return {FAILURES: "0"}
    failures, ignored = _number(replaced, FAILURES) or 0, _number(replaced, IGNORED) or 0
    failures, ignored = (failures + 1, ignored) if counts else (failures, ignored + 1)
    return {FAILURES: str(failures), **({IGNORED: str(ignored)} if ignored else {})}


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


def waits_for_the_end(job: dict) -> bool:
    """Whether a pod that is being deleted is replaced, and counted, only once it has ended (podReplacementPolicy)."""
    return job["spec"].get("podReplacementPolicy") == "Failed" or job["spec"].get("podFailurePolicy") is not None


def has_failed(job: dict, pod: dict) -> bool:
    """Failed, or being deleted before it could end (unless such pods are waited for)."""
    return podstate.phase(pod) == "Failed" or (not waits_for_the_end(job) and is_terminating(pod))


def _number(pod: dict, note: str) -> int | None:
    text = (pod["metadata"].get("annotations") or {}).get(note, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _told(container: dict) -> dict:
    """The container with its index in its environment, unless it sets that itself."""
    known = container.get("env") or []
    if any(variable["name"] == _VARIABLE["name"] for variable in known):
        return container
    return {**container, "env": [*known, _VARIABLE]}
