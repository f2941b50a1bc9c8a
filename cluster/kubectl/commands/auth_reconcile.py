"""kubectl auth reconcile: roles and bindings made as a file says, with permissions and subjects merged by meaning.

Source: words of kubectl 1.35.2.
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, ServerError, together
from cluster.kubectl.flags import Flags
from cluster.kubectl.output import printer

_ROLES, _BINDINGS = ("Role", "ClusterRole"), ("RoleBinding", "ClusterRoleBinding")
_KEPT = ("labels", "annotations")


class Reconcile(Command):
    path = "auth reconcile"

    def run(self, call: Call) -> int:
        flags = call.flags
        if not (flags["filename"] or flags["kustomize"]):
            raise KubectlError("must specify one of -f and -k")
        infos, errors = Result(call, Query([], files=True, fetch=False)).infos()
        if errors:
            raise together(errors) or errors[0]
        show = printer(call, "reconciled")
        for info in infos:
            wanted = info.object or {}
            if wanted.get("kind") not in (*_ROLES, *_BINDINGS):
                continue
            plan = planned(self._found(call, info), wanted, flags)
            show(self._carried_out(call, info, plan), info.label)
            call.err(plan.told())
        return 0

    def _found(self, call: Call, info: Info) -> dict | None:
        try:
            return call.api.get(info.path)
        except ServerError as wrong:
            if wrong.reason != "NotFound":
                raise
            return None

    def _carried_out(self, call: Call, info: Info, plan: Plan) -> dict:
        new = plan.new
        if call.dry_run == "client" or not plan.operation:
            return new
        if plan.operation == "update":
            return call.api.send("PUT", info.path, call.writing(False), new).body
        if plan.operation == "recreate":
            call.api.send("DELETE", info.path, call.writing(False))
            fresh = {name: value for name, value in new["metadata"].items() if name not in ("resourceVersion", "uid")}
            new = {**new, "metadata": fresh}
        return self._created(call, info, new)

    def _created(self, call: Call, info: Info, obj: dict) -> dict:
        namespace = obj["metadata"].get("namespace")
        if namespace:
            self._namespace(call, namespace)
        return call.api.send("POST", info.path.rpartition("/")[0], call.writing(False), obj).body

    def _namespace(self, call: Call, name: str) -> None:
        """The namespace is made where it is missing."""
        try:
            call.api.get(f"/api/v1/namespaces/{name}")
        except ServerError as wrong:
            if wrong.reason == "NotFound":
                body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
                call.api.send("POST", "/api/v1/namespaces", call.writing(False), body)


class Plan(NamedTuple):
    """What is to be done: `operation` is create, update, recreate or "" for nothing."""

    operation: str
    new: dict
    added: list[dict]
    removed: list[dict]
    what: str

    def told(self) -> str:
        if not self.operation:
            return ""
        lines = [f"\treconciliation required {self.operation}"]
        for title, items in ((f"missing {self.what} added", self.added), (f"extra {self.what} removed", self.removed)):
            if items:
                lines += [f"\t{title}:", *(f"\t\t{_shown(item, self.what)}" for item in items)]
        return "\n".join(lines) + "\n"


def planned(found: dict | None, wanted: dict, flags: Flags) -> Plan:
    if wanted["kind"] in _ROLES:
        return _role_plan(found, wanted, flags["remove-extra-permissions"])
    return _binding_plan(found, wanted, flags["remove-extra-subjects"])


def _role_plan(found: dict | None, wanted: dict, remove: bool) -> Plan:
    asked = wanted.get("rules") or []
    if found is None:
        return Plan("create", wanted, asked, [], "rules")
    own = found.get("rules") or []
    missing, extra = _uncovered(asked, own), _uncovered(own, asked)
    new = _with_metadata(found, wanted)
    if remove and (missing or extra):
        new = {**new, "rules": asked}
    elif missing:
        new = {**new, "rules": [*own, *missing]}
    return Plan("" if new == found else "update", new, missing, extra if remove else [], "rules")


def _binding_plan(found: dict | None, wanted: dict, remove: bool) -> Plan:
    asked = wanted.get("subjects") or []
    if found is None:
        return Plan("create", wanted, asked, [], "subjects")
    own = found.get("subjects") or []
    missing, extra = [each for each in asked if each not in own], [each for each in own if each not in asked]
    new = _with_metadata(found, wanted)
    kept = [each for each in own if each in asked] if remove else own
    if missing or kept != own:
        new = {**new, "subjects": [*kept, *missing]}
    removed = extra if remove else []
    if found["roleRef"] != wanted["roleRef"]:
        return Plan("recreate", {**new, "roleRef": wanted["roleRef"]}, missing, removed, "subjects")
    return Plan("" if new == found else "update", new, missing, removed, "subjects")


def _shown(item: dict, what: str) -> str:
    """As Go prints the struct."""
    if what == "subjects":
        fields = (("Kind", "kind"), ("APIGroup", "apiGroup"), ("Name", "name"), ("Namespace", "namespace"))
        return "{" + " ".join(f"{title}:{item.get(field, '')}" for title, field in fields) + "}"
    names = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
    titles = ("Verbs", "APIGroups", "Resources", "ResourceNames", "NonResourceURLs")
    shown = (f"{t}:[{' '.join(item.get(n) or ())}]" for t, n in zip(titles, names, strict=True))
    return "{" + " ".join(shown) + "}"


def _with_metadata(found: dict, wanted: dict) -> dict:
    metadata, told = found["metadata"], wanted["metadata"]
    added = {field: {**(metadata.get(field) or {}), **told[field]} for field in _KEPT if told.get(field)}
    changed = {field: value for field, value in added.items() if value != metadata.get(field)}
    return {**found, "metadata": {**metadata, **changed}} if changed else found


def _uncovered(rules: list[dict], by: list[dict]) -> list[dict]:
    """The single permissions of the rules that are not among those of `by`."""
    return [one for rule in rules for one in _single(rule) if not any(_holds(one, other) for other in by)]


def _single(rule: dict) -> list[dict]:
    names = [{"resourceNames": [name]} for name in rule.get("resourceNames") or ()] or [{}]
    found: list[dict] = [
        {"apiGroups": [group], "resources": [resource], **name, "verbs": [verb]}
        for group in rule.get("apiGroups") or ()
        for resource in rule.get("resources") or ()
        for verb in rule["verbs"]
        for name in names
    ]
    urls = rule.get("nonResourceURLs") or ()
    return found + [{"nonResourceURLs": [url], "verbs": [verb]} for url in urls for verb in rule["verbs"]]


def _holds(one: dict, other: dict) -> bool:
    for field in ("verbs", "apiGroups", "resources", "nonResourceURLs"):
        values, theirs = one.get(field) or [], other.get(field) or []
        if any(value not in theirs and "*" not in theirs for value in values):
            return False
    names, limits = one.get("resourceNames") or [], other.get("resourceNames") or []
    return not limits or (bool(names) and all(name in limits for name in names))
