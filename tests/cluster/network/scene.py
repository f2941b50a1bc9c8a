"""A cluster with a web server behind a Service and a client, for scenes about the network."""

from __future__ import annotations

from cluster.api.request import Request
from cluster.images.wire import OUTSIDE, HttpRequest, Reply, Source
from cluster.kinds import KINDS
from tests.cluster.controllers.scene import Scene as Bare

CLIENT = Source("pod", "default", "client")
_PATIENCE = 3_000_000


class Scene(Bare):
    """`web`: a Deployment of three nginx pods; `client`: a busybox pod."""

    def __init__(self, nodes: int = 2, **others):
        super().__init__(nodes, **others)
        self.network = self.cluster.network

    def create(self, obj: dict, namespace: str = "default") -> dict:
        kind = next(kind for kind in KINDS.all if kind.kind == obj["kind"] and kind.api_version == obj["apiVersion"])
        start = f"/apis/{obj['apiVersion']}" if "/" in obj["apiVersion"] else f"/api/{obj['apiVersion']}"
        where = f"/namespaces/{namespace}" if kind.namespaced else ""
        return self._ask("POST", f"{start}{where}/{kind.plural}", obj)

    def pod(self, name: str, image: str = "nginx", labels: dict | None = None, namespace: str = "default", **spec):
        container = {"name": "c", "image": image, **spec.pop("container", {})}
        metadata = {"name": name, "labels": labels or {}}
        given = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container], **spec}}
        return self.create(given, namespace)

    def client(self, name: str = "client", namespace: str = "default", **spec) -> Source:
        self.pod(name, "busybox", {"run": name}, namespace, container={"command": ["sleep", "36000"]}, **spec)
        return Source("pod", namespace, name)

    def web(self, replicas: int = 3, image: str = "nginx", name: str = "web", **container) -> None:
        labels = {"app": name}
        template = {
            "metadata": {"labels": labels},
            "spec": {"containers": [{"name": "c", "image": image, **container}]},
        }
        spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
        self.create({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec})

    def service(self, name: str = "web", selector: dict | None = None, namespace: str = "default", **spec) -> dict:
        given = {"selector": {"app": "web"} if selector is None else selector, "ports": [{"port": 80}], **spec}
        return self.create(
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": given}, namespace
        )

    def get(self, url: str, source: Source = CLIENT, timeout: int | None = _PATIENCE, **headers: str) -> Reply:
        return self.network.request(source, HttpRequest("GET", url, headers, timeout=timeout))

    def outside(self, url: str, **headers: str) -> Reply:
        return self.get(url, OUTSIDE, **headers)

    def pods_of(self, app: str) -> list[dict]:
        return [p for p in self.store.list("pods") if (p["metadata"].get("labels") or {}).get("app") == app]

    def answering(self, reply: Reply) -> str:
        """The name of the pod that answered; "" for none."""
        found = [hop["ref"]["name"] for hop in reply.trace if hop["code"] == "network.answered" and hop["ref"]]
        return found[-1] if found else ""

    def read(self, path: str) -> dict:
        return self.cluster.request(Request("GET", path)).body


def hops(reply: Reply) -> list[str]:
    return [hop["code"].removeprefix("network.") for hop in reply.trace]
