"""Which pods go when there are too many. Pure functions.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#elastic-indexed-jobs and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/controller/job/indexed_job_utils.go
"""

from __future__ import annotations

from cluster.controllers import podstate
from cluster.controllers.job.pods import index_of, is_indexed


def surplus(job: dict, active: list[dict], too_many: int) -> list[dict]:
    """At least `too_many` of the active pods: first those without a place, and all but one of an index."""
    gone: list[dict] = []
    left = active
    if is_indexed(job):
        gone, left = _without_place(active, job["spec"]["completions"])
    return [*gone, *_least_first(left)[: max(0, too_many - len(gone))]]


def _without_place(pods: list[dict], total: int) -> tuple[list[dict], list[dict]]:
    by_index: dict[int, list[dict]] = {}
    gone: list[dict] = []
    for pod in pods:
        index = index_of(pod)
        if index is None or index >= total:
            gone.append(pod)
        else:
            by_index.setdefault(index, []).append(pod)
    left = []
    for index in sorted(by_index):
        *others, last = _least_first(by_index[index])
        gone += others
        left.append(last)
    return gone, left


def _least_first(pods: list[dict]) -> list[dict]:
    """Those without a node, not running, not ready, the youngest."""
    return sorted(
        sorted(pods, key=lambda pod: (pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]), reverse=True),
        key=lambda pod: (bool(pod["spec"].get("nodeName")), podstate.phase(pod) == "Running", podstate.is_ready(pod)),
    )
