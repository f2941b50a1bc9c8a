"""What the recorder did between the steps of a case: make nodes, send requests, wait until everything has settled."""

from __future__ import annotations

from typing import Any

from cluster import parts
from cluster.api.admission import Admission
from cluster.api.request import Request, Response
from cluster.objects.times import SECOND
from cluster.simulation import Simulation
from cluster.store import Change
from tests.golden.nodes import HOSTNAME, SteeredKubelet

PATHS = {
    "Pod": "/api/v1/namespaces/default/pods",
    "ReplicationController": "/api/v1/namespaces/default/replicationcontrollers",
    "ResourceQuota": "/api/v1/namespaces/default/resourcequotas",
    "ReplicaSet": "/apis/apps/v1/namespaces/default/replicasets",
    "Deployment": "/apis/apps/v1/namespaces/default/deployments",
    "Service": "/api/v1/namespaces/default/services",
}
PATCHES = {
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
    "json": "application/json-patch+json",
}
STANDS_IN_FOR = ("kubelet",)


class Recorder:
    """A control plane with three nodes (names `PREFIX1`...; 64 CPU, 256 GiB, 500 pods)."""

    def __init__(self, nodes: list[str], seed: int = 0, kubelet: SteeredKubelet | None = None):
        real = [component for component in parts.components() if component.name not in STANDS_IN_FOR]
        self.cluster = Simulation(seed, nodes=0, guard=True, components=[*real, kubelet or SteeredKubelet()])
        self.cluster.api.admission = Admission(disabled=("ServiceAccount",))
        self.ask(
            "POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
        )
        for name in nodes:
            self.ask("POST", "/api/v1/nodes", node(name))
        self.settle()

    def ask(self, method: str, path: str, body: Any = None, content_type: str = "application/json") -> Response:
        return self.cluster.request(Request(method, path, body=body, content_type=content_type), actor="recorder")

    def create(self, manifest: dict) -> Response:
        return self.ask("POST", PATHS[manifest["kind"]], manifest)

    def patch(self, kind: str, name: str, body: Any, how: str = "merge", subresource: str | None = None) -> Response:
        path = f"{PATHS[kind]}/{name}" + (f"/{subresource}" if subresource else "")
        return self.ask("PATCH", path, body, PATCHES[how])

    def delete(self, kind: str, name: str, options: dict | None = None) -> Response:
        return self.ask(
            "DELETE", f"{PATHS[kind]}/{name}", {"apiVersion": "v1", "kind": "DeleteOptions", **(options or {})}
        )

    def sleep(self, seconds: float) -> None:
        self.cluster.run_until(self.cluster.now + int(seconds * SECOND))

    def settle(self, quiet: float = 2.5) -> list[Change]:
        """Wait until nothing but Events changed for `quiet` seconds; all changes since the last call."""
        store, last = self.cluster.store, self.cluster.now
        end = last + 300 * SECOND
        while self.cluster.now < min(last + quiet * SECOND, end):
            seen = store.revision
            due = self.cluster.next_due
            if due is None or due > last + quiet * SECOND:
                self.cluster.run_until(int(last + quiet * SECOND))
                break
            self.cluster.step()
            if any(change.resource != "events" for change in store.changes_since(seen)):
                last = self.cluster.now
        return self.changes()

    def changes(self) -> list[Change]:
        since, self._seen = getattr(self, "_seen", 0), self.cluster.store.revision
        return list(self.cluster.store.changes_since(since))


def node(name: str) -> dict:
    size = {"cpu": "64", "memory": "256Gi", "pods": "500", "ephemeral-storage": "100Gi"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {HOSTNAME: name, "kubernetes.io/os": "linux"}},
        "status": {"capacity": size, "allocatable": size, "conditions": [{"type": "Ready", "status": "True"}]},
    }
