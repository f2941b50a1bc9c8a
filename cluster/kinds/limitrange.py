"""LimitRange: what containers, pods and claims of a namespace may ask for, and what they get when they ask for nothing.

Source: https://kubernetes.io/docs/concepts/policy/limit-range/ and, for texts and order,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/validation.go (ValidateLimitRange).
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.cells import NAME
from cluster.kinds.rules import names, resources
from cluster.kinds.rules.errors import duplicate, each_invalid, forbidden, invalid, required
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.rbac import CREATED_AT
from cluster.kinds.rules.reading import items, struct, structs, text
from cluster.kinds.standard import Standard
from cluster.objects.quantities import Quantity, QuantityError, canonical

_AMOUNTS = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
_STANDARD_TYPES = ("Pod", "Container", "PersistentVolumeClaim")
_MOST_MILLI = (2**63 - 1) // 1000
Found = dict[str, dict[str, Quantity]]


class LimitRange(Standard):
    kind, plural, short_names = "LimitRange", "limitranges", ("limits",)
    has_generation = False
    named_by_server = True
    columns = (NAME, CREATED_AT)

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        if not isinstance(spec.get("limits"), list):
            return obj
        return {**obj, "spec": {**spec, "limits": [_completed(each) for each in structs(spec, "limits")]}}

    def validate(self, obj: dict) -> list[FieldError]:
        errors = validate_metadata(obj, True, names.dns_subdomain)
        seen: list[str] = []
        for index, limit in enumerate(structs(struct(obj, "spec"), "limits")):
            path, kind = f"spec.limits[{index}]", text(limit, "type")
            errors += _type(kind, f"{path}.type")
            if kind in seen:
                errors.append(duplicate(f"{path}.type", kind))
            seen.append(kind)
            errors += _limit(limit, kind, path)
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return self.validate(obj) or validate_metadata_update(obj, old)

    def row(self, obj: dict, now: int) -> list:
        return [obj["metadata"]["name"], obj["metadata"].get("creationTimestamp")]


def _completed(limit: dict) -> dict:
    """Of containers: a default limit is the maximum, a default request the default limit or else the minimum."""
    for field in _AMOUNTS:
        if isinstance(limit.get(field), dict):
            limit = {**limit, field: {name: _canonical(value) for name, value in limit[field].items()}}
    if text(limit, "type") != "Container":
        return limit
    default = {**struct(limit, "max"), **struct(limit, "default")}
    request = {**struct(limit, "min"), **default, **struct(limit, "defaultRequest")}
    return {**limit, **({"default": default} if default else {}), **({"defaultRequest": request} if request else {})}


def _canonical(value: object) -> object:
    try:
        return canonical(value)
    except QuantityError:
        return value  # validation says what is wrong with it


def _type(kind: str, path: str) -> list[FieldError]:
    errors = each_invalid(path, kind, names.qualified_name(kind))
    if not errors and "/" not in kind and kind not in _STANDARD_TYPES:
        errors.append(invalid(path, kind, "must be a standard limit type or fully qualified"))
    return errors


def _limit(limit: dict, kind: str, path: str) -> list[FieldError]:
    check = resources.validate_container_name if kind in ("Pod", "Container") else resources.validate_name
    errors: list[FieldError] = []
    found: Found = {field: {} for field in _AMOUNTS}
    for field in _AMOUNTS:
        if kind == "Pod" and field.startswith("default"):
            if limit.get(field):
                errors.append(forbidden(f"{path}.{field}", "may not be specified when `type` is 'Pod'"))
            continue
        bounded = "storage" in found["min"] or "storage" in found["max"]
        if field == "maxLimitRequestRatio" and kind == "PersistentVolumeClaim" and not bounded:
            detail = "either minimum or maximum storage value is required, but neither was provided"
            errors.append(required(f"{path}.limits", detail))
        for name, value in items(limit, field):
            at = f"{path}.{field}[{name}]"
            quantity, wrong = resources.quantity_of(value, at)
            errors += [*check(name, at), *wrong]
            found[field][name] = quantity
    for name in sorted({name for amounts in found.values() for name in amounts}):
        errors += _between(name, found, path)
    return errors


def _between(name: str, found: Found, path: str) -> list[FieldError]:
    """How the amounts of one resource must relate."""
    least, most, default, request, ratio = (
        found[field].get(name) for field in ("min", "max", "default", "defaultRequest", "maxLimitRequestRatio")
    )
    errors = []
    for low, high, low_word, high_word, field, shown in (
        (least, most, "min", "max", "min", least),
        (least, request, "min", "default request", "defaultRequest", request),
        (request, most, "default request", "max", "defaultRequest", request),
        (request, default, "default request", "default limit", "defaultRequest", request),
        (least, default, "min", "default", "default", least),
        (default, most, "default", "max", "default", most),
    ):
        if low is not None and high is not None and low.nano > high.nano:
            detail = f"{low_word} value {low} is greater than {high_word} value {high}"
            errors.append(invalid(f"{path}.{field}[{name}]", str(shown), detail))
    if ratio is not None:
        errors += _ratio(ratio, least, most, f"{path}.maxLimitRequestRatio[{name}]")
    fixed = not resources.may_overcommit(name)
    if fixed and default is not None and request is not None and default.nano != request.nano:
        detail = f"default value {default} must equal to defaultRequest value {request} in {name}"
        errors.append(invalid(f"{path}.defaultRequest[{name}]", str(request), detail))
    return errors


def _ratio(ratio: Quantity, least: Quantity | None, most: Quantity | None, path: str) -> list[FieldError]:
    errors = []
    if ratio.value < 1 or ratio.nano < 1_000_000_000:
        errors.append(invalid(path, str(ratio), f"ratio {ratio} is less than 1"))
    if least is None or most is None or not least.nano:
        return errors
    wanted, low, high = float(ratio.value), least.value, most.value
    if max(ratio.value, low, high) < _MOST_MILLI:
        wanted, low, high = ratio.milli / 1000, least.milli, most.milli
    if wanted > high / low:
        errors.append(invalid(path, str(ratio), f"ratio {ratio} is greater than max/min = {high / low:f}"))
    return errors


KIND = LimitRange()
