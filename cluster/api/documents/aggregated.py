"""Aggregated discovery: all groups with all their resources in one document.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.aggregation import remote
from cluster.api.documents.groups import groups, kinds_in
from cluster.api.documents.resources import taken_by
from cluster.api.routes import SUBRESOURCE_VERBS, served_subresources

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind, Registry

_BINDING = {
    "resource": "bindings",
    "responseKind": {"group": "", "version": "v1", "kind": "Binding"},
    "scope": "Namespaced",
    "singularResource": "binding",
    "verbs": ["create"],
}


def aggregated(server: ApiServer, core: bool) -> dict:
    """All groups in one document (apidiscovery.k8s.io/v2); of `/api` the core group alone."""
    items = []
    for group, versions in groups(server.kinds).items():
        if (group == "") == core:
            told = [_version(server, group, version) for version in versions]
            metadata = {"name": group} if group else {}
            items.append({"metadata": metadata, "versions": told})
    return {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items}


def _version(server: ApiServer, group: str, version: str) -> dict:
    registered = server.aggregation.proxied(group, version)
    if registered is None:
        resources = _resources(server.kinds, group, version)
    else:
        told = remote.resources(server, registered)
        if told is None:
            return {"version": version, "freshness": "Stale"}
        resources = [_remote(each, group, version) for each in told if "/" not in each.get("name", "")]
    return {"version": version, "resources": resources, "freshness": "Current"}


def _remote(told: dict, group: str, version: str) -> dict:
    """A resource that another server lists in the older form."""
    found = {
        "resource": told.get("name", ""),
        "responseKind": {"group": group, "version": version, "kind": told.get("kind", "")},
        "scope": "Namespaced" if told.get("namespaced") else "Cluster",
        "singularResource": told.get("singularName", ""),
        "verbs": told.get("verbs") or [],
    }
    return found | {name: told[name] for name in ("shortNames", "categories") if told.get(name)}


def _resources(kinds: Registry, group: str, version: str) -> list[dict]:
    found = [_BINDING] if (group, version) == ("", "v1") else []
    for kind in sorted(kinds_in(kinds, group, version), key=lambda kind: kind.plural):
        resource: dict = {
            "resource": kind.plural,
            "responseKind": {"group": group, "version": version, "kind": kind.kind},
            "scope": "Namespaced" if kind.namespaced else "Cluster",
            "singularResource": kind.singular,
            "verbs": kind.listed_verbs,
        }
        if kind.short_names:
            resource["shortNames"] = list(kind.short_names)
        if kind.categories:
            resource["categories"] = list(kind.categories)
        if subresources := served_subresources(kind):
            resource["subresources"] = [_subresource(kind, name) for name in subresources]
        found.append(resource)
    return found


def _subresource(kind: Kind, name: str) -> dict:
    group, version, response = taken_by(kind, name) or (kind.group, kind.version, kind.kind)
    return {
        "subresource": name,
        "responseKind": {"group": group, "version": version, "kind": response},
        "verbs": sorted(SUBRESOURCE_VERBS[name]),
    }
