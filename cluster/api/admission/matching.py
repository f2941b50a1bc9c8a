"""Whether a webhook or a policy is meant by a request: rules, namespaces, labels.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-rules
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cluster.objects.selectors import from_label_selector

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

CREATE, UPDATE, DELETE, CONNECT = "CREATE", "UPDATE", "DELETE", "CONNECT"
_OWN_GROUP = "admissionregistration.k8s.io"


class Asked(NamedTuple):
    """What a request does to one object. `obj` is None for a delete, `old` for a create; `name` may still be "".

    Where the request carries another kind than the object's (a Scale, the options of a CONNECT) `form` is its group,
    version and kind; `obj` has its fields, and the metadata of the object."""

    operation: str
    kind: Kind
    obj: dict | None
    old: dict | None
    subresource: str = ""
    dry_run: bool = False
    form: tuple[str, str, str] | None = None

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
    return matching_kind(rule, asked) is not None


def matching_kind(rule: dict, asked: Asked, exact: bool = False) -> Kind | None:
    """The kind of the request in the version that the rule names; None where the rule does not mean the request.

    `exact`: matchPolicy Exact; else other versions of the same kind are meant, too."""
    kind = asked.kind
    operations, groups, versions = (rule.get(field) or () for field in ("operations", "apiGroups", "apiVersions"))
    if "*" not in operations and asked.operation not in operations:
        return None
    if "*" not in groups and kind.group not in groups:
        return None
    served = (kind,) if exact else (kind, kind.stored, *kind.stored.versions)
    found = next((each for each in served if "*" in versions or each.version in versions), None)
    scope = rule.get("scope") or "*"
    if found is None or (scope != "*" and (scope == "Namespaced") != kind.namespaced):
        return None
    names = rule.get("resourceNames")
    if names and asked.name not in names:
        return None
    words = rule.get("resources") or ()
    return found if any(_resource(word, kind.plural, asked.subresource) for word in words) else None


def _resource(word: str, plural: str, subresource: str) -> bool:
    resource, _, sub = word.partition("/")
    return resource in ("*", plural) and (sub in ("*", subresource) if sub else not subresource)


def _chooses(selector: dict | None, labels: dict) -> bool:
    return from_label_selector(selector or {}).matches(labels)
