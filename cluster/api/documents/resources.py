"""The older discovery documents: the resources and subresources of one version.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#unaggregated-discovery, golden suite api
"""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import TYPE_CHECKING

from cluster.api.documents.groups import kinds_in
from cluster.api.routes import SUBRESOURCE_VERBS, served_subresources

if TYPE_CHECKING:
    from cluster.kinds.base import Kind, Registry

# subresource → (group, version, kind) of what it takes and gives; "" stands for the kind itself
_RESPONSES = {
    "scale": ("autoscaling", "v1", "Scale"),
    "eviction": ("policy", "v1", "Eviction"),
    "binding": ("", "v1", "Binding"),
    "token": ("authentication.k8s.io", "v1", "TokenRequest"),
    "exec": ("", "v1", "PodExecOptions"),
    "attach": ("", "v1", "PodAttachOptions"),
    "portforward": ("", "v1", "PodPortForwardOptions"),
}
# The older way to bind a pod: a resource of its own, without a kind of ours.
_BINDING = {"name": "bindings", "singularName": "binding", "namespaced": True, "kind": "Binding", "verbs": ["create"]}


def resource_list(kinds: Registry, group: str, version: str) -> dict:
    """The legacy list of one version's resources and subresources."""
    resources = []
    for kind in sorted(kinds_in(kinds, group, version), key=lambda kind: kind.plural):
        resources.append(_resource(kind))
        resources += [_subresource(kind, name) for name in served_subresources(kind)]
    if (group, version) == ("", "v1"):
        resources.insert(0, _BINDING)
    # the oldest list of all does not say its own version
    told = {"apiVersion": "v1", "groupVersion": f"{group}/{version}"} if group else {"groupVersion": version}
    return {"kind": "APIResourceList", **told, "resources": resources}


def _resource(kind: Kind) -> dict:
    found: dict = {
        "name": kind.plural,
        "singularName": kind.singular,
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": kind.listed_verbs,
    }
    if kind.short_names:
        found["shortNames"] = list(kind.short_names)
    if kind.categories:
        found["categories"] = list(kind.categories)
    if "create" in kind.verbs and not kind.asked:
        stored = kind.stored
        found["storageVersionHash"] = _hash(f"{stored.group}/{stored.version}/{stored.kind}")
    return found


def _subresource(kind: Kind, name: str) -> dict:
    found: dict = {"name": f"{kind.plural}/{name}", "singularName": "", "namespaced": kind.namespaced}
    group, version, response = taken_by(kind, name) or ("", "", kind.kind)
    if group:
        found.update({"group": group, "version": version})
    return {**found, "kind": response, "verbs": sorted(SUBRESOURCE_VERBS[name])}


def taken_by(kind: Kind, name: str) -> tuple[str, str, str] | None:
    return ("", "v1", f"{kind.kind}ProxyOptions") if name == "proxy" else _RESPONSES.get(name)


def _hash(text: str) -> str:
    return base64.b64encode(sha256(text.encode()).digest()[:8]).decode()
