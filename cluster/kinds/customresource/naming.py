"""Names in and around a custom kind: finalizers, what is said of an old version, which version comes first."""

from __future__ import annotations

from cluster.kinds.rules import names
from cluster.kinds.rules.errors import quoted

_STANDARD = ("orphan", "foregroundDeletion", "kubernetes")


def finalizer(name: str) -> list[str]:
    told = f"metadata.finalizers: {quoted(name)}: "
    found = [told + wrong for wrong in names.qualified_name(name)]
    if "/" not in name and name not in _STANDARD:
        path = " including a path (/)" if "." in name else ""
        found.append(
            f"{told}prefer a domain-qualified finalizer name{path} to avoid accidental conflicts with other finalizer "
            "writers"
        )
    return found


def deprecation(definition: dict, version: dict) -> str:
    if not version.get("deprecated"):
        return ""
    if version.get("deprecationWarning") is not None:
        return version["deprecationWarning"]
    spec = definition["spec"]
    kind = spec["names"]["kind"]
    told = f"{spec['group']}/{version['name']} {kind} is deprecated"
    others = [v["name"] for v in spec["versions"] if v.get("served") and not v.get("deprecated")]
    newer = [name for name in sorted(others, key=priority) if priority(name) < priority(version["name"])]
    return f"{told}; use {spec['group']}/{newer[0]} {kind}" if newer else told


def priority(version: str) -> tuple:
    """Sorts versions as clients prefer them: v2, v1, v1beta2, v1beta1, v1alpha1, then all others by name."""
    import re

    found = re.fullmatch(r"v([0-9]+)(?:(alpha|beta)([0-9]+))?", version)
    if found is None:
        return (1, version)
    stage = {None: 0, "beta": 1, "alpha": 2}[found[2]]
    return (0, stage, -int(found[1]), -int(found[3] or 0))
