"""A small cluster with real nodes, for scenes about controllers."""

from __future__ import annotations

from cluster.api.request import Request
from cluster.objects.times import SECOND
from cluster.simulation import Simulation

PATHS = {
    "Deployment": "/apis/apps/v1/namespaces/{}/deployments",
    "DaemonSet": "/apis/apps/v1/namespaces/{}/daemonsets",
    "HorizontalPodAutoscaler": "/apis/autoscaling/v2/namespaces/{}/horizontalpodautoscalers",
    "CronJob": "/apis/batch/v1/namespaces/{}/cronjobs",
    "Job": "/apis/batch/v1/namespaces/{}/jobs",
    "ReplicaSet": "/apis/apps/v1/namespaces/{}/replicasets",
    "ReplicationController": "/api/v1/namespaces/{}/replicationcontrollers",
    "Secret": "/api/v1/namespaces/{}/secrets",
    "Pod": "/api/v1/namespaces/{}/pods",
    "Service": "/api/v1/namespaces/{}/services",
    "ConfigMap": "/api/v1/namespaces/{}/configmaps",
    "ResourceQuota": "/api/v1/namespaces/{}/resourcequotas",
    "PersistentVolumeClaim": "/api/v1/namespaces/{}/persistentvolumeclaims",
    "PersistentVolume": "/api/v1/persistentvolumes",
    "StorageClass": "/apis/storage.k8s.io/v1/storageclasses",
    "StatefulSet": "/apis/apps/v1/namespaces/{}/statefulsets",
    "Namespace": "/api/v1/namespaces",
    "Node": "/api/v1/nodes",
}


class Scene:
    """Requests as a user sends them, and time passing in seconds."""

    def __init__(self, nodes: int = 1, **others):
        self.cluster = Simulation(nodes=nodes, guard=True, **others)
        self.store = self.cluster.store
        self.wait(10)

    def wait(self, seconds: float) -> None:
        self.cluster.run_until(self.cluster.now + int(seconds * SECOND))

    def create(self, obj: dict, namespace: str = "default") -> dict:
        return self._ask("POST", PATHS[obj["kind"]].format(namespace), obj)

    def patch(self, kind: str, name: str, body: dict, namespace: str = "default") -> dict:
        path = f"{PATHS[kind].format(namespace)}/{name}"
        return self._ask("PATCH", path, body, "application/strategic-merge-patch+json")

    def delete(self, kind: str, name: str, namespace: str = "default", **options) -> dict:
        return self._ask("DELETE", f"{PATHS[kind].format(namespace)}/{name}", options)

    def do(self, **request) -> None:
        """An input that is no API request: faults, minikube's commands."""
        self.cluster.apply(self.cluster.next_input(request, "test"))

    def names(self, resource: str, namespace: str = "default") -> list[str]:
        return [obj["metadata"]["name"] for obj in self.store.list(resource, namespace)]

    def events(self, reason: str) -> list[dict]:
        return [event for event in self.store.list("events") if event["reason"] == reason]

    def verdict(self, component: str, key: str) -> tuple:
        code, params, _ = self.cluster.verdicts[component][key]
        return code, params

    def _ask(self, method: str, path: str, body: dict, content_type: str = "application/json") -> dict:
        response = self.cluster.request(Request(method, path, body=body, content_type=content_type))
        assert response.code < 300, response.body
        return response.body


def template(labels: dict, image: str = "nginx", **spec) -> dict:
    return {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}], **spec}}


def pod(name: str, labels: dict, **spec) -> dict:
    made = template(labels, **spec)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, **made["metadata"]}, "spec": made["spec"]}


def replica_set(name: str = "web", replicas: int = 2, labels: dict | None = None, **spec) -> dict:
    labels = labels or {"app": name}
    wanted = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template(labels), **spec}
    return {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": name}, "spec": wanted}


def deployment(name: str = "web", replicas: int = 2, labels: dict | None = None, **spec) -> dict:
    return {**replica_set(name, replicas, labels, **spec), "kind": "Deployment"}


def service(name: str = "web", **spec) -> dict:
    wanted = {"selector": {"app": name}, "ports": [{"port": 80}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": wanted}
