"""Counting a Job's pods: each exactly once, when it has ended; its finalizer keeps it until then.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-tracking-with-finalizers
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.controllers import podstate
from cluster.controllers.job import policy
from cluster.controllers.job.pods import finished_at, has_failed, index_of, is_indexed, is_terminating, is_tracked
from cluster.objects import indexes


class Count(NamedTuple):
    """What one look adds. `ended`: pods whose finalizer goes. `fails`: message of a FailJob rule, "" without one."""

    ended: list[dict]
    succeeded: list[dict]
    failed: list[dict]
    indexes: set[int]
    last_failure: int  # µs since 1970; 0 without new failures
    fails: str


def count(job: dict, pods: list[dict], closing: bool, now: int) -> Count:
    """`closing`: the Job is over or going, so that pods that still run are not waited for once they are deleted."""
    done = completed(job)
    new = Count([], [], [], set(done), 0, "")
    last, fails = 0, ""
    for pod in pods:
        if not is_tracked(pod):
            continue
        if podstate.phase(pod) == "Succeeded":
            new.ended.append(pod)
            _note_success(job, pod, new)
        elif has_failed(job, pod) or (closing and "deletionTimestamp" in pod["metadata"]):
            new.ended.append(pod)
            found = policy.match(job, pod)
            if found.action == "FailJob":
                fails = fails or found.message
            if found.action != "Ignore":
                new.failed.append(pod)
                last = max(last, finished_at(pod, now))
    return new._replace(last_failure=last, fails=fails)


def _note_success(job: dict, pod: dict, new: Count) -> None:
    """Of the pods of one index only the first counts, and none beyond the last index."""
    if not is_indexed(job):
        new.succeeded.append(pod)
        return
    index = index_of(pod)
    if index is not None and index < job["spec"]["completions"] and index not in new.indexes:
        new.indexes.add(index)
        new.succeeded.append(pod)


def completed(job: dict) -> set[int]:
    if not is_indexed(job):
        return set()
    return indexes.parsed((job.get("status") or {}).get("completedIndexes", ""), job["spec"]["completions"])


def counted(job: dict, status: dict, new: Count) -> dict:
    """The status with what one look adds."""
    numbers = {
        "succeeded": status.get("succeeded", 0) + len(new.succeeded),
        "failed": status.get("failed", 0) + len(new.failed),
    }
    if is_indexed(job):
        numbers["succeeded"] = len(new.indexes)
        if new.indexes:
            status = {**status, "completedIndexes": indexes.written(new.indexes)}
    return {**status, **{field: number for field, number in numbers.items() if number}, "uncountedTerminatedPods": {}}


def uncounted(status: dict, new: Count) -> dict:
    """The status that names the pods which are about to lose their finalizer."""
    lists = {"succeeded": new.succeeded, "failed": new.failed}
    told = {field: [pod["metadata"]["uid"] for pod in pods] for field, pods in lists.items() if pods}
    return {**status, "uncountedTerminatedPods": told}


def with_living(status: dict, pods: list[dict]) -> dict:
    """The status with the numbers of pods that run, are ready, and are being deleted."""
    active = [pod for pod in pods if podstate.is_active(pod)]
    status = {key: value for key, value in status.items() if key != "active"}
    if active:
        status["active"] = len(active)
    ready = sum(1 for pod in active if podstate.is_ready(pod))
    return {**status, "ready": ready, "terminating": sum(1 for pod in pods if is_terminating(pod))}
