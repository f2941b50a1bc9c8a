"""RollingUpdate: which pods are deleted next so that they come back with the new template. Pure functions.

Highest ordinal first, never more than maxUnavailable of all pods at a time, none below the partition. Under Parallel
management pods of the old template that are unavailable anyway go at once.
Sources: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#rolling-updates,
https://github.com/kubernetes/kubernetes/pull/137666 (Parallel)
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.controllers.statefulset.identity import revision_of
from cluster.kinds.statefulset import PARALLEL


def partition(stateful_set: dict) -> int:
    """How many of the pods, from the first, keep the template that they have."""
    return (stateful_set["spec"]["updateStrategy"].get("rollingUpdate") or {}).get("partition", 0)


def max_unavailable(stateful_set: dict) -> int:
    """As a number; percentages of the replicas are rounded up, and at least one pod may always go."""
    rolling = stateful_set["spec"]["updateStrategy"].get("rollingUpdate") or {}
    most = rolling.get("maxUnavailable", 1)
    if isinstance(most, str):
        most = -(-int(most.rstrip("%")) * stateful_set["spec"].get("replicas", 1) // 100)
    return max(1, most)


def doomed(stateful_set: dict, replicas: list[dict], newest: str, is_available: Callable[[dict], bool]) -> list[dict]:
    """The pods to be deleted now; `replicas` by ordinal, `newest` the name of the newest revision."""
    most = max_unavailable(stateful_set)
    unavailable = [pod for pod in replicas if "deletionTimestamp" in pod["metadata"] or not is_available(pod)]
    old = [
        pod
        for pod in reversed(replicas[partition(stateful_set) :])
        if revision_of(pod) != newest and "deletionTimestamp" not in pod["metadata"]
    ]
    left = max(0, most - len(unavailable))
    if stateful_set["spec"].get("podManagementPolicy") != PARALLEL:
        return old[:left]
    useless = [pod for pod in old if not is_available(pod)]
    return useless + [pod for pod in old if is_available(pod)][:left]
