"""EndpointSlices: the addresses behind each Service, at most a hundred in an object.

Source: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, own_key, split_key
from cluster.controllers import backends, topology
from cluster.objects.owners import controller_reference
from cluster.objects.selectors import from_labels
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register(
    {
        "endpointslice.update": (
            "service",
            "ready",
            "left_out",
        ),  # pods that are chosen, but get no traffic: name → why
        "endpointslice.unchanged": ("service", "ready"),
        "endpointslice.no_selector": (),
    }
)

RESOURCE = "endpointslices.discovery.k8s.io"
SERVICE, MANAGED_BY = "kubernetes.io/service-name", "endpointslice.kubernetes.io/managed-by"
ME = "endpointslice-controller.k8s.io"
HEADLESS = "service.kubernetes.io/headless"
TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"
MOST = 100  # endpoints in one slice
MOST_TOLD = 12  # pods in one reason


def slice_keys(change: Change, store: Store) -> Iterable[str]:
    """The Service of a slice that went away."""
    name = (change.object["metadata"].get("labels") or {}).get(SERVICE)
    if change.op == DELETED and name:
        yield f"{change.namespace}/{name}"


class EndpointSliceController(Component):
    name = "endpointslice-controller"
    watches = {
        backends.SERVICES: own_key,
        "pods": backends.service_keys,
        "nodes": topology.moved_node_keys,
        RESOURCE: slice_keys,
    }

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name = split_key(key)
        service = world.store.get(backends.SERVICES, namespace, name)
        if service is None or "deletionTimestamp" in service["metadata"]:
            world.remember(key, None)
            return None  # its slices are garbage now
        if not backends.is_selecting(service):
            return reason("endpointslice.no_selector")
        slices = _mine(service, world.store)
        size = sum(len(each.get("endpoints") or ()) for each in slices)
        if backends.rest(world, key, size):
            return reason("endpointslice.unchanged", service=name, ready=size)
        chosen = backends.pods(service, world.store)
        wanted: dict[tuple, dict[str, dict]] = {}
        ports_of = backends.ports_of(service)
        for found in chosen:
            ports = ports_of(found.pod)
            if ports or not service["spec"].get("ports"):
                wanted.setdefault(ports, {})[found.pod["metadata"]["uid"]] = _endpoint(service, found, world.store)
        ready = sum(1 for group in wanted.values() for endpoint in group.values() if endpoint["conditions"]["ready"])
        why = reason("endpointslice.update", service=name, ready=ready, left_out=_left_out(wanted))
        moment = backends.trigger_time(service, chosen)
        changed = self._write(service, slices, wanted or {(): {}}, moment, why, world)
        return why if changed else reason("endpointslice.unchanged", service=name, ready=ready)

    @staticmethod
    def _write(service: dict, slices: list[dict], wanted: dict, moment: str, why: Reason, world: World) -> bool:
        """True if something was written. A slice that is no longer needed becomes one that is."""
        kept, new, spare = _plan(slices, wanted)
        reused = [(old, *contents) for old, contents in zip(spare, new, strict=False)]
        written = False
        for found, ports, endpoints in [*kept, *reused]:
            changed = _changed(service, found, ports, endpoints, moment)
            if changed is not found:
                world.client.update(RESOURCE, changed, why)
                written = True
        for ports, endpoints in new[len(spare) :]:
            world.client.create(RESOURCE, _slice(service, ports, endpoints, moment), why)
        for old in spare[len(new) :]:
            world.client.delete(RESOURCE, old["metadata"]["namespace"], old["metadata"]["name"], why)
        return written or len(new) != len(spare)


def _left_out(wanted: dict[tuple, dict[str, dict]]) -> dict[str, str]:
    """Of the pods that the selector finds, those that are not to be asked: name → `terminating` | `not_ready`."""
    endpoints = {end["targetRef"]["name"]: end["conditions"] for group in wanted.values() for end in group.values()}
    left = [(name, told) for name, told in sorted(endpoints.items()) if not told["ready"]][:MOST_TOLD]
    return {name: "terminating" if told.get("terminating") else "not_ready" for name, told in left}


def _plan(slices: list[dict], wanted: dict) -> tuple[list[tuple], list[tuple], list[dict]]:
    """(slices that stay: slice, ports, endpoints; new contents: ports, endpoints; slices to spare).

    Slices keep those of their endpoints that stay; what is new fills their gaps, the rest needs new slices."""
    kept: list[tuple] = []
    new: list[tuple] = []
    spare = [each for each in slices if (each.get("ports") or []) not in [_ports(ports) for ports in wanted]]
    for ports in sorted(wanted):
        left = dict(wanted[ports])
        same = [each for each in slices if (each.get("ports") or []) == _ports(ports)]
        filled = [(each, ports, _kept(each, left)) for each in same]
        for _, _, endpoints in filled:
            endpoints += [left.pop(uid) for uid in list(left)[: MOST - len(endpoints)]]
        full = [each for each in filled if each[2]] or filled[:1]
        kept += full
        spare += [each[0] for each in filled if each not in full]
        while left or not (full or new):
            new.append((ports, [left.pop(uid) for uid in list(left)[:MOST]]))
    return kept, new, spare


def _changed(service: dict, found: dict, ports: tuple, endpoints: list[dict], moment: str) -> dict:
    labels, shown = _labels(service), _ports(ports)
    same = (found.get("endpoints") or []) == endpoints and (found.get("ports") or []) == shown
    if same and found["metadata"].get("labels") == labels:
        return found
    marks = {**(found["metadata"].get("annotations") or {}), TRIGGER_TIME: moment}
    metadata = {**found["metadata"], "labels": labels, "annotations": marks}
    return {**found, "metadata": metadata, "endpoints": endpoints, "ports": shown}


def of_service(namespace: str, name: str, store: Store) -> list[dict]:
    """All slices of the Service of that name, whoever keeps them."""
    return store.select(RESOURCE, namespace, from_labels({SERVICE: name}))


def _mine(service: dict, store: Store) -> list[dict]:
    owned = [obj for resource, obj in store.owned_by(service["metadata"]["uid"]) if resource == RESOURCE]
    return [obj for obj in owned if "deletionTimestamp" not in obj["metadata"]]


def _kept(found: dict, left: dict[str, dict]) -> list[dict]:
    """The endpoints of a slice that stay, brought up to date; they are taken out of `left`."""
    uids = [(endpoint.get("targetRef") or {}).get("uid") for endpoint in found.get("endpoints") or ()]
    return [left.pop(uid) for uid in uids if uid in left]


def _endpoint(service: dict, found: backends.Look, store: Store) -> dict:
    endpoint = topology.placed(found.endpoint, service["spec"].get("trafficDistribution", ""), store)
    if backends.publishes_all(service):
        endpoint = {**endpoint, "conditions": {**endpoint["conditions"], "ready": True}}
    hostname = backends.hostname(service, found.pod)
    return {**endpoint, "hostname": hostname} if hostname else endpoint


def _ports(ports: tuple) -> list[dict]:
    shown = []
    for port in ports:
        entry = {"name": port.name, "port": port.port, "protocol": port.protocol}
        shown.append({**entry, "appProtocol": port.app_protocol} if port.app_protocol else entry)
    return shown


def _labels(service: dict) -> dict[str, str]:
    own = {
        k: v for k, v in (service["metadata"].get("labels") or {}).items() if k not in (SERVICE, MANAGED_BY, HEADLESS)
    }
    labels = {**own, MANAGED_BY: ME, SERVICE: service["metadata"]["name"]}
    return {**labels, HEADLESS: ""} if backends.is_headless(service) else labels


def _slice(service: dict, ports: tuple, endpoints: list[dict], moment: str) -> dict:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{service['metadata']['name']}-",
            "namespace": service["metadata"]["namespace"],
            "labels": _labels(service),
            "annotations": {TRIGGER_TIME: moment},
            "ownerReferences": [controller_reference(service)],
        },
        "addressType": "IPv4",
        "endpoints": endpoints,
        "ports": _ports(ports),
    }
