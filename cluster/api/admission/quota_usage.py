"""What an object uses of a namespace's quota: counts of objects, requests and limits of pods.

Pure functions that the admission plugin and the quota controller share. Source:
https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kinds.rules.devices import ALL
from cluster.kinds.rules.devices import CLAIMS as DEVICE_CLAIMS
from cluster.kinds.rules.resources import is_extended, is_huge_page
from cluster.objects import times
from cluster.objects.demand import of_containers
from cluster.objects.quantities import Quantity, parse
from cluster.objects.storage import class_of

if TYPE_CHECKING:
    from cluster.kinds.base import Kind

Usage = dict[str, Quantity]
# Kinds that have a name of their own beside count/RESOURCE.
_COUNTED = (
    "pods", "configmaps", "secrets", "services", "replicationcontrollers", "resourcequotas", "persistentvolumeclaims",
)  # fmt: skip
_COMPUTE = ("cpu", "memory", "ephemeral-storage")
_MUST_BE_TOLD = ("cpu", "memory")
_BY_CLASS, _BY_DEVICE_CLASS = "storageclass.storage.k8s.io", "deviceclass.resource.k8s.io/devices"
_MOST_DEVICES = 32  # that one claim can be given
ONE, NONE = Quantity(1_000_000_000), Quantity(0)


def usage(kind: Kind, obj: dict, now: int) -> Usage:
    """Resource name of quotas (`pods`, `requests.cpu`, `count/deployments.apps`) → how much. `now`: µs since 1970."""
    found: Usage = {f"count/{kind.resource}": ONE}
    if kind.resource == "pods":
        return {**found, **_pod(obj, now)}
    if kind.resource in _COUNTED:
        found[kind.resource] = ONE
    if kind.resource == "services":
        found.update(_service(obj))
    elif kind.resource == "persistentvolumeclaims":
        found.update(_claim(obj))
    elif kind.resource == DEVICE_CLAIMS:
        found.update(_devices(obj))
    return found


def missing_requests(obj: dict, wanted: list[str]) -> dict[str, list[str]]:
    """CPU and memory that the quota limits → containers that say nothing of them."""
    found: dict[str, list[str]] = {}
    for resource in sorted(wanted):
        section, _, name = resource.rpartition(".")
        if name not in _MUST_BE_TOLD or section not in ("", "requests", "limits"):
            continue
        spec = obj["spec"]
        for container in (*(spec.get("containers") or ()), *(spec.get("initContainers") or ())):
            if name not in ((container.get("resources") or {}).get(section or "requests") or {}):
                found.setdefault(resource, []).append(container["name"])
    return {resource: sorted(set(names)) for resource, names in found.items()}


def pod_total(spec: dict, section: str) -> Usage:
    """Requests or limits of a pod; what is told of the pod as a whole takes the place of the containers' sum."""
    total = of_containers(spec, lambda container: _section(container, section), _add, _raise)
    return {**total, **_section(spec, section)}


def _pod(obj: dict, now: int) -> Usage:
    """`now` in µs since 1970: what should long be gone (its node may be lost) is not charged."""
    metadata = obj["metadata"]
    if obj.get("status", {}).get("phase") in ("Succeeded", "Failed"):
        return {}
    if "deletionTimestamp" in metadata and now > times.parse(metadata["deletionTimestamp"]):
        return {}
    found: Usage = {"pods": ONE}
    asked, limits = pod_total(obj["spec"], "requests"), pod_total(obj["spec"], "limits")
    extra = obj["spec"].get("overhead") or {}
    for total in (asked, limits) if extra else ():
        _add(total, {name: parse(str(text)) for name, text in extra.items() if total is asked or name in total})
    for name, amount in asked.items():
        if name in _COMPUTE or is_huge_page(name) or is_extended(name):
            found[f"requests.{name}"] = amount
        if name in _COMPUTE or is_huge_page(name):
            found[name] = amount
    found.update((f"limits.{name}", amount) for name, amount in limits.items() if name in _COMPUTE)
    return found


def _service(obj: dict) -> Usage:
    spec = obj.get("spec", {})
    ports = spec.get("ports") or ()
    found: Usage = {"services.loadbalancers": NONE, "services.nodeports": NONE}
    if spec.get("type") == "LoadBalancer":
        found["services.loadbalancers"] = ONE
        if spec.get("allocateLoadBalancerNodePorts") is False:
            ports = [port for port in ports if port.get("nodePort")]
    if spec.get("type") in ("NodePort", "LoadBalancer"):
        found["services.nodeports"] = Quantity(ONE.nano * len(ports))
    return found


def _claim(obj: dict) -> Usage:
    """The storage that it asks for, also by storage class; after a failed expansion what was set aside counts."""
    asked = ((obj.get("spec") or {}).get("resources") or {}).get("requests") or {}
    set_aside = ((obj.get("status") or {}).get("allocatedResources") or {}).get("storage", "0")
    found: Usage = {}
    if "storage" in asked:
        found["requests.storage"] = max(parse(str(asked["storage"])), parse(set_aside), key=lambda amount: amount.nano)
    name = class_of(obj)
    if name:
        own = {f"{name}.{_BY_CLASS}/{resource}": amount for resource, amount in found.items()}
        found |= {**own, f"{name}.{_BY_CLASS}/persistentvolumeclaims": ONE}
    return found


def _devices(obj: dict) -> Usage:
    """Devices by class, as many as a claim may get; of alternatives the most for each class."""
    total: Usage = {}
    for request in ((obj.get("spec") or {}).get("devices") or {}).get("requests") or ():
        most: Usage = {}
        for asked in (request["exactly"],) if request.get("exactly") else request.get("firstAvailable") or ():
            count = _MOST_DEVICES if asked.get("allocationMode") == ALL else asked.get("count", 1)
            _raise(most, {f"{asked['deviceClassName']}.{_BY_DEVICE_CLASS}": Quantity(ONE.nano * count)})
        _add(total, most)
    return total


def _add(total: Usage, more: Usage) -> None:
    for name, amount in more.items():
        total[name] = total[name].plus(amount) if name in total else amount


def _raise(total: Usage, least: Usage) -> None:
    for name, amount in least.items():
        if amount.nano > total.get(name, NONE).nano:
            total[name] = amount


def _section(told: dict, section: str) -> Usage:
    return {name: parse(str(text)) for name, text in ((told.get("resources") or {}).get(section) or {}).items()}
