"""Who of a Job's pods has ended: each is counted exactly once, and its finalizer keeps it until then. Pure functions.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-tracking-with-finalizers,
#backoff-limit-per-index
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.controllers import podstate
from cluster.controllers.job import backoff, policy
from cluster.controllers.job.pods import failures_of, has_failed, index_of, is_indexed, is_terminating, is_tracked
from cluster.objects import indexes


class Tally(NamedTuple):
    """What is known after one look at the pods: `succeeded` and `failed` are those that nobody counted yet (`counted`:
    the failed ones that a policy does not pass over). `done` and `broken` are completion indexes; `broken` is None
    without backoffLimitPerIndex. `delayed`: index → the failed pod that stays until its replacement is there.
    `fails`: message of a FailJob rule, "" without one."""

    succeeded: list[dict]
    failed: list[dict]
    counted: list[dict]
    done: set[int]
    broken: set[int] | None
    delayed: dict[int, dict]
    fails: str


def tally(job: dict, pods: list[dict]) -> Tally:
    status, fresh = job.get("status") or {}, [pod for pod in pods if is_tracked(pod) and has_place(job, pod)]
    succeeded = [pod for pod in fresh if podstate.phase(pod) == "Succeeded"]
    failed = [pod for pod in fresh if has_failed(job, pod)]
    matches = {pod["metadata"]["uid"]: policy.match(job, pod) for pod in failed}
    counted = [pod for pod in failed if matches[pod["metadata"]["uid"]].action != "Ignore"]
    fails = next((m.message for m in matches.values() if m.action == "FailJob"), "")
    if not is_indexed(job):
        return Tally(succeeded, failed, counted, set(), None, {}, fails)
    total, limit = job["spec"]["completions"], job["spec"].get("backoffLimitPerIndex")
    done = indexes.parsed(status.get("completedIndexes", ""), total) | _indexes(succeeded)
    if limit is None:
        return Tally(succeeded, failed, counted, done, None, {}, fails)
    broken = indexes.parsed(status.get("failedIndexes") or "", total)
    broken |= _indexes([p for p in failed if matches[p["metadata"]["uid"]].action == "FailIndex"])
    broken |= _indexes([pod for pod in counted if failures_of(pod) >= limit])
    return Tally(succeeded, failed, counted, done, broken, _delayed(pods, failed, done | broken), fails)


def has_place(job: dict, pod: dict) -> bool:
    """Whether a pod counts at all: in an Indexed Job those with an index below the number of completions."""
    if not is_indexed(job):
        return True
    index = index_of(pod)
    return index is not None and index < job["spec"]["completions"]


def ended(job: dict, pods: list[dict], found: Tally, over: bool) -> list[dict]:
    """Whose finalizer goes now. `over`: it is decided, or the Job is being deleted: nobody is waited for."""
    kept = {pod["metadata"]["uid"] for pod in found.delayed.values()}

    def goes(pod: dict) -> bool:
        if over or podstate.phase(pod) == "Succeeded":
            return True
        return has_failed(job, pod) and pod["metadata"]["uid"] not in kept

    return [pod for pod in pods if is_tracked(pod) and goes(pod)]


def uncounted(job: dict, status: dict, gone: list[dict], found: Tally, all_failed: bool) -> dict:
    """The status that names the pods which are about to lose their finalizer. `all_failed`: the Job has failed, so
    those that still ran have too."""
    leaving = {pod["metadata"]["uid"] for pod in gone}
    ignored = {pod["metadata"]["uid"] for pod in found.failed} - {pod["metadata"]["uid"] for pod in found.counted}
    succeeded = [pod["metadata"]["uid"] for pod in found.succeeded]
    failed = [pod["metadata"]["uid"] for pod in found.counted if pod["metadata"]["uid"] in leaving]
    if all_failed:
        known = {*succeeded, *failed, *ignored}
        others = [pod for pod in gone if has_place(job, pod) and podstate.phase(pod) != "Succeeded"]
        failed += [pod["metadata"]["uid"] for pod in others if pod["metadata"]["uid"] not in known]
    lists = {"succeeded": [] if is_indexed(job) else succeeded, "failed": failed}
    told = {**status, "uncountedTerminatedPods": {field: uids for field, uids in lists.items() if uids}}
    return _with_indexes(told, found) if is_indexed(job) else told


def _with_indexes(status: dict, found: Tally) -> dict:
    """An index says by itself that it was counted."""
    status = {field: value for field, value in status.items() if field not in ("completedIndexes", "succeeded")}
    if found.done:
        status.update(completedIndexes=indexes.written(found.done), succeeded=len(found.done))
    return status if found.broken is None else {**status, "failedIndexes": indexes.written(found.broken)}


def counted(status: dict) -> dict:
    """The status after the pods that it names have lost their finalizers."""
    lists = status["uncountedTerminatedPods"]
    sums = {field: status.get(field, 0) + len(lists.get(field) or ()) for field in ("succeeded", "failed")}
    return {**status, **{field: number for field, number in sums.items() if number}, "uncountedTerminatedPods": {}}


def with_living(status: dict, pods: list[dict]) -> dict:
    """The status with the numbers of pods that run, are ready, and are being deleted."""
    active = [pod for pod in pods if podstate.is_active(pod)]
    status = {key: value for key, value in status.items() if key != "active"}
    if active:
        status["active"] = len(active)
    ready = sum(1 for pod in active if podstate.is_ready(pod))
    return {**status, "ready": ready, "terminating": sum(1 for pod in pods if is_terminating(pod))}


def _indexes(pods: list[dict]) -> set[int]:
    return {index for pod in pods if (index := index_of(pod)) is not None}


def _delayed(pods: list[dict], failed: list[dict], settled: set[int]) -> dict[int, dict]:
    """Of each index that is tried again the pod that failed last: its replacement is told how often that was."""
    running = _indexes([pod for pod in pods if podstate.is_active(pod)])
    found: dict[int, dict] = {}
    for pod in failed:
        index = index_of(pod)
        if index is None or index in settled or index in running:
            continue
        known = found.get(index)
        if known is None or _order(pod) >= _order(known):
            found[index] = pod
    return found


def _order(pod: dict) -> tuple[int, int]:
    return failures_of(pod, with_ignored=True), backoff.finished_at(pod)
