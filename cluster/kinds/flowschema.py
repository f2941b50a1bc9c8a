"""FlowSchema: which requests belong together, and at which priority level they are served.

Source: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#flowschema and, for texts,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/flowcontrol/validation/validation.go
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, duplicate, each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.flows import GROUP, LEVELS, MANDATORY, schema_specs
from cluster.kinds.rules.reading import flag, number, optional, struct, structs, text, texts
from cluster.kinds.standard import Standard

DANGLING = "Dangling"
_PRECEDENCE, _MOST = 1000, 10000
_METHODS = ("ByNamespace", "ByUser")
_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch")
_SUBJECTS = ("Group", "ServiceAccount", "User")
_FIELDS = {"ServiceAccount": "serviceAccount", "User": "user", "Group": "group"}


class FlowSchema(Standard):
    group, kind, plural = GROUP, "FlowSchema", "flowschemas"
    namespaced, status_alone = False, True
    subresources = ("status",)
    columns = (
        NAME,
        Column("PriorityLevel"),
        Column("MatchingPrecedence"),
        Column("DistinguisherMethod"),
        AGE,
        Column("MissingPL", description="references a broken or non-existent PriorityLevelConfiguration"),
    )

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        return obj if spec.get("matchingPrecedence") else {**obj, "spec": {**spec, "matchingPrecedence": _PRECEDENCE}}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def allocate(self, obj: dict, old: dict | None, store, draw) -> tuple[dict, list[FieldError]]:
        """Those that a cluster begins with are found complete at once."""
        builtin = old is None and schema_specs().get(obj["metadata"]["name"])
        level = obj["spec"]["priorityLevelConfiguration"]["name"]
        if not builtin or store.get(LEVELS, "", level) is None:
            return obj, []
        condition = dangling(level, True, obj["metadata"]["creationTimestamp"])
        return {**obj, "status": {"conditions": [condition]}}, []

    def rules(self, obj: dict) -> list[FieldError]:
        spec, name = struct(obj, "spec"), text(obj["metadata"], "name")
        errors = _precedence(number(spec, "matchingPrecedence") or 0, name)
        method = optional(spec, "distinguisherMethod")
        if method is not None and text(method, "type") not in _METHODS:
            errors.append(unsupported("spec.distinguisherMethod.type", Struct(Type=text(method, "type")), _METHODS))
        level, path = text(struct(spec, "priorityLevelConfiguration"), "name"), "spec.priorityLevelConfiguration.name"
        errors += each_invalid(path, level, names.dns_subdomain(level)) if level else []
        if not level:
            errors.append(required(path, "must reference a priority level"))
        for index, rule in enumerate(structs(spec, "rules")):
            errors += _rule(rule, f"spec.rules[{index}]")
        if name in MANDATORY and spec != schema_specs()[name]:
            errors.append(invalid("spec", spec, f"spec of '{name}' must equal the fixed value"))
        return errors + conditions(obj)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return conditions(obj)

    def arranged(self, objects: list[dict]) -> list[dict]:
        """As they are tried."""
        return sorted(objects, key=precedence)

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec") or {}
        told = (obj.get("status") or {}).get("conditions") or ()
        return [
            metadata["name"],
            (spec.get("priorityLevelConfiguration") or {}).get("name", ""),
            spec.get("matchingPrecedence", 0),
            (spec.get("distinguisherMethod") or {}).get("type") or NONE,
            age(metadata.get("creationTimestamp"), now),
            next((each.get("status", "") for each in told if each.get("type") == DANGLING), "?"),
        ]


def precedence(obj: dict) -> tuple[int, str]:
    """FlowSchemas are tried in this order."""
    return obj["spec"].get("matchingPrecedence", _PRECEDENCE), obj["metadata"]["name"]


def dangling(level: str, found: bool, time: str) -> dict:
    """The condition that says whether the priority level is there."""
    shown = f'This FlowSchema references the PriorityLevelConfiguration object named "{level}"'
    status, reason, end = (
        ("False", "Found", "and it exists") if found else ("True", "NotFound", "but there is no such object")
    )
    message = f"{shown} {end}"
    return {"type": DANGLING, "status": status, "lastTransitionTime": time, "reason": reason, "message": message}


def conditions(obj: dict) -> list[FieldError]:
    """What is wrong with the conditions of a FlowSchema or a PriorityLevelConfiguration."""
    errors, seen = [], set()
    for index, condition in enumerate(structs(struct(obj, "status"), "conditions")):
        path, kind = f"status.conditions[{index}].type", text(condition, "type")
        errors += [duplicate(path, kind)] if kind in seen else []
        errors += [] if kind else [required(path, "must not be empty")]
        seen.add(kind)
    return errors


def _precedence(value: int, name: str) -> list[FieldError]:
    path = "spec.matchingPrecedence"
    if value <= 0:
        return [invalid(path, value, "must be a positive value")]
    if value > _MOST:
        return [invalid(path, value, f"must not be greater than {_MOST}")]
    if value == 1 and name != MANDATORY[0]:
        return [invalid(path, value, "only the schema named 'exempt' may have matchingPrecedence 1")]
    return []


def _rule(rule: dict, path: str) -> list[FieldError]:
    errors = []
    if not structs(rule, "subjects"):
        errors.append(required(f"{path}.subjects", "subjects must contain at least one value"))
    for index, subject in enumerate(structs(rule, "subjects")):
        errors += _subject(subject, f"{path}.subjects[{index}]")
    resources, others = structs(rule, "resourceRules"), structs(rule, "nonResourceRules")
    if not resources and not others:
        errors.append(required(path, "at least one of resourceRules and nonResourceRules has to be non-empty"))
    for index, each in enumerate(resources):
        errors += _resource_rule(each, f"{path}.resourceRules[{index}]")
    for index, each in enumerate(others):
        errors += _other_rule(each, f"{path}.nonResourceRules[{index}]")
    return errors


def _subject(subject: dict, path: str) -> list[FieldError]:
    kind = text(subject, "kind")
    if kind not in _SUBJECTS:
        return [unsupported(f"{path}.kind", kind, _SUBJECTS)]
    field = _FIELDS[kind]
    told, errors = optional(subject, field), []
    if told is None:
        errors.append(required(f"{path}.{field}", f"{field} is required when subject kind is '{kind}'"))
    else:
        errors += _named(told, kind, f"{path}.{field}")
    for other, unfit in _FIELDS.items():
        if other != kind and optional(subject, unfit) is not None:
            errors.append(forbidden(f"{path}.{unfit}", f"{unfit} is forbidden when subject kind is not '{other}'"))
    return errors


def _named(told: dict, kind: str, path: str) -> list[FieldError]:
    name, namespace = text(told, "name"), text(told, "namespace")
    errors = [] if name else [required(f"{path}.name")]
    if kind != "ServiceAccount":
        return errors
    if name and name != "*":
        errors += each_invalid(f"{path}.name", name, names.dns_subdomain(name))
    if not namespace:
        return [*errors, required(f"{path}.namespace", "must specify namespace for service account")]
    return errors + each_invalid(f"{path}.namespace", namespace, names.dns_label(namespace))


def _resource_rule(rule: dict, path: str) -> list[FieldError]:
    errors = _verbs(texts(rule, "verbs"), path)
    for field, one, more in (("apiGroups", "api group", "api groups"), ("resources", "resource", "resources")):
        found = texts(rule, field)
        if not found:
            errors.append(required(f"{path}.{field}", f"resource rules must supply at least one {one}"))
        elif len(found) > 1 and "*" in found:
            errors.append(invalid(f"{path}.{field}", found, f"if '*' is present, must not specify other {more}"))
    spaces, path = texts(rule, "namespaces"), f"{path}.namespaces"
    if not spaces and not flag(rule, "clusterScope"):
        why = "resource rules that are not cluster scoped must supply at least one namespace"
        errors.append(required(path, why))
    elif "*" in spaces:
        if len(spaces) > 1:
            errors.append(invalid(path, spaces, "if '*' is present, must not specify other namespaces"))
    else:
        intro = "each member of this list must be '*' or a DNS-1123 label; "
        for index, space in enumerate(spaces):
            errors += each_invalid(f"{path}[{index}]", space, [intro + why for why in names.dns_label(space)])
    return errors


def _other_rule(rule: dict, path: str) -> list[FieldError]:
    errors, urls = _verbs(texts(rule, "verbs"), path), texts(rule, "nonResourceURLs")
    path = f"{path}.nonResourceURLs"
    if not urls:
        return [*errors, required(path, "nonResourceURLs must contain at least one value")]
    if "*" in urls:
        why = "if '*' is present, must not specify other non-resource URLs"
        return [*errors, invalid(path, urls, why)] if len(urls) > 1 else errors
    told = [(f"{path}[{index}]", url, _url(url)) for index, url in enumerate(urls)]
    return errors + [invalid(place, url, why) for place, url, why in told if why]


def _url(path: str) -> str:
    """What is wrong with a path, or ""."""
    if not path:
        return "must not be empty"
    if path == "/":
        return ""
    if not path.startswith("/"):
        return "must start with slash"
    if " " in path:
        return "must not contain white-space"
    if "//" in path:
        return "must not contain double slash"
    if path.count("*") > 1 or ("*" in path and not path.endswith("/*")):
        return "wildcard can only do suffix matching"
    return ""


def _verbs(found: list[str], path: str) -> list[FieldError]:
    path = f"{path}.verbs"
    if not found:
        return [required(path, "verbs must contain at least one value")]
    if "*" in found:
        return [invalid(path, found, "if '*' is present, must not specify other verbs")] if len(found) > 1 else []
    return [] if set(found) <= set(_VERBS) else [unsupported(path, found, _VERBS)]


KIND = FlowSchema()
