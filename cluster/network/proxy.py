"""kube-proxy: which endpoint of a Service a new connection gets.

Source: https://kubernetes.io/docs/reference/networking/virtual-ips/ (session affinity, traffic policies, traffic
distribution, terminating endpoints).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cluster.component import World
from cluster.objects.selectors import from_labels
from cluster.objects.times import SECOND

SLICES, SERVICE_NAME = "endpointslices.discovery.k8s.io", "kubernetes.io/service-name"
ZONE = "topology.kubernetes.io/zone"
REJECT, DROP = "reject", "drop"  # no endpoint anywhere: refused; none that this machine may use: silence
_AFFINITY = "affinity"  # runtime of a node: {"ns/name:port": {client: [address, µs of the last connection]}}


class Endpoint(NamedTuple):
    """`entry` is the EndpointSlice's; `pod` (namespace, name) or None for an address made by hand."""

    address: str
    port: int
    entry: dict

    @property
    def pod(self) -> tuple[str, str] | None:
        target = self.entry.get("targetRef") or {}
        return (target.get("namespace", ""), target["name"]) if target.get("kind") == "Pod" else None

    @property
    def key(self) -> str:
        return f"{self.address}:{self.port}"


def slices_of(service: dict, world: World) -> list[dict]:
    metadata = service["metadata"]
    return world.store.select(SLICES, metadata["namespace"], from_labels({SERVICE_NAME: metadata["name"]}))


def endpoints(service: dict, port: dict, world: World) -> list[Endpoint]:
    """All endpoints of one port of the Service, whatever their state, each once, in the order of their addresses."""
    found: dict[str, Endpoint] = {}
    for each in slices_of(service, world):
        if each.get("addressType", "IPv4") != "IPv4":
            continue
        for offered in each.get("ports") or ():
            if (offered.get("name") or "") != (port.get("name") or "") or not offered.get("port"):
                continue
            for entry in each.get("endpoints") or ():
                endpoint = Endpoint(entry["addresses"][0], offered["port"], entry)
                found.setdefault(endpoint.key, endpoint)
    return sorted(found.values(), key=lambda e: (tuple(map(_part, e.address.split("."))), e.port))


def ready(service: dict, port: dict, world: World) -> list[Endpoint]:
    """The ready endpoints of one port, whatever the policies: for those who balance by themselves."""
    return [e for e in endpoints(service, port, world) if _condition(e, "ready", True)]


def usable(service: dict, port: dict, node: str, external: bool, world: World) -> tuple[list[Endpoint], str]:
    """(endpoints among which this machine's kube-proxy chooses, "" or REJECT or DROP). `external`: the connection came
    for a node port, an external IP or a load balancer's address, from outside the cluster."""
    spec, known = service["spec"], endpoints(service, port, world)
    everywhere = _serving(known)
    if not everywhere:
        return [], REJECT
    policy = spec.get("externalTrafficPolicy" if external else "internalTrafficPolicy", "Cluster")
    if policy == "Local":
        near = _serving([endpoint for endpoint in known if endpoint.entry.get("nodeName") == node])
        return near, "" if near else DROP
    return _near(everywhere, node, world), ""


def choose(
    service: dict, port: dict, among: list[Endpoint], client: str, node: str, now: int, pick: Callable[[int], int],
    world: World,
) -> tuple[Endpoint, bool]:  # fmt: skip
    """(the endpoint, whether session affinity chose it). `now` in virtual µs; `pick(n)`: one of n."""
    if service["spec"].get("sessionAffinity") != "ClientIP":
        return among[pick(len(among))], False
    config = (service["spec"].get("sessionAffinityConfig") or {}).get("clientIP") or {}
    timeout = config.get("timeoutSeconds", 10_800) * SECOND
    place = _place(service, port)
    table = world.runtime.get(node, _AFFINITY) or {}
    known = table.get(place, {}).get(client)
    if known and now - known[1] < timeout:
        for endpoint in among:
            if endpoint.key == known[0]:
                return endpoint, True
    return among[pick(len(among))], False


def remember(service: dict, port: dict, chosen: Endpoint, client: str, node: str, now: int, world: World) -> None:
    """Session affinity: this client's next connection goes to the same endpoint."""
    if service["spec"].get("sessionAffinity") == "ClientIP" and node:
        place, table = _place(service, port), world.runtime.get(node, _AFFINITY) or {}
        clients = {**table.get(place, {}), client: [chosen.key, now]}
        world.runtime.put(node, _AFFINITY, {**table, place: clients})


def _place(service: dict, port: dict) -> str:
    metadata = service["metadata"]
    return f"{metadata['namespace']}/{metadata['name']}:{port.get('name') or ''}"


def _serving(known: list[Endpoint]) -> list[Endpoint]:
    """The ready ones; where none is, those that still serve while they are going away."""
    ready = [e for e in known if _condition(e, "ready", True)]
    return ready or [e for e in known if _condition(e, "serving", True) and _condition(e, "terminating", False)]


def _condition(endpoint: Endpoint, name: str, unset: bool) -> bool:
    found = (endpoint.entry.get("conditions") or {}).get(name)
    return unset if found is None else found


def _near(known: list[Endpoint], node: str, world: World) -> list[Endpoint]:
    """Those that the hints keep near, when every endpoint has hints and some are for this machine."""
    if not node or any(not endpoint.entry.get("hints") for endpoint in known):
        return known
    own = [e for e in known if any(hint["name"] == node for hint in e.entry["hints"].get("forNodes") or ())]
    if own:
        return own
    zone = (((world.store.get("nodes", "", node) or {}).get("metadata") or {}).get("labels") or {}).get(ZONE)
    same = [e for e in known if any(hint["name"] == zone for hint in e.entry["hints"].get("forZones") or ())]
    return same or known


def _part(text: str) -> int:
    return int(text) if text.isdecimal() else 0
