"""Whether a webhook or a policy is meant by a request: rules, namespaces, labels.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-rules
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cluster.objects.selectors import from_label_selector

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

CREATE, UPDATE, DELETE = "CREATE", "UPDATE", "DELETE"
_OWN_GROUP = "admissionregistration.k8s.io"


class Asked(NamedTuple):
    """What a request does to one object. `obj` is None for a delete, `old` for a create; `name` may still be ""."""

    operation: str
    kind: Kind
    obj: dict | None
    old: dict | None
    subresource: str = ""
    dry_run: bool = False

    @property
    def subject(self) -> dict:
        found = self.obj if self.obj is not None else self.old
        assert found is not None
        return found

    @property
    def name(self) -> str:
        return self.subject["metadata"].get("name", "")

    @property
    def namespace(self) -> str:
        return self.subject["metadata"].get("namespace", "")


def intercepts(asked: Asked) -> bool:
    """What intercepts requests is never intercepted itself."""
    return asked.kind.group != _OWN_GROUP


def selected(server: ApiServer, asked: Asked, matching: dict) -> bool:
    """By the namespace's labels and the object's own, before or after the change."""
    labels = namespace_labels(server, asked)
    if labels is not None and not _chooses(matching.get("namespaceSelector"), labels):
        return False
    states = [state for state in (asked.obj, asked.old) if state is not None]
    selector = matching.get("objectSelector")
    return any(_chooses(selector, state["metadata"].get("labels") or {}) for state in states)


def namespace_labels(server: ApiServer, asked: Asked) -> dict | None:
    """None for what lies in no namespace."""
    if asked.kind.stored.resource == "namespaces":
        return asked.subject["metadata"].get("labels") or {}
    if not asked.kind.namespaced:
        return None
    namespace = server.store.get("namespaces", "", asked.namespace)
    return (namespace["metadata"].get("labels") or {}) if namespace else {}


def meant(rules: list[dict] | None, asked: Asked) -> bool:
    return any(_meant(rule, asked) for rule in rules or ())


def _meant(rule: dict, asked: Asked) -> bool:
    kind = asked.kind
    operations, groups, versions = (rule.get(field) or () for field in ("operations", "apiGroups", "apiVersions"))
    if "*" not in operations and asked.operation not in operations:
        return False
    if "*" not in groups and kind.group not in groups:
        return False
    served = {each.version for each in (kind.stored, *kind.stored.versions)}  # matchPolicy: Equivalent
    if "*" not in versions and not served & set(versions):
        return False
    scope = rule.get("scope") or "*"
    if scope != "*" and (scope == "Namespaced") != kind.namespaced:
        return False
    names = rule.get("resourceNames")
    if names and asked.name not in names:
        return False
    return any(_resource(word, kind.plural, asked.subresource) for word in rule.get("resources") or ())


def _resource(word: str, plural: str, subresource: str) -> bool:
    resource, _, sub = word.partition("/")
    return resource in ("*", plural) and (sub in ("*", subresource) if sub else not subresource)


def _chooses(selector: dict | None, labels: dict) -> bool:
    return from_label_selector(selector or {}).matches(labels)
