"""Claims, volumes and classes for scenes, and what is asked of them."""

from __future__ import annotations

from tests.cluster.controllers.scene import Scene

MINIKUBE = "k8s.io/minikube-hostpath"


def claim(name: str = "data", size: str = "1Gi", modes: tuple = ("ReadWriteOnce",), **spec) -> dict:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name},
        "spec": {"accessModes": list(modes), "resources": {"requests": {"storage": size}}, **spec},
    }


def volume(name: str, size: str = "1Gi", modes: tuple = ("ReadWriteOnce",), labels: dict | None = None, **spec) -> dict:
    spec = {"hostPath": {"path": "/mnt/data"}, **spec}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "labels": labels or {}},
        "spec": {"capacity": {"storage": size}, "accessModes": list(modes), **spec},
    }


def of_class(name: str, **fields) -> dict:
    head = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name}}
    return {**head, "provisioner": MINIKUBE, **fields}


def pod(name: str, *claims: str, **spec) -> dict:
    volumes = [{"name": f"v{number}", "persistentVolumeClaim": {"claimName": c}} for number, c in enumerate(claims)]
    container = {"name": "c", "image": "nginx"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [container], "volumes": volumes, **spec},
    }


def phase(scene: Scene, name: str, resource: str = "persistentvolumeclaims") -> str:
    namespace = "default" if resource == "persistentvolumeclaims" else ""
    return scene.store.get(resource, namespace, name)["status"]["phase"]


def told(scene: Scene, name: str) -> list[tuple[str, str]]:
    about = [e for e in scene.store.list("events") if e["involvedObject"]["name"] == name]
    return [(e["reason"], e["message"]) for e in sorted(about, key=lambda e: int(e["metadata"]["resourceVersion"]))]


def phase_of_pod(scene: Scene, name: str) -> str:
    return scene.store.get("pods", "default", name)["status"]["phase"]


def ask(scene: Scene, name: str, body: dict) -> None:
    scene.patch("PersistentVolumeClaim", name, body)
