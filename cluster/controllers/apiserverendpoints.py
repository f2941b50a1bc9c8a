"""The API server's own address behind the Service `kubernetes` in `default`, which it keeps itself.

Source: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ and golden suite tour (get endpoints).
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World
from cluster.controllers import endpoints, endpointslice
from cluster.reasons import Reason, reason
from cluster.store import Change, Store

reasons.register({"apiserver.endpoints": ("address",), "apiserver.no_address": ()})

NAME, NAMESPACE = "kubernetes", "default"
_SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror"
ROLE = "node-role.kubernetes.io/control-plane"


def service_keys(change: Change, store: Store) -> Iterable[str]:
    if (change.namespace, change.name) == (NAMESPACE, NAME):
        yield NAME


def node_keys(change: Change, store: Store) -> Iterable[str]:
    if ROLE in (change.object["metadata"].get("labels") or {}):
        before = (change.previous or {}).get("status", {}).get("addresses")
        if change.previous is None or before != change.object.get("status", {}).get("addresses"):
            yield NAME


class ApiServerEndpoints(Component):
    name = "kube-apiserver"
    watches = {
        "services": service_keys,
        endpoints.RESOURCE: service_keys,
        endpointslice.RESOURCE: service_keys,
        "nodes": node_keys,
    }

    def reconcile(self, key: str, world: World) -> Reason | None:
        service = world.store.get("services", NAMESPACE, NAME)
        address = _address(world.store)
        if service is None or address is None:
            return reason("apiserver.no_address")
        port = service["spec"]["ports"][0]
        shown = {"name": port.get("name", "https"), "port": _target(port), "protocol": "TCP"}
        why = reason("apiserver.endpoints", address=address)
        subsets = [{"addresses": [{"ip": address}], "ports": [shown]}]
        self._keep(endpoints.RESOURCE, "Endpoints", "v1", {"subsets": subsets}, {_SKIP_MIRROR: "true"}, why, world)
        slices = {
            "addressType": "IPv4",
            "endpoints": [{"addresses": [address], "conditions": {"ready": True}}],
            "ports": [shown],
        }
        labels = {endpointslice.SERVICE: NAME}
        self._keep(endpointslice.RESOURCE, "EndpointSlice", "discovery.k8s.io/v1", slices, labels, why, world)
        return why

    @staticmethod
    def _keep(resource: str, kind: str, version: str, content: dict, labels: dict, why: Reason, world: World) -> None:
        current = world.store.get(resource, NAMESPACE, NAME)
        if current is None:
            metadata = {"name": NAME, "namespace": NAMESPACE, **({"labels": labels} if labels else {})}
            world.client.create(resource, {"apiVersion": version, "kind": kind, "metadata": metadata, **content}, why)
        elif any(current.get(part) != value for part, value in content.items()):
            world.client.update(resource, {**current, **content}, why)


def _address(store: Store) -> str | None:
    """The internal address of the first control-plane node."""
    for node in store.list("nodes"):
        if ROLE in (node["metadata"].get("labels") or {}):
            for address in (node.get("status") or {}).get("addresses") or ():
                if address["type"] == "InternalIP":
                    return address["address"]
    return None


def _target(port: dict) -> int:
    target = port.get("targetPort", port["port"])
    return target if isinstance(target, int) else port["port"]
