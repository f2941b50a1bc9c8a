"""Rules of RBAC's kinds: policy rules, role references, subjects.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ and, for texts and order,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/rbac/validation/validation.go
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError, Kind
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, each_invalid, invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import struct, structs, text, texts

GROUP = "rbac.authorization.k8s.io"
CREATED_AT = Column("Created At", "date")


class RoleKind(Kind):
    """Role and ClusterRole."""

    group = GROUP
    has_generation = False
    columns = (NAME, CREATED_AT)

    def defaults(self, obj: dict) -> dict:
        return {**obj, "rules": obj.get("rules")}

    def validate(self, obj: dict) -> list[FieldError]:
        errors = validate_metadata(obj, self.namespaced, names.path_segment)
        for index, rule in enumerate(structs(obj, "rules")):
            errors += policy_rule(rule, self.namespaced, f"rules[{index}]")
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return self.validate(obj) + validate_metadata_update(obj, old)

    def row(self, obj: dict, now: int) -> list:
        return [obj["metadata"]["name"], obj["metadata"].get("creationTimestamp")]


_WHOM = ("Users", "Groups", "ServiceAccounts")


class BindingKind(Kind):
    """RoleBinding and ClusterRoleBinding; `role_kinds` are the roles that it may grant."""

    group = GROUP
    has_generation = False
    role_kinds: tuple[str, ...] = ("ClusterRole",)

    def __init__(self) -> None:
        name = self.kind[0].lower() + self.kind[1:]
        whom = (Column(word, description=f"{word} in the {name}", priority=1) for word in _WHOM)
        self.columns = (NAME, Column("Role"), AGE, *whom)

    def defaults(self, obj: dict) -> dict:
        reference = struct(obj, "roleRef")
        obj = {**obj, "roleRef": {**reference, "apiGroup": text(reference, "apiGroup") or GROUP}}
        if not isinstance(obj.get("subjects"), list):
            return obj
        return {**obj, "subjects": [_subject_with_group(each) for each in structs(obj, "subjects")]}

    def validate(self, obj: dict) -> list[FieldError]:
        reference = struct(obj, "roleRef")
        group, kind, name = (text(reference, field) for field in ("apiGroup", "kind", "name"))
        errors = validate_metadata(obj, self.namespaced, names.path_segment)
        if group != GROUP:
            errors.append(unsupported("roleRef.apiGroup", group, [GROUP]))
        if kind not in self.role_kinds:
            errors.append(unsupported("roleRef.kind", kind, self.role_kinds))
        if not name:
            errors.append(required("roleRef.name"))
        else:
            errors += each_invalid("roleRef.name", name, names.path_segment(name))
        for index, each in enumerate(structs(obj, "subjects")):
            errors += subject(each, self.namespaced, f"subjects[{index}]")
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = self.validate(obj) + validate_metadata_update(obj, old)
        if obj.get("roleRef") != old.get("roleRef"):
            reference = struct(obj, "roleRef")
            internal = (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))
            shown = Struct({name: text(reference, field) for name, field in internal})
            errors.append(invalid("roleRef", shown, "cannot change roleRef"))
        return errors

    def row(self, obj: dict, now: int) -> list:
        metadata, reference = obj["metadata"], struct(obj, "roleRef")
        users, groups, accounts = by_kind(structs(obj, "subjects"))
        role = f"{text(reference, 'kind')}/{text(reference, 'name')}"
        lasted = age(metadata.get("creationTimestamp"), now)
        return [metadata["name"], role, lasted, ", ".join(users), ", ".join(groups), ", ".join(accounts)]


def by_kind(subjects: list[dict]) -> tuple[list[str], list[str], list[str]]:
    """(users, groups, `namespace/name` of service accounts)."""
    found: dict[str, list[str]] = {"User": [], "Group": [], "ServiceAccount": []}
    for each in subjects:
        name = text(each, "name")
        shown = f"{text(each, 'namespace')}/{name}" if each.get("kind") == "ServiceAccount" else name
        found.get(text(each, "kind"), []).append(shown)
    return found["User"], found["Group"], found["ServiceAccount"]


def policy_rule(rule: dict, namespaced: bool, path: str) -> list[FieldError]:
    errors = []
    if not texts(rule, "verbs"):
        errors.append(required(f"{path}.verbs", "verbs must contain at least one value"))
    urls = texts(rule, "nonResourceURLs")
    groups, resources, named = (texts(rule, field) for field in ("apiGroups", "resources", "resourceNames"))
    if urls:
        if namespaced:
            detail = "namespaced rules cannot apply to non-resource URLs"
            errors.append(invalid(f"{path}.nonResourceURLs", urls, detail))
        if groups or resources or named:
            detail = "rules cannot apply to both regular resources and non-resource URLs"
            errors.append(invalid(f"{path}.nonResourceURLs", urls, detail))
        return errors
    if not groups:
        errors.append(required(f"{path}.apiGroups", "resource rules must supply at least one api group"))
    if not resources:
        errors.append(required(f"{path}.resources", "resource rules must supply at least one resource"))
    return errors


def subject(each: dict, namespaced: bool, path: str) -> list[FieldError]:
    kind, name, group = text(each, "kind"), text(each, "name"), text(each, "apiGroup")
    errors = [] if name else [required(f"{path}.name")]
    if kind == "ServiceAccount":
        errors += each_invalid(f"{path}.name", name, names.dns_subdomain(name) if name else ())
        if group:
            errors.append(unsupported(f"{path}.apiGroup", group, [""]))
        if not namespaced and not text(each, "namespace"):
            errors.append(required(f"{path}.namespace"))
    elif kind in ("User", "Group"):
        if not name:
            errors.append(invalid(f"{path}.name", name, f"{kind.lower()} name cannot be empty"))
        if group != GROUP:
            errors.append(unsupported(f"{path}.apiGroup", group, [GROUP]))
    else:
        errors.append(unsupported(f"{path}.kind", kind, ["ServiceAccount", "User", "Group"]))
    return errors


def _subject_with_group(each: dict) -> dict:
    if text(each, "apiGroup") or each.get("kind") not in ("User", "Group"):
        return each
    return {**each, "apiGroup": GROUP}
