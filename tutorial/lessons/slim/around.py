"""What the diagram draws of what stands around pods: nodes, Services, Ingresses, claims, namespaces."""

from __future__ import annotations

from typing import Any

from cluster.kubelet.node.reading import stopped_since
from cluster.objects.selectors import from_labels
from tutorial.lessons.slim.view import View, milli, whole

SERVICE_LABEL = "kubernetes.io/service-name"


def node(view: View, obj: dict) -> dict:
    spec, status, metadata = obj.get("spec") or {}, obj.get("status") or {}, obj["metadata"]
    ready = next((c["status"] for c in status.get("conditions") or () if c["type"] == "Ready"), "Unknown")
    prefix = "node-role.kubernetes.io/"
    capacity = status.get("capacity") or {}
    return {
        "ready": ready,
        "unschedulable": bool(spec.get("unschedulable")),
        "taints": [
            {"key": t["key"], "value": t.get("value", ""), "effect": t["effect"]} for t in spec.get("taints") or ()
        ],
        "roles": sorted(key.removeprefix(prefix) for key in metadata.get("labels") or {} if key.startswith(prefix)),
        "capacity": {
            "cpu": milli(capacity.get("cpu")),
            "memory": whole(capacity.get("memory")),
            "pods": whole(capacity.get("pods")),
        },
        "stopped": node_stopped(view.simulation, metadata["name"]),
    }


def service(view: View, obj: dict) -> dict:
    spec, metadata = obj.get("spec") or {}, obj["metadata"]
    return {
        "selector": spec.get("selector") or {},
        "ports": [
            {key: port[key] for key in ("name", "port", "targetPort", "nodePort", "protocol") if key in port}
            for port in spec.get("ports") or ()
        ],
        "clusterIP": spec.get("clusterIP"),
        "ready": _endpoints(view, metadata.get("namespace", ""), metadata["name"]),
    }


def ingress(view: View, obj: dict) -> dict:
    spec = obj.get("spec") or {}
    rules = spec.get("rules") or ()
    paths = [path for rule in rules for path in (rule.get("http") or {}).get("paths") or ()]
    backends = [spec.get("defaultBackend") or {}, *(path.get("backend") or {} for path in paths)]
    names = [(backend.get("service") or {}).get("name") for backend in backends]
    return {
        "hosts": list(dict.fromkeys(rule["host"] for rule in rules if rule.get("host"))),
        "backends": list(dict.fromkeys(name for name in names if name)),
    }


def claim(view: View, obj: dict) -> dict:
    status = obj.get("status") or {}
    return {"bound": status.get("phase") == "Bound", "capacity": (status.get("capacity") or {}).get("storage")}


def namespace(view: View, obj: dict) -> dict:
    return {"phase": (obj.get("status") or {}).get("phase", "Active")}


def node_stopped(simulation: Any, name: str) -> bool:
    """Has the machine been switched off (which the API server may not have noticed yet)?"""
    return stopped_since(simulation.runtime, name) is not None


def _endpoints(view: View, namespace: str, service: str) -> list[str]:
    slices = view.simulation.store.select(
        "endpointslices.discovery.k8s.io", namespace, from_labels({SERVICE_LABEL: service})
    )
    return sorted(
        endpoint["targetRef"]["uid"]
        for item in slices
        for endpoint in item.get("endpoints") or ()
        if (endpoint.get("conditions") or {}).get("ready") and endpoint.get("targetRef")
    )
