"""Which pods stand behind a Service: shared by Endpoints and EndpointSlices.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cluster.component import World
from cluster.controllers import podstate
from cluster.objects.selectors import from_labels
from cluster.store import DELETED, MODIFIED, Change, Store
from cluster.store_tallies import bucket

SERVICES = "services"


# A look at a Service takes the controller time that grows with its pods; what changes meanwhile is seen together. Small
# Services are looked at for each change. Source: --endpoint-updates-batch-period and --kube-api-qps of
# https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
SMALL, PER_POD = 50, 300  # pods; µs


def rest(world: World, key: str, pods: int) -> int:
    """µs until this Service, which has so many endpoints, may be looked at again; 0 if now, which is then noted."""
    if pods < SMALL:
        world.remember(key, None)
        return 0
    last = world.recall(key)
    left = 0 if last is None else last + pods * PER_POD - world.now
    if left > 0:
        world.requeue(left)
        return left
    world.remember(key, world.now)
    return 0


class Port(NamedTuple):
    """A port of the Service as a pod serves it."""

    name: str
    port: int
    protocol: str
    app_protocol: str = ""


def service_keys(change: Change, store: Store) -> Iterable[str]:
    """The Services of the pod's namespace that select it, before or after, when something that they show changed."""
    services = [s for s in store.list(SERVICES, change.namespace) if s["spec"].get("selector")]
    before, after = change.previous, change.object
    if not services or (change.op == MODIFIED and before is not None and _shown(before) == _shown(after)):
        return
    labels = [pod["metadata"].get("labels") or {} for pod in (before, after) if pod]
    for service in services:
        if any(service["spec"]["selector"].items() <= each.items() for each in labels):
            yield f"{change.namespace}/{service['metadata']['name']}"


def named_service_keys(change: Change, store: Store) -> Iterable[str]:
    """The Service of the same name: for Endpoints that somebody changed or deleted."""
    if change.op == DELETED and store.get(SERVICES, change.namespace, change.name):
        yield f"{change.namespace}/{change.name}"


class Look(NamedTuple):
    """What a Service shows of a pod. `address` and `endpoint` are shared by all objects that show the pod."""

    pod: dict
    ready: bool
    terminating: bool
    ready_time: str
    address: dict  # as in Endpoints
    endpoint: dict  # as in EndpointSlices


# Looks at the pods as they are, by uid: a Service with a thousand pods is looked at again for each that changes.
_KNOWN: dict[str, Look] = {}
_MOST_KNOWN = 4096


def pods(service: dict, store: Store) -> list[Look]:
    """The selected pods that have an address and have not ended, sorted by name."""
    selected = store.select("pods", service["metadata"]["namespace"], from_labels(service["spec"]["selector"]))
    return [found for found in map(look, selected) if found is not None]


def look(pod: dict) -> Look | None:
    """None for a pod without an address, or that has ended."""
    uid = pod["metadata"]["uid"]
    known = _KNOWN.get(uid)
    if known is not None and known.pod is pod:
        return known
    if not (pod.get("status") or {}).get("podIP") or podstate.is_done(pod):
        return None
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    found = _KNOWN[uid] = _looked(pod)
    return found


def _looked(pod: dict) -> Look:
    metadata, ip, node = pod["metadata"], pod["status"]["podIP"], pod["spec"].get("nodeName", "")
    reference = {"kind": "Pod", "namespace": metadata["namespace"], "name": metadata["name"], "uid": metadata["uid"]}
    condition = podstate.condition(pod, "Ready") or {}
    ready, terminating = condition.get("status") == "True", "deletionTimestamp" in metadata
    states = {"ready": ready and not terminating, "serving": ready, "terminating": terminating}
    return Look(
        pod,
        ready,
        terminating,
        condition.get("lastTransitionTime") or "",
        {"ip": ip, "nodeName": node, "targetRef": reference},
        {"addresses": [ip], "conditions": states, "nodeName": node, "targetRef": reference},
    )


def is_selecting(service: dict) -> bool:
    """A Service without selector has endpoints made by hand, one of type ExternalName none."""
    return bool(service["spec"].get("selector")) and service["spec"].get("type") != "ExternalName"


def is_headless(service: dict) -> bool:
    return service["spec"].get("clusterIP") == "None"


def publishes_all(service: dict) -> bool:
    return bool(service["spec"].get("publishNotReadyAddresses"))


def ports_of(service: dict) -> Callable[[dict], tuple[Port, ...]]:
    """A function that tells where a pod serves each port of the Service; ports that it has not are left out."""
    wanted = service["spec"].get("ports") or ()
    if any(isinstance(port.get("targetPort"), str) for port in wanted):
        return lambda pod: _sorted([_served(port, _named(port, pod)) for port in wanted])
    everywhere = _sorted([_served(port, port.get("targetPort") or port["port"]) for port in wanted])
    return lambda pod: everywhere


def hostname(service: dict, pod: dict) -> str | None:
    """The name under which a headless Service's DNS knows the pod."""
    if pod["spec"].get("hostname") and pod["spec"].get("subdomain") == service["metadata"]["name"]:
        return pod["spec"]["hostname"]
    return None


def trigger_time(service: dict, chosen: list[Look]) -> str:
    """When what is shown last changed: the latest readiness among the pods, or the Service's creation."""
    return max([service["metadata"]["creationTimestamp"], *(found.ready_time for found in chosen)])


def _served(port: dict, number: int | None) -> Port | None:
    if number is None:
        return None
    return Port(port.get("name", ""), number, port.get("protocol", "TCP"), port.get("appProtocol", ""))


def _sorted(found: list[Port | None]) -> tuple[Port, ...]:
    return tuple(sorted((port for port in found if port), key=lambda p: (p.name, p.port, p.protocol)))


def _named(port: dict, pod: dict) -> int | None:
    """The number of the container port that the Service's port names."""
    target = port.get("targetPort")
    if not isinstance(target, str):
        return target or port["port"]
    for container in pod["spec"].get("containers") or ():
        for offered in container.get("ports") or ():
            if offered.get("name") == target and offered.get("protocol", "TCP") == port.get("protocol", "TCP"):
                return offered["containerPort"]
    return None


def _shown(pod: dict) -> tuple:
    status = pod.get("status") or {}
    return bucket(pod), status.get("podIP"), pod["spec"].get("nodeName"), "deletionTimestamp" in pod["metadata"]
