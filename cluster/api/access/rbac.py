"""The RBAC authorizer: whether some binding gives a user a role with a rule that allows what is wanted.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cluster.api.access.users import User, account_name
from cluster.kinds.rules.errors import quoted

if TYPE_CHECKING:
    from cluster.api.access.attributes import Attributes
    from cluster.store import Store

GROUP = "rbac.authorization.k8s.io"
ROLES, CLUSTER_ROLES = f"roles.{GROUP}", f"clusterroles.{GROUP}"
BINDINGS, CLUSTER_BINDINGS = f"rolebindings.{GROUP}", f"clusterrolebindings.{GROUP}"
_ALL = "*"


class MissingRole(LookupError):
    """A binding names a role that is not there."""


def decide(store: Store, user: User, wanted: Attributes) -> tuple[bool, str]:
    """(allowed, why)."""
    if user.is_master:
        return True, ""
    errors = []
    for binding, subject, rules in granted(store, user, wanted.namespace):
        if isinstance(rules, MissingRole):
            errors.append(str(rules))
        elif any(allows(rule, wanted) for rule in rules):
            return True, f"RBAC: allowed by {_described(binding, subject)}"
    if not errors:
        return False, ""
    found = list(dict.fromkeys(errors))
    return False, f"RBAC: {found[0] if len(found) == 1 else '[' + ', '.join(found) + ']'}"


def granted(store: Store, user: User, namespace: str) -> Iterator[tuple[dict, dict, list[dict] | MissingRole]]:
    """(binding, the subject that is the user, rules) of every binding that holds in the namespace."""
    bindings = store.list(CLUSTER_BINDINGS)
    if namespace:
        bindings = bindings + store.list(BINDINGS, namespace)
    for binding in bindings:
        own = binding["metadata"].get("namespace", "")
        subject = next((each for each in binding.get("subjects") or () if is_subject(each, user, own)), None)
        if subject is not None:
            try:
                yield binding, subject, role_rules(store, binding["roleRef"], own)
            except MissingRole as error:
                yield binding, subject, error


def rules_of(store: Store, user: User, namespace: str) -> tuple[list[dict], list[str]]:
    """(rules, errors): everything that the user may do in the namespace, or in the cluster for ""."""
    found, errors = [], []
    for _, _, rules in granted(store, user, namespace):
        if isinstance(rules, MissingRole):
            errors.append(str(rules))
        else:
            found += rules
    return found, errors


def role_rules(store: Store, reference: dict, namespace: str) -> list[dict]:
    """The rules behind a roleRef. Raises MissingRole."""
    kind, name = reference["kind"], reference["name"]
    role = store.get(ROLES, namespace, name) if kind == "Role" else store.get(CLUSTER_ROLES, "", name)
    if role is None:
        raise MissingRole(f"{kind.lower()}.{GROUP} {quoted(name)} not found")
    return role.get("rules") or []


def is_subject(subject: dict, user: User, namespace: str) -> bool:
    kind, name = subject.get("kind"), subject.get("name", "")
    if kind == "User":
        return name == user.name
    if kind == "Group":
        return name in user.groups
    space = subject.get("namespace") or namespace
    return kind == "ServiceAccount" and bool(space) and user.name == account_name(space, name)


def allows(rule: dict, wanted: Attributes) -> bool:
    verbs = rule.get("verbs") or ()
    if wanted.verb not in verbs and _ALL not in verbs:
        return False
    if not wanted.resource:
        return any(_url(url, wanted.path) for url in rule.get("nonResourceURLs") or ())
    groups, names = rule.get("apiGroups") or (), rule.get("resourceNames")
    if wanted.group not in groups and _ALL not in groups:
        return False
    resources = rule.get("resources") or ()
    if not (
        _ALL in resources
        or wanted.combined in resources
        or (wanted.subresource and f"*/{wanted.subresource}" in resources)
    ):
        return False
    return not names or wanted.name in names


def _url(url: str, path: str) -> bool:
    return url in (_ALL, path) or (url.endswith("*") and path.startswith(url.rstrip("*")))


def _described(binding: dict, subject: dict) -> str:
    metadata, reference = binding["metadata"], binding["roleRef"]
    namespace = metadata.get("namespace", "")
    kind, name = binding["kind"], metadata["name"] + (f"/{namespace}" if namespace else "")
    who = subject["name"]
    if subject["kind"] == "ServiceAccount":
        who += f"/{subject.get('namespace') or namespace}"
    role = f"{reference['kind']} {quoted(reference['name'])}"
    return f"{kind} {quoted(name)} of {role} to {subject['kind']} {quoted(who)}"
