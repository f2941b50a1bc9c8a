"""What a Deployment's status says: counts from its ReplicaSets, availability, progress.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status; golden suites rollouts
(conditions after every step) and replicasets (delete-deployment-*).
"""

from __future__ import annotations

from cluster.controllers import conditions
from cluster.controllers.deployment import sizes
from cluster.objects import times

NO_DEADLINE = 2**31 - 1
AVAILABLE, PROGRESSING, FAILURE = "Available", "Progressing", "ReplicaFailure"
COMPLETE, UPDATED, TIMED_OUT = "NewReplicaSetAvailable", "ReplicaSetUpdated", "ProgressDeadlineExceeded"
PAUSED, RESUMED = "DeploymentPaused", "DeploymentResumed"
CREATED, FOUND, CREATE_ERROR = "NewReplicaSetCreated", "FoundNewReplicaSet", "ReplicaSetCreateError"


def condition(kind: str, status: str, reason: str, message: str, now: int) -> dict:
    """`now` in µs since 1970."""
    moment = times.rfc3339(now)
    return {
        "type": kind,
        "status": status,
        "lastUpdateTime": moment,
        "lastTransitionTime": moment,
        "reason": reason,
        "message": message,
    }


def want(replica_set: dict) -> int:
    return replica_set["spec"]["replicas"]


def count(replica_set: dict, name: str) -> int:
    return (replica_set.get("status") or {}).get(name, 0)


def total(replica_sets: list[dict], name: str) -> int:
    return sum(count(rs, name) for rs in replica_sets)


def counted(deployment: dict, new: dict | None, everything: list[dict], now: int) -> dict:
    """The status with counts and the condition Available; other conditions as they were."""
    available = total(everything, "availableReplicas")
    unavailable = max(0, sum(map(want, everything)) - available)
    before = deployment.get("status") or {}
    numbers = {
        "replicas": total(everything, "replicas"),
        "updatedReplicas": count(new, "replicas") if new else 0,
        "readyReplicas": total(everything, "readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": unavailable,
    }
    status = {"observedGeneration": deployment["metadata"].get("generation", 0)}
    status.update((name, number) for name, number in numbers.items() if number)
    if all("terminatingReplicas" in (rs.get("status") or {}) for rs in everything):  # else not known yet
        status["terminatingReplicas"] = total(everything, "terminatingReplicas")
    status.update((name, before[name]) for name in ("collisionCount", "conditions") if name in before)
    return conditions.with_condition(status, _availability(deployment, available, now))


def _availability(deployment: dict, available: int, now: int) -> dict:
    if available >= sizes.least_available(deployment):
        return condition(AVAILABLE, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
    return condition(
        AVAILABLE, "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now
    )


def with_progress(deployment: dict, new: dict | None, status: dict, now: int) -> dict:
    """`status` with the condition Progressing brought up to date: complete, progressing or timed out."""
    if not has_deadline(deployment):
        return conditions.without_condition(status, PROGRESSING)
    current = conditions.find(deployment.get("status") or {}, PROGRESSING)
    done_before = current is not None and current["reason"] == COMPLETE
    if status.get("replicas", 0) == status.get("updatedReplicas", 0) and done_before:
        return status
    subject = f'ReplicaSet "{new["metadata"]["name"]}"' if new else f'Deployment "{deployment["metadata"]["name"]}"'
    if is_complete(deployment, status):
        said = condition(PROGRESSING, "True", COMPLETE, f"{subject} has successfully progressed.", now)
        return conditions.with_condition(status, said)
    if _is_progressing(deployment.get("status") or {}, status):
        said = condition(PROGRESSING, "True", UPDATED, f"{subject} is progressing.", now)
        if current and current["status"] == "True":
            said["lastTransitionTime"] = current["lastTransitionTime"]
        return conditions.with_condition(conditions.without_condition(status, PROGRESSING), said)
    if current and _is_timed_out(deployment, current, now):
        said = condition(PROGRESSING, "False", TIMED_OUT, f"{subject} has timed out progressing.", now)
        return conditions.with_condition(status, said)
    return status


def with_failures(status: dict, new: dict | None, everything: list[dict]) -> dict:
    """A ReplicaSet's failure to create or delete pods shows in the Deployment, the new one's first."""
    for replica_set in [rs for rs in (new, *everything) if rs]:
        failure = conditions.find(replica_set.get("status") or {}, FAILURE)
        if failure:
            return conditions.with_condition(status, {**failure, "lastUpdateTime": failure["lastTransitionTime"]})
    return conditions.without_condition(status, FAILURE)


def with_pause(deployment: dict, now: int) -> dict | None:
    """The status that notes a pause or its end: paused time is no lack of progress. None where nothing is new."""
    if not has_deadline(deployment):
        return None
    status, paused = deployment.get("status") or {}, bool(deployment["spec"].get("paused"))
    current = conditions.find(status, PROGRESSING)
    reason = current["reason"] if current else ""
    if reason == TIMED_OUT or paused == (reason == PAUSED):
        return None
    reason, message = (PAUSED, "Deployment is paused") if paused else (RESUMED, "Deployment is resumed")
    return conditions.with_condition(status, condition(PROGRESSING, "Unknown", reason, message, now))


def has_deadline(deployment: dict) -> bool:
    return deployment["spec"].get("progressDeadlineSeconds") not in (None, NO_DEADLINE)


def is_complete(deployment: dict, status: dict) -> bool:
    """All replicas are of the new template and available, and no old ones are left."""
    wanted = deployment["spec"]["replicas"]
    numbers = ("updatedReplicas", "replicas", "availableReplicas")
    observed = status.get("observedGeneration", 0) >= deployment["metadata"].get("generation", 0)
    return observed and all(status.get(name, 0) == wanted for name in numbers)


def deadline_in(deployment: dict, status: dict, now: int) -> int | None:
    """µs until lack of progress is to be reported, or None where nothing is waited for."""
    current = conditions.find(status, PROGRESSING)
    if not has_deadline(deployment) or current is None or is_complete(deployment, status):
        return None
    if current["reason"] in (TIMED_OUT, COMPLETE, PAUSED):
        return None
    return max(0, _deadline(deployment, current) - now)


def _is_progressing(before: dict, after: dict) -> bool:
    def number(status: dict, name: str) -> int:
        return status.get(name, 0)

    def old(status: dict) -> int:
        return number(status, "replicas") - number(status, "updatedReplicas")

    more = ("updatedReplicas", "readyReplicas", "availableReplicas")
    return any(number(after, name) > number(before, name) for name in more) or old(after) < old(before)


def _is_timed_out(deployment: dict, current: dict, now: int) -> bool:
    if current["reason"] in (COMPLETE, TIMED_OUT):
        return current["reason"] == TIMED_OUT
    return _deadline(deployment, current) < now


def _deadline(deployment: dict, current: dict) -> int:
    return times.parse(current["lastUpdateTime"]) + deployment["spec"]["progressDeadlineSeconds"] * times.SECOND
