"""x-kubernetes-validations of a schema: what may stand there, and whether the expressions compile and are affordable.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
"""

from __future__ import annotations

import re

from cluster.kinds.base import FieldError
from cluster.kinds.customresourcedefinition.schemas import Place
from cluster.kinds.rules.errors import invalid, required, unsupported
from cluster.kinds.rules.fieldpaths import BadFieldPath, resolve

REASONS = ("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired")
_BREAK = re.compile(r"[\n\r]")


class Checker:
    """Of one schema. `check` is asked for each node that has rules."""

    def __init__(self, root: dict):
        self._root = root

    def check(self, schema: dict, path: str, place: Place, sound: bool) -> tuple[list[FieldError], list[FieldError]]:
        """(what is wrong with the rules as such, what is wrong with their expressions)."""
        errors: list[FieldError] = []
        for index, rule in enumerate(schema["x-kubernetes-validations"]):
            errors += _rule(rule, schema, f"{path}.x-kubernetes-validations[{index}]")
        return errors, []

    def total(self, path: str) -> list[FieldError]:
        return []


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
