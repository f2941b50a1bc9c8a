"""podFailurePolicy of a Job: which failures count, which are passed over, which end it.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
"""

from __future__ import annotations

import json

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import invalid, required, too_many, unsupported
from cluster.kinds.rules.reading import optional, structs, text

ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
_MOST_RULES, _MOST_VALUES, _MOST_PATTERNS = 20, 255, 20


def default_failure_policy(policy: dict) -> dict:
    rules = []
    for rule in structs(policy, "rules"):
        if structs(rule, "onPodConditions"):
            patterns = [{**each, "status": text(each, "status") or "True"} for each in structs(rule, "onPodConditions")]
            rule = {**rule, "onPodConditions": patterns}
        rules.append(rule)
    return {**policy, "rules": rules}


def validate_failure_policy(policy: dict, pod: dict, path: str) -> list[FieldError]:
    rules = structs(policy, "rules")
    if len(rules) > _MOST_RULES:
        return [too_many(f"{path}.rules", len(rules), _MOST_RULES)]
    names = [text(c, "name") for field in ("initContainers", "containers") for c in structs(pod, field)]
    errors = []
    for index, rule in enumerate(rules):
        errors += _rule(rule, names, f"{path}.rules[{index}]")
    return errors


def _rule(rule: dict, containers: list[str], path: str) -> list[FieldError]:
    action, codes, patterns = text(rule, "action"), optional(rule, "onExitCodes"), structs(rule, "onPodConditions")
    errors = []
    if not action:
        errors.append(required(f"{path}.action", f"valid values: {json.dumps(ACTIONS)}"))
    elif action == "FailIndex":
        detail = "requires the backoffLimitPerIndex to be set"
        errors.append(invalid(f"{path}.action", action, detail))
    elif action not in ACTIONS:
        errors.append(unsupported(f"{path}.action", action, ACTIONS))
    if codes is not None:
        errors += _codes(codes, containers, f"{path}.onExitCodes")
    if len(patterns) > _MOST_PATTERNS:
        errors.append(too_many(f"{path}.onPodConditions", len(patterns), _MOST_PATTERNS))
    for index, pattern in enumerate(patterns):
        at = f"{path}.onPodConditions[{index}]"
        if text(pattern, "status") not in ("True", "False", "Unknown"):
            errors.append(unsupported(f"{at}.status", text(pattern, "status"), ("False", "True", "Unknown")))
        if not text(pattern, "type"):
            errors.append(required(f"{at}.type"))
    both = "specifying both OnExitCodes and OnPodConditions is not supported"
    neither = "specifying one of OnExitCodes and OnPodConditions is required"
    if (codes is None) == (not patterns):
        errors.append(invalid(path, rule, both if patterns else neither))
    return errors


def _codes(codes: dict, containers: list[str], path: str) -> list[FieldError]:
    operator, values, name = text(codes, "operator"), codes.get("values") or [], text(codes, "containerName")
    errors = []
    if operator not in ("In", "NotIn"):
        errors.append(unsupported(f"{path}.operator", operator, ("In", "NotIn")))
    if name and name not in containers:
        detail = "must be one of the container or initContainer names in the pod template"
        errors.append(invalid(f"{path}.containerName", name, detail))
    if not values:
        errors.append(invalid(f"{path}.values", values, "at least one value is required"))
    elif len(values) > _MOST_VALUES:
        errors.append(too_many(f"{path}.values", len(values), _MOST_VALUES))
    for index, value in enumerate(values):
        if value == 0 and operator == "In":
            errors.append(invalid(f"{path}.values[{index}]", value, "must not be 0 for the In operator"))
        if value in values[:index]:
            errors.append(invalid(f"{path}.values[{index}]", value, "must be unique"))
    return errors
