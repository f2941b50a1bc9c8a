"""How long is waited after failures before the next pod: 10 s, 20 s, 40 s, ... at most 10 minutes. Pure functions.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy; for the moment at
which a pod ended https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/controller/job/backoff_utils.go
"""

from __future__ import annotations

from cluster.controllers import podstate
from cluster.controllers.job.pods import failures_of
from cluster.objects import times

FIRST, LONGEST = 10 * times.SECOND, 10 * times.MINUTE


def left(failures: int, last: int, now: int) -> int:
    """µs to wait after so many failures in a row, the last of them at `last` (µs since 1970)."""
    return max(0, last + wait(failures) - now) if failures else 0


def wait(failures: int) -> int:
    return min(FIRST << min(failures - 1, 20), LONGEST)


def left_of_index(failed: dict | None, now: int) -> int:
    """The same for one index, whose last failed pod knows how many there were before it."""
    return 0 if failed is None else left(failures_of(failed, with_ignored=True) + 1, finished_at(failed), now)


def record(known: dict | None, succeeded: list[dict], failed: list[dict]) -> dict | None:
    """{"failures": in a row, "last": µs since 1970} after pods have ended; None when there are none in a row."""
    ends = sorted(map(finished_at, failed))
    if succeeded:
        last_success = max(map(finished_at, succeeded))
        ends = [end for end in ends if end > last_success]
        known = None
    failures = (known["failures"] if known else 0) + len(ends)
    if not failures:
        return None
    return {"failures": failures, "last": ends[-1] if ends else known["last"] if known else 0}


def finished_at(pod: dict) -> int:
    """µs since 1970: when its last container ended, else when it became unready, was deleted, or was created."""
    metadata, statuses = pod["metadata"], (pod.get("status") or {}).get("containerStatuses") or ()
    ends = [((status.get("state") or {}).get("terminated") or {}).get("finishedAt") for status in statuses]
    if ends and all(ends):
        return max(map(times.parse, ends))
    ready = podstate.condition(pod, "Ready")
    if ready is not None and ready["status"] == "False" and ready.get("lastTransitionTime"):
        return times.parse(ready["lastTransitionTime"])
    if metadata.get("deletionTimestamp"):
        grace = metadata.get("deletionGracePeriodSeconds") or 0
        return times.parse(metadata["deletionTimestamp"]) - grace * times.SECOND
    return times.parse(metadata["creationTimestamp"])
