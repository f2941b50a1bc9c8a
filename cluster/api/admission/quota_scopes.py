"""Of which objects a quota speaks: its scopes narrow it to some pods or claims.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cluster.objects.quantities import parse

if TYPE_CHECKING:
    from cluster.kinds.base import Kind

_EXISTS = "Exists"


def in_scope(quota: dict, kind: Kind, obj: dict) -> bool:
    """Whether all scopes of the quota fit; other kinds than pods and claims are in none."""
    spec = quota.get("spec") or {}
    wanted = [{"scopeName": scope, "operator": _EXISTS} for scope in spec.get("scopes") or ()]
    wanted += (spec.get("scopeSelector") or {}).get("matchExpressions") or ()
    return all(_fits(each, kind, obj) for each in wanted)


def _fits(wanted: dict, kind: Kind, obj: dict) -> bool:
    scope = wanted["scopeName"]
    if kind.resource == "persistentvolumeclaims":
        return scope == "VolumeAttributesClass" and _chosen(wanted, _attributes_classes(obj))
    if kind.resource != "pods":
        return False
    if scope == "PriorityClass":
        name = obj["spec"].get("priorityClassName")
        return _chosen(wanted, [name] if name else [])
    known = _POD_SCOPES.get(scope)
    return known is not None and known(obj)


def _chosen(wanted: dict, names: list[str]) -> bool:
    """Whether the operator chooses an object that names these classes; one is enough."""
    values = wanted.get("values") or ()
    return {
        _EXISTS: bool(names),
        "DoesNotExist": not names,
        "In": any(name in values for name in names),
        "NotIn": not names or any(name not in values for name in names),
    }.get(wanted["operator"], False)


def _attributes_classes(claim: dict) -> list[str]:
    """What it asks for, what it has, and what it is being changed into."""
    status = claim.get("status") or {}
    named = (
        (claim.get("spec") or {}).get("volumeAttributesClassName"),
        status.get("currentVolumeAttributesClassName"),
        (status.get("modifyVolumeStatus") or {}).get("targetVolumeAttributesClassName"),
    )
    return sorted({name for name in named if name})


def _is_terminating(pod: dict) -> bool:
    """Not one that is being deleted: one whose life is limited."""
    return pod["spec"].get("activeDeadlineSeconds") is not None


def _is_best_effort(pod: dict) -> bool:
    """No container asks for CPU or memory, or is limited in them; nor is the pod as a whole."""
    spec = pod["spec"]
    told = [spec, *(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
    return not any(
        parse(str(amount)).nano > 0
        for each in told
        for section in ("requests", "limits")
        for name, amount in ((each.get("resources") or {}).get(section) or {}).items()
        if name in ("cpu", "memory")
    )


def _crosses_namespaces(pod: dict) -> bool:
    """It wants to be near, or away from, pods of other namespaces."""
    affinity = pod["spec"].get("affinity") or {}
    for kind in ("podAffinity", "podAntiAffinity"):
        told = affinity.get(kind) or {}
        terms = list(told.get("requiredDuringSchedulingIgnoredDuringExecution") or ())
        weighted = told.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms += [each.get("podAffinityTerm") or {} for each in weighted]
        if any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms):
            return True
    return False


_POD_SCOPES: dict[str, Callable[[dict], bool]] = {
    "Terminating": _is_terminating,
    "NotTerminating": lambda pod: not _is_terminating(pod),
    "BestEffort": _is_best_effort,
    "NotBestEffort": lambda pod: not _is_best_effort(pod),
    "CrossNamespacePodAffinity": _crosses_namespaces,
}
