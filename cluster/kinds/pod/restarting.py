"""A container's own restartPolicy: sidecars, and rules by exit code (beta since 1.35).

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restart-rules and
https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import required, too_many, unsupported
from cluster.kinds.rules.reading import optional, structs, text

POLICIES = ("Always", "Never", "OnFailure")
_ACTIONS, _OPERATORS = ("Restart",), ("In", "NotIn")
_MOST_RULES, _MOST_VALUES = 20, 255


def is_sidecar(container: dict) -> bool:
    """An init container that keeps running beside the others."""
    return container.get("restartPolicy") == "Always"


def validate_restarting(container: dict, path: str) -> list[FieldError]:
    rules = structs(container, "restartPolicyRules")
    policy = container.get("restartPolicy")
    errors = []
    if policy is None and rules:
        errors.append(required(f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used"))
    if policy is not None and policy not in POLICIES:
        errors.append(unsupported(f"{path}.restartPolicy", text(container, "restartPolicy"), POLICIES))
    if len(rules) > _MOST_RULES:
        errors.append(too_many(f"{path}.restartPolicyRules", len(rules), _MOST_RULES))
    for index, rule in enumerate(rules):
        errors += _rule(rule, f"{path}.restartPolicyRules[{index}]")
    return errors


def _rule(rule: dict, path: str) -> list[FieldError]:
    errors = []
    if text(rule, "action") not in _ACTIONS:
        errors.append(unsupported(f"{path}.action", text(rule, "action"), _ACTIONS))
    codes = optional(rule, "exitCodes")
    if codes is None:
        return [*errors, required(f"{path}.exitCodes", "must be specified")]
    if text(codes, "operator") not in _OPERATORS:
        errors.append(unsupported(f"{path}.exitCodes.operator", text(codes, "operator"), _OPERATORS))
    values = codes.get("values")
    if isinstance(values, list) and len(values) > _MOST_VALUES:
        errors.append(too_many(f"{path}.exitCodes.values", len(values), _MOST_VALUES))
    return errors
