"""Where endpoints are, and for whom they are meant: zones and hints in EndpointSlices.

Source: https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-distribution
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.store import MODIFIED, Change, Store

ZONE = "topology.kubernetes.io/zone"
_NEAR_ZONE, _NEAR_NODE = ("PreferSameZone", "PreferClose"), "PreferSameNode"


def zone_of(node: str, store: Store) -> str:
    found = store.get("nodes", "", node)
    return ((found or {"metadata": {}})["metadata"].get("labels") or {}).get(ZONE, "")


def placed(endpoint: dict, distribution: str, store: Store) -> dict:
    """The endpoint with its zone and, where the Service asks for it and it is ready, its hints."""
    node = endpoint.get("nodeName", "")
    zone = zone_of(node, store)
    found = {**endpoint, "zone": zone} if zone else endpoint
    if not endpoint["conditions"].get("ready"):
        return found
    hints: dict = {}
    if zone and distribution in (*_NEAR_ZONE, _NEAR_NODE):
        hints["forZones"] = [{"name": zone}]
    if node and distribution == _NEAR_NODE:
        hints["forNodes"] = [{"name": node}]
    return {**found, "hints": hints} if hints else found


def moved_node_keys(change: Change, store: Store) -> Iterable[str]:
    """The Services with pods on a node whose zone changed."""
    labels = [(obj or {"metadata": {}})["metadata"].get("labels") or {} for obj in (change.object, change.previous)]
    if change.op != MODIFIED or labels[0].get(ZONE) == labels[1].get(ZONE):
        return
    for namespace in dict.fromkeys(pod["metadata"]["namespace"] for pod in store.pods_on(change.name)):
        for service in store.list("services", namespace):
            if service["spec"].get("selector"):
                yield f"{namespace}/{service['metadata']['name']}"
