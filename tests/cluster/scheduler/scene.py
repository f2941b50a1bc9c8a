"""Nodes and pods without a cluster around them: what the scheduler's plugins and cycle see."""

from __future__ import annotations

from cluster.scheduler.cycle import Outcome, Scheduling
from cluster.scheduler.nodes import NodeTable
from cluster.scheduler.pods import PodInfo
from cluster.store import Origin, Store

ANYBODY = Origin("test")


def node(name: str, labels: dict | None = None, taints: list | None = None, cordoned: bool = False, **size) -> dict:
    allocatable = {"cpu": "4", "memory": "8Gi", "pods": "10", **size}
    spec = {"taints": taints or [], **({"unschedulable": True} if cordoned else {})}
    return {
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, **(labels or {})}},
        "spec": spec,
        "status": {"allocatable": allocatable},
    }


def pod(name: str, on: str | None = None, labels: dict | None = None, cpu: str | None = None, **spec) -> dict:
    resources = {"requests": {"cpu": cpu}} if cpu else {}
    containers = spec.pop("containers", [{"name": "c", "image": "nginx", "resources": resources}])
    place = {"nodeName": on} if on else {}
    return {
        "metadata": {"name": name, "namespace": "default", "uid": f"uid-{name}", "labels": labels or {},
                     "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"containers": containers, **place, **spec},
        "status": {},
    }  # fmt: skip


class Scene:
    def __init__(self, *nodes: dict, pods: tuple = ()):
        self.store = Store()
        for each in nodes:
            self.store.put("nodes", each, 0, ANYBODY)
        for each in pods:
            self.store.put("pods", each, 0, ANYBODY)
        self.scheduling = Scheduling(NodeTable(self.store))

    def put(self, resource: str, obj: dict) -> None:
        self.store.put(resource, obj, 0, ANYBODY)

    def remove(self, resource: str, namespace: str, name: str) -> None:
        self.store.remove(resource, namespace, name, 0, ANYBODY)

    def run(self, given: dict) -> Outcome:
        self.scheduling.table.follow(self.store)
        return self.scheduling.run(PodInfo(given), self.store, lambda n: 0)

    def place(self, given: dict) -> str | None:
        """Schedule and bind; the node."""
        found = self.run(given).node
        if found:
            self.put("pods", {**given, "spec": {**given["spec"], "nodeName": found}})
        return found

    def reasons(self, given: dict) -> dict[str, tuple[str, ...]]:
        return {name: refusal.reasons for name, refusal in self.run(given).refusals.items()}
