"""What kinds that keep pods share: counts, shares of them, selectors, templates.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.template import validate_replicated_template
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, invalid, required
from cluster.kinds.rules.reading import number, optional, struct
from cluster.kinds.rules.selecting import is_empty, shown_selector, validate_label_selector
from cluster.objects.selectors import from_label_selector

NEGATIVE = "must be greater than or equal to 0"


def not_negative(obj: dict, path: str, *fields: str) -> list[FieldError]:
    errors = []
    for field in fields:
        value = number(obj, field) or 0
        if value < 0:
            errors.append(invalid(f"{path}.{field}", value, NEGATIVE))
    return errors


def validate_selector_and_template(spec: dict, path: str = "spec") -> list[FieldError]:
    """Of a ReplicaSet or Deployment (the messages of both speak of either)."""
    selector = optional(spec, "selector")
    at = f"{path}.selector"
    if selector is None:
        errors = [required(at)]
        return errors + validate_replicated_template(struct(spec, "template"), None, "ReplicaSet", f"{path}.template")
    errors = validate_label_selector(selector, at)
    if errors:
        return [*errors, invalid(at, shown_selector(selector), "invalid label selector")]
    if is_empty(selector):
        errors.append(invalid(at, shown_selector(selector), "empty selector is invalid for deployment"))
    chosen = from_label_selector(shown_selector(selector))
    return errors + validate_replicated_template(struct(spec, "template"), chosen, "ReplicaSet", f"{path}.template")


def immutable_selector(obj: dict, old: dict) -> list[FieldError]:
    selector, before = optional(struct(obj, "spec"), "selector"), optional(struct(old, "spec"), "selector")
    if selector == before:
        return []
    shown = None if selector is None else shown_selector(selector)
    return [invalid("spec.selector", shown, "field is immutable")]


def validate_counts(status: dict, fields: tuple[str, ...], path: str = "status") -> list[FieldError]:
    """Of a status: no count is negative or above the number of replicas."""
    errors = not_negative(status, path, "replicas", *fields, "observedGeneration")
    replicas = number(status, "replicas") or 0
    for field in fields:
        value = number(status, field) or 0
        if value > replicas:
            errors.append(invalid(f"{path}.{field}", value, "cannot be greater than status.replicas"))
    available, ready = number(status, "availableReplicas") or 0, number(status, "readyReplicas") or 0
    if available > ready:
        errors.append(invalid(f"{path}.availableReplicas", available, "cannot be greater than readyReplicas"))
    return errors


def share(value: object, path: str) -> list[FieldError]:
    """A number that is not negative, or a percentage."""
    if isinstance(value, str):
        return each_invalid(path, value, names.percent(value))
    return [invalid(path, value, NEGATIVE)] if isinstance(value, int) and value < 0 else []


def amount(value: object) -> int:
    """The number itself, or that before the percent sign; Go reads any other text as 0 unless it is a number."""
    digits = value.removesuffix("%") if isinstance(value, str) else ""
    if digits.isascii() and digits.isdecimal():
        return int(digits[:20])
    return value if isinstance(value, int) else 0
