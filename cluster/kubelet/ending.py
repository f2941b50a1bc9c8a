"""Pods that are over: done by themselves, active for too long, or put off the node. What still runs is stopped.

In the pod's record: `ended` {"reason", "message", "condition" (one more condition, or None)} of a pod that did not end
by itself. Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase; the words are the
kubelet's (k8s.io/kubernetes, pkg/kubelet/active_deadline.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kubelet import status

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

_S = 1_000_000
_TOO_LONG = "Pod was active on the node longer than the specified deadline"


def look(worker: Worker) -> None:
    """End the pod if its time has come."""
    if status.phase(worker.pod, worker.record) in (status.SUCCEEDED, status.FAILED):
        worker.stop_all(worker.grace())
        return
    seconds = worker.pod["spec"].get("activeDeadlineSeconds")
    if seconds is None:
        return
    left = worker.record["admitted"] + seconds * _S - worker.now
    if left > 0:
        worker.world.requeue(left)
        return
    worker.world.event(worker.pod, "Normal", "DeadlineExceeded", _TOO_LONG, "", worker.node)
    end(worker, "DeadlineExceeded", _TOO_LONG, worker.grace())


def end(worker: Worker, why: str, message: str, grace: int, condition: dict | None = None) -> None:
    """The pod fails, for this reason."""
    worker.record["ended"] = {"reason": why, "message": message, "condition": condition}
    worker.stop_all(grace)
