"""x-kubernetes-validations of a schema: what may stand there, and whether the expressions compile and are affordable.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
"""

from __future__ import annotations

import re

from cluster.cel.cost import MOST
from cluster.cel.schemas import REQUEST
from cluster.kinds.base import FieldError
from cluster.kinds.customresource.rules import Rule, compiled
from cluster.kinds.customresourcedefinition.internal import shown_rule
from cluster.kinds.customresourcedefinition.schemas import Place
from cluster.kinds.rules.errors import forbidden, invalid, required, unsupported
from cluster.kinds.rules.fieldpaths import BadFieldPath, resolve

OF_ONE, OF_ALL = 10_000_000, 100_000_000  # what one expression, and all of a schema, may be estimated to cost
REASONS = ("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired")
_BREAK = re.compile(r"[\n\r]")


class Checker:
    """Of one schema. `check` is asked for each node that has rules."""

    def __init__(self, root: dict):
        self._root = root
        self._sum = 0.0
        self._expensive: list[tuple[float, str]] = []

    def check(self, schema: dict, path: str, place: Place, sound: bool) -> tuple[list[FieldError], list[FieldError]]:
        """(what is wrong with the rules as such, what is wrong with their expressions)."""
        errors: list[FieldError] = []
        for index, rule in enumerate(schema["x-kubernetes-validations"]):
            errors += _rule(rule, schema, f"{path}.x-kubernetes-validations[{index}]")
        return errors, (self._expressions(schema, path, place) if sound and not errors else [])

    def _expressions(self, schema: dict, path: str, place: Place) -> list[FieldError]:
        whole = schema is self._root or bool(schema.get("x-kubernetes-embedded-resource"))
        rules, smallest = compiled(schema, whole)
        times = REQUEST // (smallest + 1) if place.times is None else place.times
        found: list[FieldError] = []
        for index, rule in enumerate(rules):
            found += self._expression(rule, f"{path}.x-kubernetes-validations[{index}]", place, times)
        return found

    def _expression(self, rule: Rule, path: str, place: Place, times: float) -> list[FieldError]:
        found = []
        if rule.expression is not None:
            found += self._affordable(rule.expression.most * times, f"{path}.rule", "estimated rule cost")
        if rule.wrong:
            found.append(invalid(f"{path}.rule", shown_rule(rule.told), rule.wrong))
        if rule.message_wrong:
            found.append(invalid(f"{path}.messageExpression", shown_rule(rule.told), rule.message_wrong))
        elif rule.message is not None:
            name = "estimated messageExpression cost"
            found += self._affordable(rule.message.most, f"{path}.messageExpression", name)
        if rule.uses_old and place.uncorrelated:
            detail = f"oldSelf cannot be used on the uncorrelatable portion of the schema within {place.uncorrelated}"
            found.append(invalid(f"{path}.rule", rule.told["rule"], detail))
        elif not rule.uses_old and rule.expression is not None and rule.told.get("optionalOldSelf") is not None:
            detail = "may not be set if oldSelf is not used in rule"
            found.append(invalid(f"{path}.optionalOldSelf", rule.told["optionalOldSelf"], detail))
        return found

    def _affordable(self, cost: float, path: str, name: str) -> list[FieldError]:
        self._sum = min(self._sum + cost, MOST)
        if cost >= OF_ALL / 100:
            self._expensive = sorted([*self._expensive, (-cost, path)])[:4]
        return [forbidden(path, _exceeds(name, min(cost, MOST), OF_ONE))] if cost > OF_ONE else []

    def total(self, path: str) -> list[FieldError]:
        """What is wrong with all rules together."""
        if self._sum <= OF_ALL:
            return []
        told = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
        name = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema"
        found = [forbidden(where, told) for _, where in self._expensive]
        return [*found, forbidden(path, _exceeds(name, self._sum, OF_ALL))]


def _exceeds(name: str, cost: float, limit: int) -> str:
    factor = cost / limit
    times = "more than 100x" if factor > 100 else f"{factor:f}x" if factor < 1.5 else f"{factor:.1f}x"
    return (
        f"{name} exceeds budget by factor of {times} (try simplifying the rule, or adding maxItems, maxProperties, and "
        "maxLength where arrays, maps, and strings are declared)"
    )


def _rule(rule: dict, schema: dict, path: str) -> list[FieldError]:
    errors = []
    text, message = rule.get("rule", ""), rule.get("message", "")
    if not text.strip():
        errors.append(required(f"{path}.rule", "rule is not specified"))
    elif message and not message.strip():
        errors.append(invalid(f"{path}.message", message, "must be non-empty if specified"))
    elif _BREAK.search(message.strip()):
        errors.append(invalid(f"{path}.message", message, "must not contain line breaks"))
    elif _BREAK.search(text.strip()) and not message.strip():
        errors.append(required(f"{path}.message", "message must be specified if rule contains line breaks"))
    if rule.get("messageExpression") and not rule["messageExpression"].strip():
        errors.append(required(f"{path}.messageExpression", "messageExpression must be non-empty if specified"))
    if rule.get("reason") is not None and rule["reason"] not in REASONS:
        errors.append(unsupported(f"{path}.reason", rule["reason"], REASONS))
    return errors + _field_path(rule.get("fieldPath", ""), schema, f"{path}.fieldPath")


def _field_path(text: str, schema: dict, path: str) -> list[FieldError]:
    if not text:
        return []
    errors = []
    if not text.strip():
        errors.append(invalid(path, text, "must be non-empty if specified"))
    if _BREAK.search(text):
        errors.append(invalid(path, text, "must not contain line breaks"))
    try:
        resolve(text, schema)
    except BadFieldPath:
        errors.append(invalid(path, text, "must be a valid path"))
    return errors
