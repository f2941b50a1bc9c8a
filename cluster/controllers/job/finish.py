"""When a Job is over, and the conditions that say so. Pure functions.

A Job ends in two steps since 1.31: SuccessCriteriaMet or FailureTarget when it is decided, Complete or Failed when no
pod of it is left running. Source:
https://kubernetes.io/docs/concepts/workloads/controllers/job/#terminal-job-conditions
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.controllers import conditions, podstate
from cluster.controllers.job import policy
from cluster.controllers.job.pods import is_indexed
from cluster.controllers.job.tally import Tally
from cluster.objects import times

DECIDED = {"SuccessCriteriaMet": "Complete", "FailureTarget": "Failed"}


class Verdict(NamedTuple):
    """`kind` is SuccessCriteriaMet or FailureTarget."""

    kind: str
    reason: str
    message: str


REACHED = Verdict("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods")
TOO_MANY = Verdict("FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
TOO_LONG = Verdict("FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline")
TOO_MANY_INDEXES = Verdict(
    "FailureTarget", "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes"
)
FAILED_INDEXES = Verdict("FailureTarget", "FailedIndexes", "Job has failed indexes")


def finished(job: dict) -> dict | None:
    """The condition Complete or Failed, if it holds."""
    for condition in (job.get("status") or {}).get("conditions") or ():
        if condition["type"] in DECIDED.values() and condition["status"] == "True":
            return condition
    return None


def decided(status: dict) -> Verdict | None:
    """What an earlier look decided."""
    for condition in status.get("conditions") or ():
        if condition["type"] in DECIDED and condition["status"] == "True":
            return Verdict(condition["type"], condition.get("reason", ""), condition.get("message", ""))
    return None


def fails(job: dict, found: Tally, pods: list[dict], now: int) -> Verdict | None:
    """Why the Job has failed; `now` in µs since 1970."""
    spec, status = job["spec"], job["status"]
    if found.fails:
        return Verdict("FailureTarget", "PodFailurePolicy", found.fails)
    limit = spec.get("backoffLimit", 6)
    if status.get("failed", 0) + len(found.counted) > limit or _restarted_too_often(spec, pods, limit):
        return TOO_MANY
    left = until_deadline(job, status, now)
    if left is not None and left <= 0 and not spec.get("suspend"):
        return TOO_LONG
    if found.broken is None:
        return None
    most = spec.get("maxFailedIndexes")
    if most is not None and len(found.broken) > most:
        return TOO_MANY_INDEXES
    if found.broken and len(found.broken) + len(found.done) >= spec["completions"]:
        return FAILED_INDEXES
    return None


def suffices(job: dict, found: Tally) -> Verdict | None:
    """Whether the successPolicy is content before all indexes are done."""
    message = policy.success(job, found.done)
    return Verdict("SuccessCriteriaMet", "SuccessPolicy", message) if message else None


def succeeded(job: dict, found: Tally) -> int:
    """How many pods have by now."""
    return len(found.done) if is_indexed(job) else job["status"].get("succeeded", 0) + len(found.succeeded)


def is_complete(job: dict, succeeded: int, active: int) -> bool:
    wanted = job["spec"].get("completions")
    return active == 0 and (succeeded > 0 if wanted is None else succeeded >= wanted)


def until_deadline(job: dict, status: dict, now: int) -> int | None:
    """µs until activeDeadlineSeconds are over; None without such a limit."""
    seconds, start = job["spec"].get("activeDeadlineSeconds"), status.get("startTime")
    if seconds is None or start is None:
        return None
    return times.parse(start) + seconds * times.SECOND - now


def with_decision(status: dict, found: Verdict, now: str) -> dict:
    """The status with the condition of what was decided. `now` is RFC 3339."""
    return _with(status, found.kind, found, now)


def with_end(status: dict, found: Verdict, now: str) -> dict:
    """The status with the terminal condition."""
    status = _with(status, DECIDED[found.kind], found, now)
    return {**status, "completionTime": now} if found.kind == "SuccessCriteriaMet" else status


def with_suspension(status: dict, suspended: bool, now: str) -> dict:
    """The status with the condition Suspended; unchanged where nothing has to be said."""
    known = conditions.find(status, "Suspended")
    if not suspended and (known is None or known["status"] == "False"):
        return status
    word = "suspended" if suspended else "resumed"
    found = Verdict("Suspended", f"Job{word.capitalize()}", f"Job {word}")
    return _with(status, "Suspended", found, now, "True" if suspended else "False")


def _with(status: dict, kind: str, found: Verdict, now: str, word: str = "True") -> dict:
    known = conditions.find(status, kind)
    if known is not None and known["status"] == word:
        return status
    made = {
        "type": kind, "status": word, "lastProbeTime": now, "lastTransitionTime": now,
        "reason": found.reason, "message": found.message,
    }  # fmt: skip
    listed = status.get("conditions") or []
    if known is None:
        return {**status, "conditions": [*listed, made]}
    return {**status, "conditions": [made if c["type"] == kind else c for c in listed]}


def _restarted_too_often(spec: dict, pods: list[dict], limit: int) -> bool:
    """Under OnFailure the restarts of containers count instead of pods."""
    if spec["template"]["spec"].get("restartPolicy") != "OnFailure":
        return False
    restarts = sum(restarts_of(pod) for pod in pods if not podstate.is_done(pod))
    return restarts > 0 if limit == 0 else restarts >= limit


def restarts_of(pod: dict) -> int:
    status = pod.get("status") or {}
    fields = ("initContainerStatuses", "containerStatuses")
    return sum(one.get("restartCount", 0) for field in fields for one in status.get(field) or ())
