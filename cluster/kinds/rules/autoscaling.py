"""Validation of a HorizontalPodAutoscaler's spec.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/apis/autoscaling/validation/validation.go (texts, order)
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.names import dns_label, path_segment
from cluster.kinds.rules.reading import number, optional, struct, structs, text
from cluster.kinds.rules.resources import validate_container_name
from cluster.objects.quantities import QuantityError, read

SOURCES = ("ContainerResource", "External", "Object", "Pods", "Resource")
_TARGETS, _SELECT, _POLICIES = ("Utilization", "Value", "AverageValue"), ("Disabled", "Max", "Min"), ("Percent", "Pods")
_LONGEST_PERIOD, _LONGEST_WINDOW = 1800, 3600


def validate_spec(spec: dict, least: int) -> list[FieldError]:
    """`least`: what minReplicas may be (0 for objects that have it already)."""
    low, high = number(spec, "minReplicas"), number(spec, "maxReplicas") or 0
    errors = []
    if low is not None and low < least:
        errors.append(invalid("spec.minReplicas", low, f"must be greater than or equal to {least}"))
    if high < 1:
        errors.append(invalid("spec.maxReplicas", high, "must be greater than 0"))
    if low is not None and high < low:
        errors.append(invalid("spec.maxReplicas", high, "must be greater than or equal to `minReplicas`"))
    errors += _reference(struct(spec, "scaleTargetRef"), "spec.scaleTargetRef")
    metrics = structs(spec, "metrics")
    for index, metric in enumerate(metrics):
        errors += _metric(metric, f"spec.metrics[{index}]")
    if low == 0 and not any(text(metric, "type") in ("Object", "External") for metric in metrics):
        detail = "must specify at least one Object or External metric to support scaling to zero replicas"
        errors.append(forbidden("spec.metrics", detail))
    behavior = optional(spec, "behavior")
    for name in ("scaleUp", "scaleDown") if behavior is not None else ():
        rules = optional(behavior or {}, name)
        if rules is not None:
            errors += _rules(rules, f"spec.behavior.{name}")
    return errors


def _reference(reference: dict, path: str) -> list[FieldError]:
    errors = []
    for field in ("kind", "name"):
        value = text(reference, field)
        if value:
            errors += each_invalid(f"{path}.{field}", value, path_segment(value))
        else:
            errors.append(required(f"{path}.{field}"))
    return errors


def _metric(metric: dict, path: str) -> list[FieldError]:
    kind = text(metric, "type")
    errors = []
    if not kind:
        errors.append(required(f"{path}.type", "must specify a metric source type"))
    if kind not in SOURCES:
        errors.append(unsupported(f"{path}.type", kind, SOURCES))
    given = [field for field in _CHECKS if optional(metric, field) is not None]
    if given:
        errors += _CHECKS[given[0]](metric[given[0]], f"{path}.{given[0]}")
    expected = f"{kind[:1].lower()}{kind[1:]}" if kind in SOURCES else ""
    if not expected:
        errors.append(unsupported(f"{path}.type", kind, SOURCES))
    elif expected not in given:
        errors.append(required(f"{path}.{expected}", "must populate information for the given metric source"))
    if len(given) != 1:
        others = [field for field in given if field != expected]
        errors += [forbidden(f"{path}.{field}", "must populate the given metric source only") for field in others]
    return errors


def _object(source: dict, path: str) -> list[FieldError]:
    target = struct(source, "target")
    errors = _reference(struct(source, "describedObject"), f"{path}.describedObject")
    errors += _identifier(struct(source, "metric"), f"{path}.metric") + _target(target, f"{path}.target")
    if target.get("value") is None and target.get("averageValue") is None:
        errors.append(required(f"{path}.target.averageValue", "must set either a target value or averageValue"))
    return errors


def _external(source: dict, path: str) -> list[FieldError]:
    target = struct(source, "target")
    errors = _identifier(struct(source, "metric"), f"{path}.metric") + _target(target, f"{path}.target")
    whole, average = target.get("value") is not None, target.get("averageValue") is not None
    if not whole and not average:
        detail = "must set either a target value for metric or a per-pod target"
        errors.append(required(f"{path}.target.averageValue", detail))
    if whole and average:
        detail = "may not set both a target value for metric and a per-pod target"
        errors.append(forbidden(f"{path}.target.value", detail))
    return errors


def _pods(source: dict, path: str) -> list[FieldError]:
    target = struct(source, "target")
    errors = _identifier(struct(source, "metric"), f"{path}.metric") + _target(target, f"{path}.target")
    if target.get("averageValue") is None:
        errors.append(required(f"{path}.target.averageValue", "must specify a positive target averageValue"))
    return errors


def _resource(source: dict, path: str) -> list[FieldError]:
    if not text(source, "name"):
        return [required(f"{path}.name", "must specify a resource name"), *_resource_target(source, path)]
    return _resource_target(source, path)


def _container_resource(source: dict, path: str) -> list[FieldError]:
    name, container = text(source, "name"), text(source, "container")
    errors = []
    if name:
        errors += validate_container_name(name, f"{path}.name")
    else:
        errors.append(required(f"{path}.name", "must specify a resource name"))
    if container:
        errors += each_invalid(f"{path}.container", container, dns_label(container))
    else:
        errors.append(required(f"{path}.container", "must specify a container"))
    return errors + _resource_target(source, path)


def _resource_target(source: dict, path: str) -> list[FieldError]:
    target = struct(source, "target")
    errors = _target(target, f"{path}.target")
    share, amount = target.get("averageUtilization") is not None, target.get("averageValue") is not None
    if not share and not amount:
        detail = "must set either a target raw value or a target utilization"
        errors.append(required(f"{path}.target.averageUtilization", detail))
    if share and amount:
        detail = "may not set both a target raw value and a target utilization"
        errors.append(forbidden(f"{path}.target.averageValue", detail))
    return errors


def _target(target: dict, path: str) -> list[FieldError]:
    kind = text(target, "type")
    errors = []
    if not kind:
        errors.append(required(f"{path}.type", "must specify a metric target type"))
    if kind not in _TARGETS:
        errors.append(invalid(f"{path}.type", kind, "must be either Utilization, Value, or AverageValue"))
    for field in ("value", "averageValue"):
        if target.get(field) is not None and not _positive(target[field]):
            errors.append(invalid(f"{path}.{field}", target[field], "must be positive"))
    share = number(target, "averageUtilization")
    if share is not None and share < 1:
        errors.append(invalid(f"{path}.averageUtilization", share, "must be greater than 0"))
    return errors


def _identifier(identifier: dict, path: str) -> list[FieldError]:
    name = text(identifier, "name")
    if not name:
        return [required(f"{path}.name", "must specify a metric name")]
    return each_invalid(f"{path}.name", name, path_segment(name))


def _rules(rules: dict, path: str) -> list[FieldError]:
    window, select = number(rules, "stabilizationWindowSeconds"), rules.get("selectPolicy")
    errors, at = [], f"{path}.stabilizationWindowSeconds"
    if window is not None and window < 0:
        errors.append(invalid(at, window, "must be greater than or equal to zero"))
    if window is not None and window > _LONGEST_WINDOW:
        errors.append(invalid(at, window, f"must be less than or equal to {_LONGEST_WINDOW}"))
    if select is not None and select not in _SELECT:
        errors.append(unsupported(f"{path}.selectPolicy", select, _SELECT))
    policies = structs(rules, "policies")
    if not policies:
        errors.append(required(f"{path}.policies", "must specify at least one Policy"))
    for index, policy in enumerate(policies):
        errors += _policy(policy, f"{path}.policies[{index}]")
    tolerance = rules.get("tolerance")
    if tolerance is not None and _sign(tolerance) < 0:
        errors.append(invalid(f"{path}.tolerance", tolerance, "must be greater than or equal to 0"))
    return errors


def _policy(policy: dict, path: str) -> list[FieldError]:
    kind, value, period = text(policy, "type"), number(policy, "value") or 0, number(policy, "periodSeconds") or 0
    errors = []
    if kind not in _POLICIES:
        errors.append(unsupported(f"{path}.type", kind, _POLICIES))
    if value <= 0:
        errors.append(invalid(f"{path}.value", value, "must be greater than zero"))
    if period <= 0:
        errors.append(invalid(f"{path}.periodSeconds", period, "must be greater than zero"))
    if period > _LONGEST_PERIOD:
        errors.append(invalid(f"{path}.periodSeconds", period, f"must be less than or equal to {_LONGEST_PERIOD}"))
    return errors


def _positive(amount: object) -> bool:
    return _sign(amount) > 0


def _sign(amount: object) -> int:
    try:
        nano = read(amount).nano
    except QuantityError:
        return 0
    return (nano > 0) - (nano < 0)


# In the order in which the server looks for them: only the first one that is given is checked.
_CHECKS: dict[str, Callable[[dict, str], list[FieldError]]] = {
    "object": _object,
    "external": _external,
    "pods": _pods,
    "resource": _resource,
    "containerResource": _container_resource,
}
