"""Expressions over one `device`: its driver, attributes and capacity.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/resource-claim-v1/ (CELDeviceSelector)
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from cluster.cel import CompileError, EvaluationError, Expression, compile_expression, types
from cluster.cel.functions.kubernetes import quantity_value, semver_value
from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import forbidden, invalid, required, too_long
from cluster.kinds.rules.reading import optional, structs, text

LONGEST, MOST_COST = 10 * 1024, 1_000_000
_TEXTS = types.STRING
_QUANTITY = types.Type("kubernetes.Quantity")
_DEVICE = types.Struct(
    "kubernetes.DRADevice",
    (),
    {
        "driver": _TEXTS,
        "attributes": types.map_of(_TEXTS, types.map_of(_TEXTS, types.DYN)),
        "capacity": types.map_of(_TEXTS, types.map_of(_TEXTS, _QUANTITY)),
        "allowMultipleAllocations": types.BOOL,
    },
)


class SelectorError(ValueError):
    """An expression that cannot be answered for some device; the message says why."""


class _Domains(defaultdict):
    """Domain → identifier → value; a domain of which nothing is known is empty."""

    def __contains__(self, key: object) -> bool:
        return True


def validate_selectors(obj: dict, path: str) -> list[FieldError]:
    """The `selectors` of a class or a request."""
    errors: list[FieldError] = []
    for index, selector in enumerate(structs(obj, "selectors")):
        cel, place = optional(selector, "cel"), f"{path}.selectors[{index}].cel"
        errors += [required(place)] if cel is None else _expression(text(cel, "expression"), f"{place}.expression")
    return errors


def chooses(expression: str, driver: str, device: dict) -> bool:
    """Whether a device fits. Raises SelectorError."""
    try:
        return _compiled(expression).evaluate({"device": _value(driver, device)})[0] is True
    except (CompileError, EvaluationError) as error:
        raise SelectorError(f"runtime error: {error}") from None


def qualified(name: str, driver: str) -> tuple[str, str]:
    """(domain, identifier) of an attribute's or a capacity's name; a bare one is the driver's own."""
    domain, slash, identifier = name.partition("/")
    return (domain, identifier) if slash else (driver, name)


def attribute(device: dict, driver: str, name: str) -> Any:
    """The value of the attribute with this full name; None where the device has none."""
    for own, value in (device.get("attributes") or {}).items():
        if qualified(own, driver) == qualified(name, driver):
            return next(iter(value.items()), None)
    return None


def _expression(source: str, path: str) -> list[FieldError]:
    if len(source.encode()) > LONGEST:
        return [too_long(path, LONGEST)]
    try:
        expression = _compiled(source)
    except CompileError as error:
        return [invalid(path, source, f"compilation failed: {error}")]
    if expression.kind not in (types.BOOL, types.DYN):
        return [invalid(path, source, "must evaluate to bool or the unknown type, not " + types.shown(expression.kind))]
    return [forbidden(path, "too complex, exceeds cost limit")] if expression.most > MOST_COST else []


@lru_cache(maxsize=512)
def _compiled(source: str) -> Expression:
    return compile_expression(source, {"device": _DEVICE})


def _value(driver: str, device: dict) -> dict:
    attributes, capacity = _Domains(dict), _Domains(dict)
    for name, told in (device.get("attributes") or {}).items():
        domain, identifier = qualified(name, driver)
        kind, value = next(iter(told.items()), ("string", ""))
        attributes[domain][identifier] = semver_value(value) if kind == "version" else value
    for name, told in (device.get("capacity") or {}).items():
        domain, identifier = qualified(name, driver)
        capacity[domain][identifier] = quantity_value(str(told["value"]))
    several = device.get("allowMultipleAllocations") is True
    return {
        "driver": driver,
        "attributes": attributes,
        "capacity": capacity,
        "allowMultipleAllocations": several,
    }
