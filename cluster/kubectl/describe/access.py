"""kubectl describe role, clusterrole, rolebinding, clusterrolebinding."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page
from cluster.kubectl.describe.registry import describer

_GROUP = "rbac.authorization.k8s.io"
_HEAD = ("Resources\tNon-Resource URLs\tResource Names\tVerbs", "---------\t-----------------\t--------------\t-----")


@describer(f"role.{_GROUP}")
@describer(f"clusterrole.{_GROUP}")
def role(call: Call, obj: dict, page: Page) -> None:
    _head(obj, page)
    page.line(0, "PolicyRule:")
    for line in _HEAD:
        page.line(1, line)
    for rule in compacted(obj.get("rules") or []):
        urls, names, verbs = (_go(rule.get(field)) for field in ("nonResourceURLs", "resourceNames", "verbs"))
        page.line(1, f"{resource_text(rule)}\t{urls}\t{names}\t{verbs}")


@describer(f"rolebinding.{_GROUP}")
@describer(f"clusterrolebinding.{_GROUP}")
def binding(call: Call, obj: dict, page: Page) -> None:
    _head(obj, page)
    page.line(0, "Role:")
    page.fields(1, ("Kind", obj["roleRef"]["kind"]), ("Name", obj["roleRef"]["name"]))
    page.line(0, "Subjects:")
    page.line(1, "Kind\tName\tNamespace")
    page.line(1, "----\t----\t---------")
    for each in obj.get("subjects") or ():
        page.line(1, f"{each['kind']}\t{each['name']}\t{each.get('namespace', '')}")


def compacted(rules: list[dict]) -> list[dict]:
    """One rule for each resource (and name) or URL, with all verbs, in kubectl's order."""
    simple: dict[tuple, dict] = {}
    others = []
    for rule in rules:
        for part in _parts(rule):
            if part.get("nonResourceURLs"):
                others.append(part)
                continue
            key = (part["apiGroups"][0], part["resources"][0], tuple(part.get("resourceNames", ())))
            if key in simple:
                simple[key] = {**part, "verbs": [*simple[key]["verbs"], *part["verbs"]]}
            else:
                simple[key] = part
    return sorted([*others, *simple.values()], key=_as_go)


def resource_text(rule: dict) -> str:
    """`deployments.apps/scale`"""
    if not rule.get("resources"):
        return ""
    resource, slash, subresource = rule["resources"][0].partition("/")
    group = (rule.get("apiGroups") or [""])[0]
    return resource + (f".{group}" if group else "") + slash + subresource


def _parts(rule: dict) -> list[dict]:
    verbs, names = rule.get("verbs") or [], rule.get("resourceNames") or []
    found: list[dict] = [
        {"apiGroups": [group], "resources": [resource], **({"resourceNames": [name]} if name else {}), "verbs": [verb]}
        for group in rule.get("apiGroups") or ()
        for resource in rule.get("resources") or ()
        for verb in verbs
        for name in names or [""]
    ]
    return found + [
        {"nonResourceURLs": [url], "verbs": [verb]} for url in rule.get("nonResourceURLs") or () for verb in verbs
    ]


def _as_go(rule: dict) -> str:
    """The text by which kubectl sorts rules."""
    fields = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
    shown = ",".join(f"{field[0].upper()}{field[1:]}:{_go(rule.get(field))}" for field in fields)
    return f"&PolicyRule{{{shown},}}".replace("ApiGroups", "APIGroups")


def _go(values: list[str] | None) -> str:
    return f"[{' '.join(values or ())}]"


def _head(obj: dict, page: Page) -> None:
    page.field(0, "Name", obj["metadata"]["name"])
    page.labels("Labels", obj["metadata"].get("labels"))
    page.annotations("Annotations", obj["metadata"].get("annotations"))
