"""Whether some rules grant all that other rules grant.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
"""

from __future__ import annotations

_ALL = "*"


def missing(wanted: list[dict], held: list[dict]) -> list[dict]:
    """The single permissions of `wanted` that no rule of `held` gives."""
    return [one for rule in wanted for one in single(rule) if not any(_covers(own, one) for own in held)]


def single(rule: dict) -> list[dict]:
    """The rule as rules of one verb, group, resource and name (or URL) each."""
    names = [{"resourceNames": [name]} for name in rule.get("resourceNames") or ()] or [{}]
    found: list[dict] = [
        {"apiGroups": [group], "resources": [resource], **name, "verbs": [verb]}
        for group in rule.get("apiGroups") or ()
        for resource in rule.get("resources") or ()
        for verb in rule.get("verbs") or ()
        for name in names
    ]
    urls = rule.get("nonResourceURLs") or ()
    return found + [{"nonResourceURLs": [url], "verbs": [verb]} for url in urls for verb in rule.get("verbs") or ()]


def described(rules: list[dict]) -> str:
    """A line for each resource or URL, as the refusal lists them."""
    merged: dict[tuple, dict] = {}
    for rule in rules:
        fields = ("apiGroups", "resources", "nonResourceURLs", "resourceNames")
        key = tuple(tuple(rule.get(field) or ()) for field in fields)
        known = merged.get(key)
        merged[key] = {**rule, "verbs": [*known["verbs"], *rule["verbs"]]} if known else rule
    return "\n".join(sorted(dict.fromkeys(map(_described, merged.values()))))


def _described(rule: dict) -> str:
    shown = []
    for field in ("apiGroups", "resources", "nonResourceURLs", "resourceNames", "verbs"):
        if values := rule.get(field):
            title = "APIGroups" if field == "apiGroups" else field[0].upper() + field[1:]
            shown.append(f"{title}:[{' '.join(chr(34) + value + chr(34) for value in values)}]")
    return "{" + ", ".join(shown) + "}"


def _covers(own: dict, one: dict) -> bool:
    if not _has(own.get("verbs"), one["verbs"]):
        return False
    if one.get("nonResourceURLs"):
        wanted = one["nonResourceURLs"][0]
        return any(_url(url, wanted) for url in own.get("nonResourceURLs") or ())
    if not _has(own.get("apiGroups"), one["apiGroups"]):
        return False
    resource, resources = one["resources"][0], own.get("resources") or ()
    subresource = resource.partition("/")[2]
    if not (_ALL in resources or resource in resources or (subresource and f"*/{subresource}" in resources)):
        return False
    limits, names = own.get("resourceNames") or (), one.get("resourceNames") or ()
    return not limits or (bool(names) and all(name in limits for name in names))


def _has(own: list | None, wanted: list) -> bool:
    held = own or []
    return _ALL in held or (bool(held) and all(each in held for each in wanted))


def _url(own: str, wanted: str) -> bool:
    return own in (_ALL, wanted) or (own.endswith("*") and wanted.startswith(own.rstrip("*")))
