"""A control plane as the recordings of single requests had it: no nodes, admission plugin ServiceAccount off."""

from __future__ import annotations

from typing import Any

from cluster.api.admission import Admission
from cluster.api.request import Request, Response
from cluster.kinds import KINDS
from cluster.simulation import Simulation

NAMESPACES = ("default", "kube-system", "kube-public")


class ControlPlane:
    def __init__(self, seed: int = 0):
        self.cluster = Simulation(seed, nodes=0, guard=True)
        self.cluster.api.admission = Admission(disabled=("ServiceAccount",))
        for name in NAMESPACES:
            body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
            self.ask("POST", "/api/v1/namespaces", body)

    def ask(self, method: str, path: str, body: Any = None, content_type: str = "application/json") -> Response:
        request = Request(method, path, body=body, content_type=content_type)
        return self.cluster.request(request, actor="recorder")

    def create(self, obj: dict) -> Response:
        """POST to the endpoint of the object's kind."""
        return self.ask("POST", path_of(obj), obj)


def path_of(obj: dict) -> str:
    """The endpoint to which an object is posted."""
    group, _, version = obj["apiVersion"].rpartition("/")
    kind = KINDS.by_kind[group, version, obj["kind"]]
    root = f"/apis/{group}/{version}" if group else f"/api/{version}"
    if not kind.namespaced:
        return f"{root}/{kind.plural}"
    return f"{root}/namespaces/{obj['metadata'].get('namespace', 'default')}/{kind.plural}"
