"""ResourceQuota: how much a namespace may use.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.errors import NO_ITEMS, Struct, invalid, required
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import items, optional, struct, structs, text, texts
from cluster.kinds.rules.resources import is_quota_name, validate_amounts, validate_quota_name
from cluster.kinds.standard import Standard
from cluster.objects.quantities import QuantityError, canonical

_POD_SCOPES = ("Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity")
_SCOPES = (*_POD_SCOPES, "BestEffort", "VolumeAttributesClass")
_CONFLICTS = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
_ALONE = ("BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity")
_COMPUTE = (
    "pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory",
)  # fmt: skip


class ResourceQuota(Standard):
    kind, plural, short_names = "ResourceQuota", "resourcequotas", ("quota",)
    subresources = ("status",)
    has_generation = False
    columns = (
        NAME,
        Column(
            "Request",
            description="Request represents a minimum amount of cpu/memory that a container may consume.",
        ),
        Column(
            "Limit",
            description="Limits control the maximum amount of cpu/memory that a container may use independent of "
            "contention on the node.",
        ),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        if not isinstance(spec.get("hard"), dict):
            return obj
        return {**obj, "spec": {**spec, "hard": {name: _canonical(value) for name, value in spec["hard"].items()}}}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = validate_amounts(spec, "hard", validate_quota_name, "spec.hard")
        return errors + _scopes(spec) + _selector(spec)

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        scopes = texts(struct(obj, "spec"), "scopes")
        if set(scopes) == set(texts(struct(old, "spec"), "scopes")):
            return []
        return [invalid("spec.scopes", scopes or NO_ITEMS, "field is immutable")]

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        status = struct(obj, "status")
        errors = validate_metadata_update(obj, old)
        for field in ("hard", "used"):
            errors += validate_amounts(status, field, validate_quota_name, f"status.{field}")
        return errors

    def row(self, obj: dict, now: int) -> list:
        metadata, status = obj["metadata"], obj.get("status", {})
        used = status.get("used") or {}
        amounts = [(name, f"{name}: {used.get(name, '0')}/{hard}") for name, hard in items(status, "hard")]
        return [
            metadata["name"],
            ", ".join(text for name, text in amounts if not name.startswith("limits.")),
            ", ".join(text for name, text in amounts if name.startswith("limits.")),
            age(metadata.get("creationTimestamp"), now),
        ]


def _canonical(value: object) -> object:
    try:
        return canonical(value)
    except QuantityError:
        return value  # validation says what is wrong with it


def _scopes(spec: dict) -> list[FieldError]:
    scopes, errors = texts(spec, "scopes"), []
    for scope in scopes:
        if scope not in _SCOPES:
            errors.append(invalid("spec.scopes", scopes, "unsupported scope"))
        errors += [invalid("spec.scopes", scopes, "unsupported scope applied to resource") for _ in _unfit(spec, scope)]
    errors += [invalid("spec.scopes", scopes, "conflicting scopes") for pair in _CONFLICTS if set(pair) <= set(scopes)]
    return errors


def _selector(spec: dict) -> list[FieldError]:
    selector = optional(spec, "scopeSelector")
    if selector is None:
        return []
    errors, path = [], "spec.scopeSelector.matchExpressions"
    shown = Struct(MatchExpressions=[_shown(item) for item in structs(selector, "matchExpressions")])
    for item in structs(selector, "matchExpressions"):
        scope, operator, values = text(item, "scopeName"), text(item, "operator"), texts(item, "values")
        if scope not in _SCOPES:
            errors.append(invalid(f"{path}.scopeName", scope, "unsupported scope"))
        errors += [invalid(path, shown, "unsupported scope applied to resource") for _ in _unfit(spec, scope)]
        if scope in _ALONE and operator != "Exists":
            listed = "Terminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
            listed += "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
            detail = f"must be 'Exists' when scope is any of ResourceQuotaScope{listed}"
            errors.append(invalid(f"{path}.operator", operator, detail))
        if operator in ("In", "NotIn"):
            if not values:
                detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
                errors.append(required(f"{path}.values", detail))
        elif operator in ("Exists", "DoesNotExist"):
            if values:
                detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
                errors.append(invalid(f"{path}.values", values, detail))
        else:
            errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    found = {text(item, "scopeName") for item in structs(selector, "matchExpressions")}
    detail = "conflicting scopes"
    errors += [
        invalid("spec.scopes", texts(spec, "scopes") or NO_ITEMS, detail) for pair in _CONFLICTS if set(pair) <= found
    ]
    return errors


def _unfit(spec: dict, scope: str) -> list[str]:
    """Known resources to which the scope does not apply."""
    known = [name for name, _ in items(spec, "hard") if is_quota_name(name)]
    if scope == "BestEffort":
        return [name for name in known if name != "pods"]
    if scope in _POD_SCOPES:
        return [name for name in known if name not in _COMPUTE]
    return []


def _shown(item: dict) -> Struct:
    return Struct(ScopeName=text(item, "scopeName"), Operator=text(item, "operator"), Values=item.get("values"))


KIND = ResourceQuota()
