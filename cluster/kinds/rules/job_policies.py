"""podFailurePolicy and successPolicy of a Job: which failures count, and which successes suffice.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy, #success-policy and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/apis/batch/validation/validation.go (texts and their order)
"""

from __future__ import annotations

import json

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import (
    NO_ITEMS,
    Struct,
    duplicate,
    each_invalid,
    invalid,
    invalid_without_value,
    required,
    too_long,
    too_many,
    unsupported,
)
from cluster.kinds.rules.names import qualified_name
from cluster.kinds.rules.reading import number, optional, structs, text
from cluster.kinds.rules.replicas import not_negative
from cluster.objects import indexes

ACTIONS, OPERATORS, STATUSES = (
    ("Count", "FailIndex", "FailJob", "Ignore"),
    ("In", "NotIn"),
    ("False", "True", "Unknown"),
)
_MOST_RULES, _MOST_VALUES, _MOST_PATTERNS, _LONGEST_INDEXES = 20, 255, 20, 64 * 1024


def default_failure_policy(policy: dict) -> dict:
    rules = []
    for rule in structs(policy, "rules"):
        if structs(rule, "onPodConditions"):
            patterns = [{**each, "status": text(each, "status") or "True"} for each in structs(rule, "onPodConditions")]
            rule = {**rule, "onPodConditions": patterns}
        rules.append(rule)
    return {**policy, "rules": rules}


def validate_failure_policy(policy: dict, spec: dict, path: str) -> list[FieldError]:
    """`spec` is the Job's."""
    rules, pod = structs(policy, "rules"), ((spec.get("template") or {}).get("spec")) or {}
    errors = [too_many(f"{path}.rules", len(rules), _MOST_RULES)] if len(rules) > _MOST_RULES else []
    names = [text(c, "name") for field in ("containers", "initContainers") for c in structs(pod, field)]
    for index, rule in enumerate(rules):
        errors += _failure_rule(rule, spec, names, f"{path}.rules[{index}]")
    return errors


def _failure_rule(rule: dict, spec: dict, containers: list[str], path: str) -> list[FieldError]:
    action, codes, patterns = text(rule, "action"), optional(rule, "onExitCodes"), structs(rule, "onPodConditions")
    errors = []
    if not action:
        errors.append(required(f"{path}.action", _valid(ACTIONS)))
    elif action == "FailIndex" and number(spec, "backoffLimitPerIndex") is None:
        errors.append(invalid(f"{path}.action", action, "requires the backoffLimitPerIndex to be set"))
    elif action not in ACTIONS:
        errors.append(unsupported(f"{path}.action", action, ACTIONS))
    if codes is not None:
        errors += _codes(codes, containers, f"{path}.onExitCodes")
    errors += _patterns(patterns, f"{path}.onPodConditions")
    if codes is not None and patterns:
        detail = "specifying both OnExitCodes and OnPodConditions is not supported"
        errors.append(invalid_without_value(path, detail))
    if codes is None and not patterns:
        detail = "specifying one of OnExitCodes and OnPodConditions is required"
        errors.append(invalid_without_value(path, detail))
    return errors


def _patterns(patterns: list[dict], path: str) -> list[FieldError]:
    errors = [too_many(path, len(patterns), _MOST_PATTERNS)] if len(patterns) > _MOST_PATTERNS else []
    for index, pattern in enumerate(patterns):
        kind, status = text(pattern, "type"), text(pattern, "status")
        errors += each_invalid(f"{path}[{index}].type", kind, qualified_name(kind))
        if not status:
            errors.append(required(f"{path}[{index}].status", _valid(STATUSES)))
        elif status not in STATUSES:
            errors.append(unsupported(f"{path}[{index}].status", status, STATUSES))
    return errors


def _codes(codes: dict, containers: list[str], path: str) -> list[FieldError]:
    operator, values = text(codes, "operator"), codes.get("values") or []
    errors = []
    if not operator:
        errors.append(required(f"{path}.operator", _valid(OPERATORS)))
    elif operator not in OPERATORS:
        errors.append(unsupported(f"{path}.operator", operator, OPERATORS))
    if codes.get("containerName") is not None and codes["containerName"] not in containers:
        detail = "must be one of the container or initContainer names in the pod template"
        errors.append(invalid(f"{path}.containerName", codes["containerName"], detail))
    if not values:
        errors.append(invalid(f"{path}.values", codes.get("values", NO_ITEMS), "at least one value is required"))
    elif len(values) > _MOST_VALUES:
        errors.append(too_many(f"{path}.values", len(values), _MOST_VALUES))
    for index, value in enumerate(values):
        if value == 0 and operator == "In":
            errors.append(invalid(f"{path}.values[{index}]", value, "must not be 0 for the In operator"))
        if value in values[:index]:
            errors.append(duplicate(f"{path}.values[{index}]", value))
    if values != sorted(values):
        errors.append(invalid(f"{path}.values", values, "must be ordered"))
    return errors


def validate_success_policy(policy: dict, spec: dict, path: str) -> list[FieldError]:
    """`spec` is that of an Indexed Job."""
    rules = structs(policy, "rules")
    errors = []
    if not rules:
        detail = "at least one rules must be specified when the successPolicy is specified"
        errors.append(required(f"{path}.rules", detail))
    if len(rules) > _MOST_RULES:
        errors.append(too_many(f"{path}.rules", len(rules), _MOST_RULES))
    for index, rule in enumerate(rules):
        errors += _success_rule(rule, number(spec, "completions") or 0, f"{path}.rules[{index}]")
    return errors


def _success_rule(rule: dict, completions: int, path: str) -> list[FieldError]:
    wanted, count = rule.get("succeededIndexes"), number(rule, "succeededCount")
    errors = []
    if wanted is None and count is None:
        errors.append(required(path, "at least one of succeededCount or succeededIndexes must be specified"))
    total = 0
    if wanted is not None:
        at = f"{path}.succeededIndexes"
        if len(wanted) > _LONGEST_INDEXES:
            errors.append(too_long(at, _LONGEST_INDEXES))
        try:
            total = indexes.checked(wanted, completions)
        except ValueError as wrong:
            errors.append(invalid(at, wanted, f"error parsing succeededIndexes: {wrong}"))
    if count is not None:
        at = f"{path}.succeededCount"
        errors += not_negative(rule, path, "succeededCount")
        if count > completions:
            errors.append(invalid(at, count, _too_high(completions, "specified completions")))
        if wanted is not None and count > total:
            errors.append(invalid(at, count, _too_high(total, "indexes in the specified succeededIndexes field")))
    return errors


def _too_high(most: int, what: str) -> str:
    return f"must be less than or equal to {most} (the number of {what})"


def shown_success_policy(policy: dict) -> Struct:
    """The server's own structure, which has no names of JSON."""
    fields = (("SucceededIndexes", "succeededIndexes"), ("SucceededCount", "succeededCount"))
    rules = [Struct((name, rule.get(field)) for name, field in fields) for rule in structs(policy, "rules")]
    return Struct(Rules=rules if policy.get("rules") is not None else None)


def _valid(words: tuple[str, ...]) -> str:
    return f"valid values: [{' '.join(json.dumps(word) for word in words)}]"
