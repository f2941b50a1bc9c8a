"""What a pod asks a node for: resources and host ports.

Sources: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ (requests),
https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers (init
containers),
https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers (sidecars).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from cluster.objects.quantities import milli, units

CPU, MEMORY, PODS, STORAGE = "cpu", "memory", "pods", "ephemeral-storage"

# What a container that requests nothing counts as when nodes are scored, so that such pods spread too.
# Source: https://kubernetes.io/docs/reference/scheduling/config/ and kube-scheduler's documentation of NodeResourcesFit
UNSTATED = {CPU: 100, MEMORY: 200 * 1024 * 1024}

T = TypeVar("T")
Amounts = dict[str, int]  # cpu in millicores, everything else in units or bytes


def amounts(quantities: dict | None) -> Amounts:
    """`{"cpu": "1500m", "memory": "1Gi"}` → `{"cpu": 1500, "memory": 1073741824}`."""
    return {name: milli(text) if name == CPU else units(text) for name, text in (quantities or {}).items()}


def requests(spec: dict, unstated: Amounts | None = None) -> Amounts:
    """What the whole pod requests; `unstated` counts for containers that say nothing about a resource."""
    total = of_containers(spec, lambda container: _of_container(container, unstated), _add, _raise)
    total.update(_of_pod(spec))
    _add(total, amounts(spec.get("overhead")))
    return total


def of_containers(
    spec: dict,
    asked: Callable[[dict], dict[str, T]],
    add: Callable[[dict[str, T], dict[str, T]], None],
    raise_to: Callable[[dict[str, T], dict[str, T]], None],
) -> dict[str, T]:
    """What the containers of a pod come to: all of them and the sidecars together, or an init container with the
    sidecars before it where that is more. `asked` tells what one container asks for; `add` and `raise_to` (at least as
    much) change their first argument, in whatever the amounts are counted."""
    total: dict[str, T] = {}
    for container in spec.get("containers") or ():
        add(total, asked(container))
    sidecars: dict[str, T] = {}
    most: dict[str, T] = {}
    for container in spec.get("initContainers") or ():
        own = asked(container)
        if container.get("restartPolicy") == "Always":
            add(total, own)
            add(sidecars, own)
            raise_to(most, sidecars)
        else:
            alone = dict(sidecars)
            add(alone, own)
            raise_to(most, alone)
    raise_to(total, most)
    return total


def counted(pod: dict) -> dict:
    """The pod's spec with the requests that count on its node: of a resize that can never be, what its containers have.
    Source: https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/#pod-resize-status"""
    status, spec = pod.get("status") or {}, pod["spec"]
    waits = [c for c in status.get("conditions") or () if c["type"] == "PodResizePending"]
    if not waits or waits[0].get("reason") != "Infeasible":
        return spec
    held = {c["name"]: c.get("allocatedResources") or {} for c in status.get("containerStatuses") or ()}
    containers = [
        {**c, "resources": {**(c.get("resources") or {}), "requests": held[c["name"]]}} if c["name"] in held else c
        for c in spec["containers"]
    ]
    return {**spec, "containers": containers}


def host_ports(spec: dict) -> tuple[tuple[str, str, int], ...]:
    """(address, protocol, port) of every host port; the address 0.0.0.0 stands for all."""
    containers = [c for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"]
    return tuple(
        (port.get("hostIP") or "0.0.0.0", port.get("protocol") or "TCP", port["hostPort"])
        for container in [*containers, *(spec.get("containers") or ())]
        for port in container.get("ports") or ()
        if port.get("hostPort")
    )


def is_taken(there: Iterable[tuple[str, str, int]], wanted: tuple[str, str, int]) -> bool:
    """Whether a host port is in use among `there`; an address of all stands in the way of every other."""
    address, protocol, number = wanted
    return any(
        (its_protocol, its_number) == (protocol, number) and (address == its or "0.0.0.0" in (address, its))
        for its, its_protocol, its_number in there
    )


def _of_container(container: dict, unstated: Amounts | None) -> Amounts:
    resources = container.get("resources")
    asked = amounts(resources.get("requests")) if resources else {}
    return {**unstated, **asked} if unstated else asked


def _of_pod(spec: dict) -> Amounts:
    """Requests stated for the pod as a whole take the place of the sum (pod-level resources)."""
    resources = spec.get("resources")
    return amounts(resources.get("requests")) if resources else {}


def _add(total: Amounts, more: Amounts) -> None:
    for name, amount in more.items():
        total[name] = total.get(name, 0) + amount


def _raise(total: Amounts, least: Amounts) -> None:
    for name, amount in least.items():
        if amount > total.get(name, 0):
            total[name] = amount
