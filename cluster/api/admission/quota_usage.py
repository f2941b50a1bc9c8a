"""What an object uses of a namespace's quota: counts of objects, requests and limits of pods.

Pure functions that the admission plugin and the quota controller share. Source:
https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
_BY_CLASS = "storageclass.storage.k8s.io"
ONE = Quantity(1_000_000_000)


def usage(kind: Kind, obj: dict) -> Usage:
    """Resource name of quotas (`pods`, `requests.cpu`, `count/deployments.apps`) → how much."""
    found: Usage = {f"count/{kind.resource}": ONE}
    if kind.resource == "pods":
        return {**found, **_pod(obj)}
    if kind.resource in _COUNTED:
        found[kind.resource] = ONE
    if kind.resource == "services":
        found.update(_service(obj))
    elif kind.resource == "persistentvolumeclaims":
        found.update(_claim(obj))
    return found


def in_scope(quota: dict, kind: Kind, obj: dict) -> bool:
    """Whether the quota speaks of the object: its scopes narrow it to some pods."""
    scopes = quota.get("spec", {}).get("scopes") or ()
    selectors = (quota.get("spec", {}).get("scopeSelector") or {}).get("matchExpressions") or ()
    if not scopes and not selectors:
        return True
    if kind.resource != "pods":
        return False
    return all(_matches(scope, obj) for scope in scopes) and all(_selects(each, obj) for each in selectors)


def missing_requests(obj: dict, wanted: list[str]) -> dict[str, list[str]]:
    """Compute resources that the quota limits → containers that say nothing of them."""
    found: dict[str, list[str]] = {}
    for resource in sorted(wanted):
        section, _, name = resource.rpartition(".")
        if name not in _COMPUTE or section not in ("", "requests", "limits"):
            continue
        spec = obj["spec"]
        for container in (*(spec.get("containers") or ()), *(spec.get("initContainers") or ())):
            if name not in ((container.get("resources") or {}).get(section or "requests") or {}):
                found.setdefault(resource, []).append(container["name"])
    return {resource: sorted(set(names)) for resource, names in found.items()}


def pod_total(spec: dict, section: str) -> Usage:
    """Requests or limits of a pod: its containers together, or the largest init container where that is more."""
    total: Usage = {}
    for container in spec.get("containers") or ():
        _add(total, container, section)
    for container in spec.get("initContainers") or ():
        for name, amount in _section(container, section).items():
            if amount.nano > total.get(name, Quantity(0)).nano:
                total[name] = amount
    return total


def _pod(obj: dict) -> Usage:
    if obj.get("status", {}).get("phase") in ("Succeeded", "Failed"):
        return {}
    found: Usage = {"pods": ONE}
    for name, amount in pod_total(obj["spec"], "requests").items():
        found[f"requests.{name}"] = amount
        if name in _COMPUTE:
            found[name] = amount
    found.update((f"limits.{name}", amount) for name, amount in pod_total(obj["spec"], "limits").items())
    return found


def _service(obj: dict) -> Usage:
    spec = obj.get("spec", {})
    ports, found = Quantity(ONE.nano * len(spec.get("ports") or ())), {}
    if spec.get("type") == "LoadBalancer":
        found["services.loadbalancers"] = ONE
    if spec.get("type") in ("NodePort", "LoadBalancer"):
        found["services.nodeports"] = ports
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


def _add(total: Usage, container: dict, section: str) -> None:
    for name, amount in _section(container, section).items():
        total[name] = total[name].plus(amount) if name in total else amount


def _section(container: dict, section: str) -> Usage:
    return {name: parse(str(text)) for name, text in ((container.get("resources") or {}).get(section) or {}).items()}


def _matches(scope: str, pod: dict) -> bool:
    terminating = (pod["spec"].get("activeDeadlineSeconds") or 0) > 0
    best_effort = not any(pod_total(pod["spec"], section) for section in ("requests", "limits"))
    return {
        "Terminating": terminating,
        "NotTerminating": not terminating,
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
        "PriorityClass": bool(pod["spec"].get("priorityClassName")),
    }.get(scope, False)


def _selects(expression: dict, pod: dict) -> bool:
    if expression["scopeName"] != "PriorityClass":
        return _matches(expression["scopeName"], pod) == (expression["operator"] in ("Exists", "In"))
    name, values = pod["spec"].get("priorityClassName", ""), expression.get("values") or ()
    return {
        "In": name in values,
        "NotIn": name not in values,
        "Exists": bool(name),
        "DoesNotExist": not name,
    }.get(expression["operator"], False)
