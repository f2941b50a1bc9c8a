"""Mirrored EndpointSlices: for Services without a selector, what somebody wrote by hand into their Endpoints.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors (which Endpoints are
mirrored, which labels and annotations come along).
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, own_key, split_key
from cluster.controllers import endpointslice
from cluster.objects.owners import controller_reference
from cluster.reasons import Reason, reason
from cluster.store import Change, Store

reasons.register(
    {"mirroring.update": ("service", "addresses"), "mirroring.unchanged": ("service",), "mirroring.none": ("service",)}
)

ME = "endpointslicemirroring-controller.k8s.io"
SKIP = "endpointslice.kubernetes.io/skip-mirror"
_LEADER = "control-plane.alpha.kubernetes.io/leader"
_LEFT_OUT = (endpointslice.TRIGGER_TIME, "kubectl.kubernetes.io/last-applied-configuration")
MOST = 1000  # addresses of one subset


def _slice_keys(change: Change, store: Store) -> Iterable[str]:
    """The Endpoints of a mirrored slice that somebody else changed or deleted."""
    labels = change.object["metadata"].get("labels") or {}
    if labels.get(endpointslice.MANAGED_BY) == ME and endpointslice.SERVICE in labels:
        yield f"{change.namespace}/{labels[endpointslice.SERVICE]}"


class EndpointSliceMirroring(Component):
    name = "endpointslicemirroring-controller"
    watches = {"endpoints": own_key, "services": own_key, endpointslice.RESOURCE: _slice_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name = split_key(key)
        endpoints = world.store.get("endpoints", namespace, name)
        service = world.store.get("services", namespace, name)
        mirrored = _mirrored(namespace, name, world.store)
        if not _is_wanted(endpoints, service):
            for each in mirrored:
                self._delete(each, name, world)
            return reason("mirroring.none", service=name) if endpoints or mirrored else None
        assert endpoints is not None
        wanted = _contents(endpoints)
        count = sum(len(entries) for _, _, entries in wanted)
        why = reason("mirroring.update", service=name, addresses=count)
        return (
            why if self._write(endpoints, mirrored, wanted, why, world) else reason("mirroring.unchanged", service=name)
        )

    def _write(self, endpoints: dict, mirrored: list[dict], wanted: list[tuple], why: Reason, world: World) -> bool:
        """One slice for each address family and set of ports; one that is there with the same ports is kept."""
        changed, left = False, list(mirrored)
        for family, ports, entries in wanted:
            same = next((s for s in left if s["addressType"] == family and (s.get("ports") or []) == ports), None)
            found = same or next((s for s in left if s["addressType"] == family), None)
            made = _slice(endpoints, family, ports, entries)
            if found is None:
                world.client.create(endpointslice.RESOURCE, made, why)
                changed = True
                continue
            left.remove(found)
            metadata = {**found["metadata"], **{k: made["metadata"][k] for k in ("labels", "annotations")}}
            new = {**found, "metadata": metadata, "endpoints": entries, "ports": ports}
            if {**new, "metadata": metadata} != {**found, "metadata": {"annotations": {}, **found["metadata"]}}:
                world.client.update(endpointslice.RESOURCE, new, why)
                changed = True
        for each in left:
            self._delete(each, endpoints["metadata"]["name"], world)
        return changed or bool(left)

    @staticmethod
    def _delete(each: dict, name: str, world: World) -> None:
        metadata, why = each["metadata"], reason("mirroring.none", service=name)
        world.client.delete(endpointslice.RESOURCE, metadata["namespace"], metadata["name"], why)


def _mirrored(namespace: str, name: str, store: Store) -> list[dict]:
    found = endpointslice.of_service(namespace, name, store)
    return [each for each in found if each["metadata"]["labels"].get(endpointslice.MANAGED_BY) == ME]


def _is_wanted(endpoints: dict | None, service: dict | None) -> bool:
    """Endpoints by hand, of a Service that selects nothing."""
    if endpoints is None or service is None or service["spec"].get("selector"):
        return False
    metadata = endpoints["metadata"]
    return (metadata.get("labels") or {}).get(SKIP) != "true" and _LEADER not in (metadata.get("annotations") or {})


def _contents(endpoints: dict) -> list[tuple[str, list[dict], list[dict]]]:
    """(address family, ports, endpoints) of each slice; without any address one that is empty."""
    groups: list[tuple[str, list[dict], list[dict]]] = []
    for subset in endpoints.get("subsets") or ():
        ports = sorted(map(_port, subset.get("ports") or ()), key=lambda port: (port["name"], port["port"]))
        told = [(a, True) for a in subset.get("addresses") or ()]
        told += [(a, False) for a in subset.get("notReadyAddresses") or ()]
        for address, ready in told[:MOST]:
            family = "IPv6" if ":" in address["ip"] else "IPv4"
            entries = next((e for f, p, e in groups if (f, p) == (family, ports)), None)
            if entries is None:
                entries = []
                groups.append((family, ports, entries))
            entries.append(_endpoint(address, ready))
    return groups or [("IPv4", [], [])]


def _endpoint(address: dict, ready: bool) -> dict:
    made: dict = {"addresses": [address["ip"]], "conditions": {"ready": ready}}
    for field in ("hostname", "nodeName", "targetRef"):
        if address.get(field):
            made[field] = address[field]
    return made


def _port(port: dict) -> dict:
    made = {"name": port.get("name") or "", "port": port["port"], "protocol": port.get("protocol", "TCP")}
    return {**made, "appProtocol": port["appProtocol"]} if port.get("appProtocol") else made


def _slice(endpoints: dict, family: str, ports: list[dict], entries: list[dict]) -> dict:
    metadata = endpoints["metadata"]
    labels = {**(metadata.get("labels") or {}), endpointslice.SERVICE: metadata["name"], endpointslice.MANAGED_BY: ME}
    marks = {key: value for key, value in (metadata.get("annotations") or {}).items() if key not in _LEFT_OUT}
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{metadata['name']}-",
            "namespace": metadata["namespace"],
            "labels": labels,
            "annotations": marks,
            "ownerReferences": [controller_reference(endpoints)],
        },
        "addressType": family,
        "endpoints": entries,
        "ports": ports,
    }
