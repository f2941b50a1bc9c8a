"""The kinds of Kubernetes' sample API server, which the aggregation layer is tried with: Flunder and Fischer.

They are stored here, on that server's behalf. Source: https://github.com/kubernetes/sample-apiserver
"""

from __future__ import annotations

from functools import cache

from cluster.kinds.base import Kind
from cluster.kinds.customresource.serving import kinds_of

GROUP, VERSION = "wardle.example.com", "v1alpha1"
_NAMES = (("flunders", "Flunder", "Namespaced"), ("fischers", "Fischer", "Cluster"))


@cache
def kinds() -> tuple[Kind, ...]:
    return tuple(kind for names in _NAMES for kind in kinds_of(_definition(*names)))


def _definition(plural: str, kind: str, scope: str) -> dict:
    names = {"plural": plural, "singular": kind.lower(), "kind": kind, "listKind": f"{kind}List"}
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {"name": VERSION, "served": True, "storage": True, "schema": {"openAPIV3Schema": anything}}
    return {
        "metadata": {"name": f"{plural}.{GROUP}"},
        "spec": {"group": GROUP, "scope": scope, "names": names, "versions": [version]},
        "status": {"acceptedNames": names, "conditions": [], "storedVersions": [VERSION]},
    }
