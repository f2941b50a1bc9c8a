"""Endpoints: the addresses behind each Service with a selector.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#endpoints and
https://kubernetes.io/docs/reference/labels-annotations-taints/ (endpoints.kubernetes.io/...).
"""

from __future__ import annotations

from functools import lru_cache

from cluster import reasons
from cluster.component import Component, World, own_key, split_key
from cluster.controllers import backends
from cluster.reasons import Reason, reason

reasons.register(
    {
        "endpoints.update": ("service", "ready"),
        "endpoints.unchanged": ("service", "ready"),
        "endpoints.delete": ("service",),
        "endpoints.no_selector": (),
    }
)

RESOURCE = "endpoints"
HEADLESS = "service.kubernetes.io/headless"
MANAGED_BY = "endpoints.kubernetes.io/managed-by"
TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"
OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity"
MOST = 1000  # addresses in one object


class EndpointsController(Component):
    name = "endpoint-controller"
    watches = {
        backends.SERVICES: own_key,
        "pods": backends.service_keys,
        RESOURCE: backends.named_service_keys,
    }

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name = split_key(key)
        service, current = (
            world.store.get(backends.SERVICES, namespace, name),
            world.store.get(RESOURCE, namespace, name),
        )
        if service is None:
            world.remember(key, None)
            return self._delete(current, world)
        if not backends.is_selecting(service):
            return reason("endpoints.no_selector")
        if backends.rest(world, key, _size(current)):
            return reason("endpoints.unchanged", service=name, ready=_size(current))
        chosen = backends.pods(service, world.store)
        ready, subsets, over = _subsets(service, chosen)
        wanted = _object(service, current, subsets, over)
        if current is not None and _same(current, wanted):
            return reason("endpoints.unchanged", service=name, ready=ready)
        marks = {**wanted["metadata"]["annotations"], TRIGGER_TIME: backends.trigger_time(service, chosen)}
        wanted = {**wanted, "metadata": {**wanted["metadata"], "annotations": marks}}
        why = reason("endpoints.update", service=name, ready=ready)
        if current is None:
            world.client.create(RESOURCE, wanted, why)
        else:
            world.client.update(RESOURCE, wanted, why)
        return why

    @staticmethod
    def _delete(current: dict | None, world: World) -> Reason | None:
        if current is None or MANAGED_BY not in (current["metadata"].get("labels") or {}):
            return None
        name = current["metadata"]["name"]
        why = reason("endpoints.delete", service=name)
        world.client.delete(RESOURCE, current["metadata"]["namespace"], name, why)
        return why


def _size(current: dict | None) -> int:
    return sum(len(subset.get("addresses") or ()) for subset in (current or {}).get("subsets") or ())


def _subsets(service: dict, chosen: list[backends.Look]) -> tuple[int, list[dict], bool]:
    """(number of ready addresses, subsets, whether some were left out): pods with the same ports stand together."""
    groups: dict[tuple, dict[str, list[dict]]] = {}
    ready, ports_of, all_count = 0, backends.ports_of(service), backends.publishes_all(service)
    may_lack_ports = backends.is_headless(service) and not service["spec"].get("ports")
    shown = [found for found in chosen if all_count or not found.terminating]
    over = len(shown) > MOST
    for found in sorted(shown, key=lambda found: not found.ready)[:MOST] if over else shown:
        ports = ports_of(found.pod)
        if ports or may_lack_ports:
            is_ready = all_count or found.ready
            ready += is_ready
            group = groups.setdefault(ports, {})
            group.setdefault("addresses" if is_ready else "notReadyAddresses", []).append(_address(service, found))
    return ready, [_subset(ports, groups[ports]) for ports in sorted(groups)], over


def _subset(ports: tuple, addresses: dict[str, list[dict]]) -> dict:
    subset: dict = {
        kind: sorted(addresses[kind], key=lambda address: _order(address["ip"]))
        for kind in ("addresses", "notReadyAddresses")
        if kind in addresses
    }
    if ports:
        subset["ports"] = [_port(port) for port in ports]
    return subset


@lru_cache(maxsize=16384)
def _order(ip: str) -> tuple[int, ...]:
    return tuple(int(part) for part in ip.split("."))


def _port(port: backends.Port) -> dict:
    shown: dict = {"port": port.port, "protocol": port.protocol}
    if port.name:
        shown["name"] = port.name
    if port.app_protocol:
        shown["appProtocol"] = port.app_protocol
    return shown


def _address(service: dict, found: backends.Look) -> dict:
    hostname = backends.hostname(service, found.pod)
    return {**found.address, "hostname": hostname} if hostname else found.address


def _object(service: dict, current: dict | None, subsets: list[dict], over: bool) -> dict:
    labels = {**(service["metadata"].get("labels") or {}), MANAGED_BY: "endpoint-controller"}
    if backends.is_headless(service):
        labels[HEADLESS] = ""
    before = (
        current["metadata"]
        if current
        else {
            "name": service["metadata"]["name"],
            "namespace": service["metadata"]["namespace"],
        }
    )
    marks = {k: v for k, v in (before.get("annotations") or {}).items() if k != OVER_CAPACITY}
    if over:
        marks[OVER_CAPACITY] = "truncated"
    shown = {"apiVersion": "v1", "kind": "Endpoints", "metadata": {**before, "labels": labels, "annotations": marks}}
    return {**shown, "subsets": subsets} if subsets else shown


def _same(current: dict, wanted: dict) -> bool:
    marks = [
        {k: v for k, v in (o["metadata"].get("annotations") or {}).items() if k != TRIGGER_TIME}
        for o in (current, wanted)
    ]
    labels = [o["metadata"].get("labels") or {} for o in (current, wanted)]
    return current.get("subsets") == wanted.get("subsets") and labels[0] == labels[1] and marks[0] == marks[1]
