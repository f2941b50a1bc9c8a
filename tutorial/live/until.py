"""Conditions to run on to: virtual time passes as fast as it can be computed until one is met.

A condition looks at each change once; none looks at all objects again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from cluster.store import DELETED

SYSTEM = {"kube-system", "kube-node-lease", "kube-public"}
SILENT = {"events", "leases.coordination.k8s.io", "endpoints", "endpointslices.discovery.k8s.io"}
QUIET = 60_000_000  # µs without anything due is rest
DAY = 86_400_000_000  # µs: nothing is waited for longer


class Awaited:
    """A condition of all clusters that one clock drives: `met` once it holds in one of them, or, of what must be so
    everywhere, in each."""

    def __init__(self, name: str, simulations: list[Any], now: int):
        kind = CONDITIONS[name]
        self.name, self.met = name, False
        self._enough = all if kind.everywhere else any
        self._looked_at = [(kind(simulation, now), simulation) for simulation in simulations]

    def look(self, now: int) -> bool:
        """Is it met at the virtual time `now`? A cluster that is ahead is looked at as it was then."""
        self.met = self._enough([condition.look(simulation, now) for condition, simulation in self._looked_at])
        return self.met


class Condition:
    """`met` once it holds; `notice` is told of every change since it was made."""

    everywhere = False  # of clusters side by side: must it hold in each?

    def __init__(self, simulation: Any, now: int):
        self.met = False
        history, self.seen = simulation.store.history, simulation.store.revision
        if history and history[-1].time > now:
            known = bisect_right(history, now, key=lambda change: change.time)
            self.seen = history[known - 1].revision if known else history[0].revision - 1

    def look(self, simulation: Any, now: int) -> bool:
        """Take in what has changed up to `now`; is it met?"""
        if simulation.store.revision != self.seen:
            fresh = list(takewhile(lambda change: change.time <= now, simulation.store.changes_since(self.seen)))
            if fresh:
                self.seen = fresh[-1].revision
                self.notice(fresh)
        return self.met and not (self.everywhere and simulation.now > now)

    def notice(self, changes: Iterable[Any]) -> None:
        raise NotImplementedError


class NextEvent(Condition):
    """Something happens that is drawn."""

    def notice(self, changes: Iterable[Any]) -> None:
        self.met = self.met or any(change.resource not in SILENT for change in changes)


class AllReady(Condition):
    """Every pod is ready or has done its work, and every workload has what it wants."""

    everywhere = True

    def __init__(self, simulation: Any, now: int):
        super().__init__(simulation, now)
        self._waiting: set[tuple[str, str, str]] = set()
        for resource in ("pods", *_WORKLOADS):
            for obj in simulation.store.list(resource):
                self._note(resource, obj, gone=False)
        self.met = not self._waiting

    def notice(self, changes: Iterable[Any]) -> None:
        for change in changes:
            if change.resource == "pods" or change.resource in _WORKLOADS:
                self._note(change.resource, change.object, change.op == DELETED)
        self.met = not self._waiting

    def _note(self, resource: str, obj: dict, gone: bool) -> None:
        metadata = obj["metadata"]
        key = (resource, metadata.get("namespace", ""), metadata["name"])
        settled = _pod_settled(obj) if resource == "pods" else _WORKLOADS[resource](obj)
        if gone or settled or metadata.get("namespace") in SYSTEM:
            self._waiting.discard(key)
        else:
            self._waiting.add(key)


class Failure(Condition):
    """A warning is recorded, or a node is no longer ready."""

    def notice(self, changes: Iterable[Any]) -> None:
        self.met = self.met or any(is_failure(change) for change in changes)


class Rest(Condition):
    """Nothing is due for a minute."""

    everywhere = True

    def look(self, simulation: Any, now: int) -> bool:
        due = simulation.next_due
        return simulation.now <= now and (due is None or due > now + QUIET)

    def notice(self, changes: Iterable[Any]) -> None:
        pass


def _pod_settled(pod: dict) -> bool:
    if pod["metadata"].get("deletionTimestamp"):
        return False
    status = pod.get("status") or {}
    conditions = {condition["type"]: condition["status"] for condition in status.get("conditions") or ()}
    return status.get("phase") == "Succeeded" or conditions.get("Ready") == "True"


def _replicas_settled(obj: dict) -> bool:
    status, spec = obj.get("status") or {}, obj.get("spec") or {}
    wanted = spec.get("replicas", 1)
    observed = status.get("observedGeneration", 0) >= obj["metadata"].get("generation", 1)
    counts = (status.get("readyReplicas", 0), status.get("replicas", 0), status.get("updatedReplicas", wanted))
    return observed and all(count == wanted for count in counts)


def _daemons_settled(obj: dict) -> bool:
    status = obj.get("status") or {}
    return status.get("numberReady", 0) == status.get("desiredNumberScheduled", 0)


_WORKLOADS = {
    "deployments.apps": _replicas_settled,
    "replicasets.apps": _replicas_settled,
    "statefulsets.apps": _replicas_settled,
    "replicationcontrollers": _replicas_settled,
    "daemonsets.apps": _daemons_settled,
}


def is_failure(change: Any) -> bool:
    """Is it a warning, or a node that is no longer ready?"""
    if change.resource == "events":
        return change.op != DELETED and change.object.get("type") == "Warning"
    return change.resource == "nodes" and _node_ready(change.previous) and not _node_ready(change.object)


def _node_ready(node: dict | None) -> bool:
    conditions = ((node or {}).get("status") or {}).get("conditions") or ()
    return any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions)


CONDITIONS: dict[str, type[Condition]] = {"event": NextEvent, "ready": AllReady, "failure": Failure, "rest": Rest}
