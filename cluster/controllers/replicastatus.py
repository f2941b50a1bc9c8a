"""What the status of a ReplicaSet or ReplicationController says. Pure functions.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/#ReplicaSetStatus; golden
suite replicasets.
"""

from __future__ import annotations

from cluster.api.errors import StatusError
from cluster.controllers import conditions
from cluster.objects import times
from cluster.objects.selectors import Selector
from cluster.store_tallies import Tally


class Counts:
    """What is counted from the owner's tally; `available` is that of minReadySeconds 0 until set otherwise."""

    def __init__(self, tally: Tally, selector: Selector, template_labels: dict):
        self.active = self.ready = self.labelled = self.terminating = 0
        wanted = set(template_labels.items())
        for alike, number in tally.items():
            if alike.state == "active":
                self.active += number
                self.ready += number if alike.ready else 0
                self.labelled += number if wanted.issubset(alike.labels) else 0
            elif alike.state == "terminating" and selector.matches(dict(alike.labels)):
                self.terminating += number
        self.available = self.ready


def status_of(owner: dict, counts: Counts, failure: StatusError | None, now: int) -> dict:
    """The whole status, without terminatingReplicas; `failure` to create or delete pods; `now` in µs since 1970."""
    status = with_failure(owner, counts, failure, now)
    numbers = {
        "fullyLabeledReplicas": counts.labelled,
        "readyReplicas": counts.ready,
        "availableReplicas": counts.available,
    }
    status["replicas"] = counts.active
    status.update((name, number) for name, number in numbers.items() if number)
    status["observedGeneration"] = owner["metadata"].get("generation", 0)
    return status


def with_failure(owner: dict, counts: Counts, failure: StatusError | None, now: int) -> dict:
    """A new status with nothing but the conditions; the first failure is told until there is none any more."""
    before = (owner.get("status") or {}).get("conditions")
    status = {"conditions": before} if before else {}
    told = conditions.find(status, "ReplicaFailure")
    if failure is not None and told is None:
        too_few = counts.active < owner["spec"]["replicas"]
        return conditions.with_condition(
            status,
            {
                "type": "ReplicaFailure",
                "status": "True",
                "lastTransitionTime": times.rfc3339(now),
                "reason": "FailedCreate" if too_few else "FailedDelete",
                "message": failure.message,
            },
        )
    if failure is None and told is not None and "deletionTimestamp" not in owner["metadata"]:
        return dict(conditions.without_condition(status, "ReplicaFailure"))
    return status
