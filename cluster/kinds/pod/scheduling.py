"""Validation of what steers a pod to nodes: tolerations, affinity, spreading.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/, golden validation. Since 1.33 a bad
toleration is shown by its value, not whole.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import duplicate, each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.reading import labels, number, optional, struct, structs, text, texts
from cluster.kinds.rules.selecting import validate_label_selector

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_SCHEDULE_ACTIONS = ("DoNotSchedule", "ScheduleAnyway")
_NODE_POLICIES = ("Honor", "Ignore")
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def validate_tolerations(tolerations: list[dict], path: str) -> list[FieldError]:
    errors = []
    for index, toleration in enumerate(tolerations):
        errors += _toleration(toleration, f"{path}[{index}]")
    return errors


def validate_affinity(affinity: dict, path: str) -> list[FieldError]:
    errors = _node_affinity(struct(affinity, "nodeAffinity"), f"{path}.nodeAffinity")
    for field in ("podAffinity", "podAntiAffinity"):
        given = struct(affinity, field)
        for index, term in enumerate(structs(given, _REQUIRED)):
            errors += _pod_term(term, f"{path}.{field}.{_REQUIRED}[{index}]")
        for index, weighted in enumerate(structs(given, _PREFERRED)):
            at = f"{path}.{field}.{_PREFERRED}[{index}]"
            errors += _weight(weighted, at) + _pod_term(struct(weighted, "podAffinityTerm"), f"{at}.podAffinityTerm")
    return errors


def validate_node_selector(selector: dict, path: str) -> list[FieldError]:
    terms = structs(selector, "nodeSelectorTerms")
    if not terms:
        return [required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")]
    errors = []
    for index, term in enumerate(terms):
        errors += _node_term(term, f"{path}.nodeSelectorTerms[{index}]", strict=True)
    return errors


def validate_spreading(constraints: list[dict], path: str) -> list[FieldError]:
    errors = []
    for index, constraint in enumerate(constraints):
        at, action, key = f"{path}[{index}]", text(constraint, "whenUnsatisfiable"), text(constraint, "topologyKey")
        skew = number(constraint, "maxSkew") or 0
        if skew <= 0:
            errors.append(invalid(f"{at}.maxSkew", skew, "must be greater than zero"))
        if not key:
            errors.append(required(f"{at}.topologyKey", "can not be empty"))
        if action not in _SCHEDULE_ACTIONS:
            errors.append(unsupported(f"{at}.whenUnsatisfiable", action, _SCHEDULE_ACTIONS))
        if any(
            (text(c, "topologyKey"), text(c, "whenUnsatisfiable")) == (key, action) for c in constraints[index + 1 :]
        ):
            errors.append(duplicate(f"{at}.{{topologyKey, whenUnsatisfiable}}", f"{{{key}, {action}}}"))
        errors += _spreading_details(constraint, action, at)
    return errors


def taint_effect(effect: str, path: str) -> list[FieldError]:
    return [] if effect in EFFECTS else [unsupported(path, effect, EFFECTS)]


def _toleration(toleration: dict, path: str) -> list[FieldError]:
    key, operator = text(toleration, "key"), text(toleration, "operator")
    value, effect = text(toleration, "value"), text(toleration, "effect")
    errors = each_invalid(f"{path}.key", key, names.qualified_name(key)) if key else []
    if not key and operator != "Exists":
        detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
        errors.append(invalid(f"{path}.operator", operator, detail))
    if number(toleration, "tolerationSeconds") is not None and effect != "NoExecute":
        detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        errors.append(invalid(f"{path}.effect", effect, detail))
    if operator in ("Equal", ""):
        messages = names.label_value(value)
        if messages:
            errors.append(invalid(f"{path}.operator", value, ";".join(messages)))
    elif operator == "Exists":
        if value:
            errors.append(invalid(f"{path}.operator", value, "value must be empty when `operator` is 'Exists'"))
    else:
        errors.append(unsupported(f"{path}.operator", operator, ("Equal", "Exists")))
    return errors + (taint_effect(effect, f"{path}.effect") if effect else [])


def _node_affinity(affinity: dict, path: str) -> list[FieldError]:
    needed = optional(affinity, _REQUIRED)
    errors = [] if needed is None else validate_node_selector(needed, f"{path}.{_REQUIRED}")
    for index, preferred in enumerate(structs(affinity, _PREFERRED)):
        at = f"{path}.{_PREFERRED}[{index}]"
        # values may be anything here: a preference that matches nothing does no harm
        errors += _weight(preferred, at) + _node_term(struct(preferred, "preference"), f"{at}.preference", strict=False)
    return errors


def _weight(term: dict, path: str) -> list[FieldError]:
    weight = number(term, "weight") or 0
    return [] if 1 <= weight <= 100 else [invalid(f"{path}.weight", weight, "must be in the range 1-100")]


def _node_term(term: dict, path: str, strict: bool) -> list[FieldError]:
    errors = []
    for index, requirement in enumerate(structs(term, "matchExpressions")):
        errors += _node_requirement(requirement, f"{path}.matchExpressions[{index}]", strict)
    for index, requirement in enumerate(structs(term, "matchFields")):
        errors += _node_field(requirement, f"{path}.matchFields[{index}]")
    return errors


def _node_requirement(requirement: dict, path: str, strict: bool) -> list[FieldError]:
    operator, values, key = text(requirement, "operator"), texts(requirement, "values"), text(requirement, "key")
    errors = []
    if operator in ("In", "NotIn"):
        if not values:
            errors.append(required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"))
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            errors.append(forbidden(f"{path}.values", detail))
    elif operator in ("Gt", "Lt"):
        if len(values) != 1:
            detail = "must be specified single value when `operator` is 'Lt' or 'Gt'"
            errors.append(required(f"{path}.values", detail))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    errors += each_invalid(f"{path}.key", key, names.qualified_name(key))
    for index, value in enumerate(values if strict else ()):
        errors += each_invalid(f"{path}.values[{index}]", value, names.label_value(value))
    return errors


def _node_field(requirement: dict, path: str) -> list[FieldError]:
    operator, values, key = text(requirement, "operator"), texts(requirement, "values"), text(requirement, "key")
    errors = []
    if operator not in ("In", "NotIn"):
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    elif len(values) != 1:
        detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        errors.append(required(f"{path}.values", detail))
    if key != "metadata.name":
        return [*errors, invalid(f"{path}.key", key, "not a valid field selector key")]
    for index, value in enumerate(values):
        errors += each_invalid(f"{path}.values[{index}]", value, names.dns_subdomain(value))
    return errors


def _pod_term(term: dict, path: str) -> list[FieldError]:
    errors = []
    for field in ("labelSelector", "namespaceSelector"):
        errors += validate_label_selector(struct(term, field), f"{path}.{field}")
    for name in texts(term, "namespaces"):
        errors += each_invalid(f"{path}.namespace", name, names.dns_label(name))
    errors += _label_keys(term, path)
    key = text(term, "topologyKey")
    if not key:
        errors.append(required(f"{path}.topologyKey", "can not be empty"))
    return errors + each_invalid(f"{path}.topologyKey", key, names.qualified_name(key))


def _label_keys(term: dict, path: str) -> list[FieldError]:
    errors = []
    for field in ("matchLabelKeys", "mismatchLabelKeys"):
        keys = texts(term, field)
        if keys and optional(term, "labelSelector") is None:
            errors.append(forbidden(f"{path}.{field}", "must not be specified when labelSelector is not set"))
            continue
        for index, key in enumerate(keys):
            errors += each_invalid(f"{path}.{field}[{index}]", key, names.qualified_name(key))
    for index, key in enumerate(texts(term, "matchLabelKeys")):
        if key in texts(term, "mismatchLabelKeys"):
            detail = "exists in both matchLabelKeys and mismatchLabelKeys"
            errors.append(invalid(f"{path}.matchLabelKeys[{index}]", key, detail))
    return errors


def _spreading_details(constraint: dict, action: str, path: str) -> list[FieldError]:
    errors = []
    domains = number(constraint, "minDomains")
    if domains is not None and domains <= 0:
        errors.append(invalid(f"{path}.minDomains", domains, "must be greater than zero"))
    if domains is not None and action != "DoNotSchedule":
        detail = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
        errors.append(invalid(f"{path}.minDomains", domains, detail))
    for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
        if constraint.get(field) is not None and text(constraint, field) not in _NODE_POLICIES:
            errors.append(unsupported(f"{path}.{field}", text(constraint, field), _NODE_POLICIES))
    errors += _spreading_keys(constraint, f"{path}.matchLabelKeys")
    return errors + validate_label_selector(struct(constraint, "labelSelector"), f"{path}.labelSelector")


def _spreading_keys(constraint: dict, path: str) -> list[FieldError]:
    keys, selector = texts(constraint, "matchLabelKeys"), optional(constraint, "labelSelector")
    if not keys:
        return []
    errors = []
    if selector is None:
        errors.append(forbidden(path, "must not be specified when labelSelector is not set"))
        selector = {}
    used = {*labels(selector, "matchLabels"), *(text(item, "key") for item in structs(selector, "matchExpressions"))}
    for index, key in enumerate(keys):
        errors += each_invalid(f"{path}[{index}]", key, names.qualified_name(key))
        if key in used:
            errors.append(invalid(f"{path}[{index}]", key, "exists in both matchLabelKeys and labelSelector"))
    return errors
