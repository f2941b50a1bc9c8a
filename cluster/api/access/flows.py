"""Which FlowSchema a request falls under, as its answer tells: the first that fits who asks and what is asked.

Nothing is ever queued or refused: one request is answered at a time. Source:
https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#diagnostics
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.access.attributes import Attributes, of_request
from cluster.api.access.users import User, account_of
from cluster.kinds.flowschema import precedence
from cluster.kinds.rules.flows import LEVELS, SCHEMAS

if TYPE_CHECKING:
    from cluster.api.request import Request
    from cluster.store import Change, Store

_SCHEMA, _LEVEL = "X-Kubernetes-PF-FlowSchema-UID", "X-Kubernetes-PF-PriorityLevel-UID"


class Flows:
    def __init__(self, store: Store):
        self._store = store
        self._known: list[tuple[dict, dict[str, str]]] | None = None
        store.listeners.append(self._changed)

    def headers(self, user: User, request: Request) -> dict[str, str]:
        """The uids of FlowSchema and priority level; {} in a cluster without any."""
        if self._known is None:
            self._known = self._found()
        if user.is_master and self._known:
            return self._known[0][1]  # `exempt`, which stands before all others
        asked = of_request(request)
        return next((told for schema, told in self._known if fits(schema, user, asked)), {})

    def _found(self) -> list[tuple[dict, dict[str, str]]]:
        levels = {obj["metadata"]["name"]: obj["metadata"]["uid"] for obj in self._store.list(LEVELS)}
        found = []
        for schema in sorted(self._store.list(SCHEMAS), key=precedence):
            level = levels.get(schema["spec"]["priorityLevelConfiguration"]["name"])
            if level is not None:
                found.append((schema, {_SCHEMA: schema["metadata"]["uid"], _LEVEL: level}))
        return found

    def _changed(self, change: Change) -> None:
        if change.resource in (SCHEMAS, LEVELS):
            self._known = None


def fits(schema: dict, user: User, asked: Attributes) -> bool:
    return any(
        any(_is(subject, user) for subject in rule.get("subjects") or ())
        and any(
            _covers(each, asked) for each in rule.get("resourceRules" if asked.resource else "nonResourceRules") or ()
        )
        for rule in schema["spec"].get("rules") or ()
    )


def _is(subject: dict, user: User) -> bool:
    if subject["kind"] == "User":
        return subject["user"]["name"] in ("*", user.name)
    if subject["kind"] == "Group":
        return subject["group"]["name"] == "*" or subject["group"]["name"] in user.groups
    account, told = account_of(user.name), subject["serviceAccount"]
    return account is not None and account[0] == told["namespace"] and told["name"] in ("*", account[1])


def _covers(rule: dict, asked: Attributes) -> bool:
    if not _has(rule["verbs"], asked.verb):
        return False
    if not asked.resource:
        return any(url in ("*", asked.path) or _under(url, asked.path) for url in rule["nonResourceURLs"])
    place = _has(rule.get("namespaces") or (), asked.namespace) if asked.namespace else rule.get("clusterScope", False)
    return place and _has(rule["apiGroups"], asked.group) and _has(rule["resources"], asked.combined)


def _has(told: list[str] | tuple[str, ...], word: str) -> bool:
    return "*" in told or word in told


def _under(pattern: str, path: str) -> bool:
    return pattern.endswith("*") and path.startswith(pattern[:-1])
