"""What the server fills in of a Service without looking at others.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/, golden defaults;
internalTrafficPolicy since 1.22.
"""

from __future__ import annotations

from cluster.kinds.rules.reading import optional, struct, structs, text
from cluster.objects.paths import without

_AFFINITY_SECONDS = 10800
_WITH_ADDRESS = ("ClusterIP", "NodePort", "LoadBalancer")


def default_service(obj: dict) -> dict:
    spec = dict(struct(obj, "spec"))
    spec["type"] = text(spec, "type") or "ClusterIP"
    spec["sessionAffinity"] = text(spec, "sessionAffinity") or "None"
    if isinstance(spec.get("ports"), list):
        spec["ports"] = [_port(port) for port in structs(spec, "ports")]
    spec = _affinity(spec)
    if is_external(spec) and not text(spec, "externalTrafficPolicy"):
        spec["externalTrafficPolicy"] = "Cluster"
    if spec["type"] in _WITH_ADDRESS and spec.get("internalTrafficPolicy") is None:
        spec["internalTrafficPolicy"] = "Cluster"
    if spec["type"] == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is None:
        spec["allocateLoadBalancerNodePorts"] = True
    return {**obj, "spec": spec}


def is_external(spec: dict) -> bool:
    """Reached from outside the cluster."""
    kind = text(spec, "type")
    return kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and bool(spec.get("externalIPs")))


def _port(port: dict) -> dict:
    port = {**port, "protocol": text(port, "protocol") or "TCP"}
    if not port.get("targetPort") and port.get("port") is not None:
        port["targetPort"] = port["port"]
    return port


def _affinity(spec: dict) -> dict:
    if spec["sessionAffinity"] == "None":
        return without(spec, "sessionAffinityConfig")
    if spec["sessionAffinity"] == "ClientIP":
        config = struct(spec, "sessionAffinityConfig")
        client = optional(config, "clientIP") or {}
        if client.get("timeoutSeconds") is None:
            config = {**config, "clientIP": {**client, "timeoutSeconds": _AFFINITY_SECONDS}}
            return {**spec, "sessionAffinityConfig": config}
    return spec
