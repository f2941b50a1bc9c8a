"""Validation of label selectors, and how they are shown.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, each_invalid, forbidden, invalid, required
from cluster.kinds.rules.metadata import validate_labels
from cluster.kinds.rules.reading import labels, structs, text, texts

_WITH_VALUES, _WITHOUT_VALUES = ("In", "NotIn"), ("Exists", "DoesNotExist")


def validate_label_selector(selector: dict, path: str) -> list[FieldError]:
    errors = validate_labels(labels(selector, "matchLabels"), f"{path}.matchLabels")
    for index, expression in enumerate(structs(selector, "matchExpressions")):
        errors += _requirement(expression, f"{path}.matchExpressions[{index}]")
    return errors


def is_empty(selector: dict) -> bool:
    return not selector.get("matchLabels") and not selector.get("matchExpressions")


def shown_selector(selector: dict) -> Struct:
    """As the server prints a selector in an error: its fields in their order, what is empty left out."""
    shown = Struct()
    if selector.get("matchLabels"):
        shown["matchLabels"] = labels(selector, "matchLabels")
    if selector.get("matchExpressions"):
        shown["matchExpressions"] = [_shown_requirement(item) for item in structs(selector, "matchExpressions")]
    return shown


def _requirement(expression: dict, path: str) -> list[FieldError]:
    operator, values, key = text(expression, "operator"), texts(expression, "values"), text(expression, "key")
    errors = []
    if operator in _WITH_VALUES:
        if not values:
            errors.append(required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"))
    elif operator in _WITHOUT_VALUES:
        if values:
            detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            errors.append(forbidden(f"{path}.values", detail))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    errors += each_invalid(f"{path}.key", key, names.qualified_name(key))
    for index, value in enumerate(values):
        errors += each_invalid(f"{path}.values[{index}]", value, names.label_value(value))
    return errors


def _shown_requirement(expression: dict) -> Struct:
    shown = Struct(key=text(expression, "key"), operator=text(expression, "operator"))
    if expression.get("values"):
        shown["values"] = texts(expression, "values")
    return shown
