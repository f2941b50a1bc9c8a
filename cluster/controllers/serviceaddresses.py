"""Addresses of Services: each that is taken has an IPAddress, and each range knows whether it is in use.

Source: https://kubernetes.io/docs/reference/networking/virtual-ips/#ip-address-objects and
https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/ (a range goes when no address of it is left).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World
from cluster.objects.times import rfc3339
from cluster.reasons import Reason, reason
from cluster.store import Change, Store

reasons.register(
    {
        "address.take": ("address", "service"),
        "address.release": ("address",),
        "address.taken": ("address", "service"),
        "range.ready": ("range",),
        "range.in_use": ("range", "addresses"),
        "range.free": ("range",),
    }
)

SERVICES, ADDRESSES, RANGES = "services", "ipaddresses.networking.k8s.io", "servicecidrs.networking.k8s.io"
MANAGED_BY, FAMILY = "ipaddress.kubernetes.io/managed-by", "ipaddress.kubernetes.io/ip-family"
ALLOCATOR, FINALIZER = "ipallocator.k8s.io", "networking.k8s.io/service-cidr-finalizer"
_IN_USE = "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR"


def first_range() -> dict:
    """The range that the API server makes from its flag."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": {"name": "kubernetes"},
        "spec": {"cidrs": ["10.96.0.0/12"]},
    }


def _service_keys(change: Change, store: Store) -> Iterable[str]:
    """`namespace/name/address` of each address that the Service has or had."""
    for obj in (change.object, change.previous):
        for address in (obj or {"spec": {}})["spec"].get("clusterIPs") or ():
            if address != "None":
                yield f"{change.namespace}/{change.name}/{address}"


def _address_keys(change: Change, store: Store) -> Iterable[str]:
    """The Service behind an IPAddress that went away or was made by somebody else."""
    parent = (change.object.get("spec") or {}).get("parentRef") or {}
    if parent.get("resource") == SERVICES and parent.get("name"):
        yield f"{parent.get('namespace', '')}/{parent['name']}/{change.name}"


class ServiceAddresses(Component):
    name = "service-ip-repair"
    watches = {SERVICES: _service_keys, ADDRESSES: _address_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name, address = key.split("/")
        service = world.store.get(SERVICES, namespace, name)
        wanted = service is not None and address in (service["spec"].get("clusterIPs") or ())
        found = world.store.get(ADDRESSES, "", address)
        if wanted and found is None:
            why = reason("address.take", address=address, service=name)
            world.client.create(ADDRESSES, _address(address, namespace, name), why)
            return why
        if not wanted and found is not None and _belongs(found, namespace, name):
            why = reason("address.release", address=address)
            world.client.delete(ADDRESSES, "", address, why)
            return why
        return reason("address.taken", address=address, service=name) if wanted else None


def _belongs(found: dict, namespace: str, name: str) -> bool:
    """Whether the allocator made it for this Service."""
    parent = found["spec"]["parentRef"]
    ours = (found["metadata"].get("labels") or {}).get(MANAGED_BY) == ALLOCATOR
    return ours and (parent.get("namespace"), parent.get("name")) == (namespace, name)


def _address(address: str, namespace: str, name: str) -> dict:
    family = "IPv6" if ":" in address else "IPv4"
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": {"name": address, "labels": {FAMILY: family, MANAGED_BY: ALLOCATOR}},
        "spec": {"parentRef": {"resource": SERVICES, "namespace": namespace, "name": name}},
    }


def _range_keys(change: Change, store: Store) -> Iterable[str]:
    yield change.name


def _ranges_of_address(change: Change, store: Store) -> Iterable[str]:
    """Ranges that are on their way out, when an address goes."""
    for each in store.list(RANGES):
        if "deletionTimestamp" in each["metadata"]:
            yield each["metadata"]["name"]


class ServiceRanges(Component):
    name = "service-cidr-controller"
    watches = {RANGES: _range_keys, ADDRESSES: _ranges_of_address}

    def reconcile(self, key: str, world: World) -> Reason | None:
        found = world.store.get(RANGES, "", key)
        if found is None:
            return None
        if "deletionTimestamp" in found["metadata"]:
            return self._let_go(found, world)
        if FINALIZER not in (found["metadata"].get("finalizers") or ()):
            metadata = {**found["metadata"], "finalizers": [*(found["metadata"].get("finalizers") or ()), FINALIZER]}
            found = world.client.update(RANGES, {**found, "metadata": metadata}, reason("range.ready", range=key))
        self._tell(found, "True", "", "Kubernetes Service CIDR is ready", world)
        return reason("range.ready", range=key)

    def _let_go(self, found: dict, world: World) -> Reason:
        name, finalizers = found["metadata"]["name"], found["metadata"].get("finalizers") or ()
        inside = _addresses_only_in(found, world.store)
        if inside:
            self._tell(found, "False", "Terminating", _IN_USE, world)
            return reason("range.in_use", range=name, addresses=len(inside))
        why = reason("range.free", range=name)
        if FINALIZER in finalizers:
            metadata = {**found["metadata"], "finalizers": [each for each in finalizers if each != FINALIZER]}
            world.client.update(RANGES, {**found, "metadata": metadata}, why)
        return why

    @staticmethod
    def _tell(found: dict, status: str, why: str, message: str, world: World) -> None:
        conditions = (found.get("status") or {}).get("conditions") or []
        was: dict = next((c for c in conditions if c["type"] == "Ready"), {})
        if (was.get("status"), was.get("message")) == (status, message):
            return
        since = was.get("lastTransitionTime") if was.get("status") == status else rfc3339(world.epoch + world.now)
        new = {"type": "Ready", "status": status, "reason": why, "message": message, "lastTransitionTime": since}
        others = [c for c in conditions if c["type"] != "Ready"]
        told = {**found, "status": {"conditions": [*others, new]}}
        world.client.update_status(RANGES, told, reason("range.ready", range=found["metadata"]["name"]))


def _addresses_only_in(found: dict, store: Store) -> list[str]:
    """The addresses of this range that no other range has, unless that one is on its way out too."""
    others = [r for r in store.list(RANGES) if r is not found and "deletionTimestamp" not in r["metadata"]]
    return [
        each["metadata"]["name"]
        for each in store.list(ADDRESSES)
        if _within(each["metadata"]["name"], found) and not any(_within(each["metadata"]["name"], r) for r in others)
    ]


def _within(address: str, found: dict) -> bool:
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(block) for block in found["spec"]["cidrs"])
