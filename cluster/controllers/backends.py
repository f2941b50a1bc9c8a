"""Which pods stand behind a Service: shared by Endpoints and EndpointSlices.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cluster.controllers import podstate
from cluster.objects.selectors import from_labels
from cluster.store import DELETED, MODIFIED, Change, Store
from cluster.store_tallies import bucket

SERVICES = "services"


class Port(NamedTuple):
    """A port of the Service as a pod serves it."""

    name: str
    port: int
    protocol: str
    app_protocol: str | None = None


def service_keys(change: Change, store: Store) -> Iterable[str]:
    """The Services of the pod's namespace that select it, before or after, when it shows"""
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


def pods(service: dict, store: Store) -> list[dict]:
    """The selected pods that have an address and have not ended, sorted by name."""
    selected = store.select("pods", service["metadata"]["namespace"], from_labels(service["spec"]["selector"]))
    return [pod for pod in selected if (pod.get("status") or {}).get("podIP") and not podstate.is_done(pod)]


def is_selecting(service: dict) -> bool:
    """A Service without selector has endpoints made by hand, one of type ExternalName none."""
    return bool(service["spec"].get("selector")) and service["spec"].get("type") != "ExternalName"


def is_headless(service: dict) -> bool:
    return service["spec"].get("clusterIP") == "None"


def publishes_all(service: dict) -> bool:
    return bool(service["spec"].get("publishNotReadyAddresses"))


def ports(service: dict, pod: dict) -> tuple[Port, ...]:
    """Where the pod serves each port of the Service; ports that it has not are left out."""
    found = []
    for port in service["spec"].get("ports") or ():
        number = _target(port, pod)
        if number is not None:
            found.append(Port(port.get("name", ""), number, port.get("protocol", "TCP"), port.get("appProtocol")))
    return tuple(sorted(found, key=lambda p: (p.name, p.port, p.protocol)))


def target_reference(pod: dict) -> dict:
    metadata = pod["metadata"]
    return {"kind": "Pod", "namespace": metadata["namespace"], "name": metadata["name"], "uid": metadata["uid"]}


def hostname(service: dict, pod: dict) -> str | None:
    """The name under which a headless Service's DNS knows the pod."""
    if pod["spec"].get("hostname") and pod["spec"].get("subdomain") == service["metadata"]["name"]:
        return pod["spec"]["hostname"]
    return None


def trigger_time(service: dict, chosen: list[dict]) -> str:
    """When what is shown last changed: the latest readiness among the pods, or the Service's creation."""
    times = [service["metadata"]["creationTimestamp"]]
    for pod in chosen:
        ready = podstate.condition(pod, "Ready")
        if ready and ready.get("lastTransitionTime"):
            times.append(ready["lastTransitionTime"])
    return max(times)


def _target(port: dict, pod: dict) -> int | None:
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target or port["port"]
    for container in pod["spec"].get("containers") or ():
        for offered in container.get("ports") or ():
            if offered.get("name") == target and offered.get("protocol", "TCP") == port.get("protocol", "TCP"):
                return offered["containerPort"]
    return None


def _shown(pod: dict) -> tuple:
    status = pod.get("status") or {}
    return bucket(pod), status.get("podIP"), pod["spec"].get("nodeName"), "deletionTimestamp" in pod["metadata"]
