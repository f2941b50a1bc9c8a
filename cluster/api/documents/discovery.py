"""What a cluster tells of itself: groups, versions, resources, its version, its health.

Legacy documents (`/api`, `/apis/...`) and aggregated ones, by the Accept header. Source:
https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api, golden suite api, cases "discovery ...".
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from cluster.api import priorities, remote
from cluster.api.documents import metrics, openapi
from cluster.api.errors import method_not_allowed, no_such_resource
from cluster.api.routes import SUBRESOURCE_VERBS, served_subresources

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind, Registry

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
TEXT = "text/plain; charset=utf-8"
VERSION = {
    "major": "1",
    "minor": "35",
    "emulationMajor": "1",
    "emulationMinor": "35",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "34",
    "gitVersion": "v1.35.0",
    "gitCommit": "66452049f3d692768c39c797b21b793dce80314e",
    "gitTreeState": "clean",
    "buildDate": "2025-12-17T12:32:07Z",
    "goVersion": "go1.25.5",
    "compiler": "gc",
    "platform": "linux/amd64",
}
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
HEALTH = ("healthz", "livez", "readyz")
_GET_ONLY = (["api"], ["apis"], ["version"])  # routes of go-restful, which knows no HEAD where it was not told of it


def answer(server: ApiServer, request: Request, response: Response) -> None:
    """A path that names no resource. Raises StatusError."""
    parts = [part for part in request.path.split("/") if part]
    known = metrics.text(server, VERSION) if parts == ["metrics"] else _document(server, request, response, parts)
    if known is None:
        _not_found(server.kinds, response, parts)
    elif request.method not in ("GET", "HEAD") or (request.method == "HEAD" and parts[:1] in _GET_ONLY):
        raise method_not_allowed()
    else:
        response.body = known
        if parts == ["metrics"]:
            response.content_type = metrics.CONTENT_TYPE


def serves(kinds: Registry, group: str, version: str, rest: list[str]) -> bool:
    """Whether a path leads to the resources of a version; those of definitions are known one by one."""
    if not any(kind.group == group and kind.version == version for kind in kinds.all):
        return False
    plural = rest[2] if rest[0] == "namespaces" and len(rest) > 2 else rest[0]
    return (group, version, plural) in kinds.by_path or not _is_custom(kinds, group)


def _is_custom(kinds: Registry, group: str) -> bool:
    """Whether definitions alone make the group."""
    return all(kind.custom for kind in kinds.all if kind.group == group)


def unknown_group(kinds: Registry, request: Request, response: Response, group: str) -> None:
    """A resource's path in a group or version that is not served."""
    if group in groups(kinds) and not _is_custom(kinds, group):
        raise no_such_resource()
    _not_found(kinds, response, ["apis", group])


def groups(kinds: Registry) -> dict[str, list[str]]:
    """Group → its versions, preferred first."""
    found: dict[str, dict[str, int]] = {}
    for kind in kinds.all:
        found.setdefault(kind.group, {})[kind.version] = 0
    minimum = {group: priorities.of_group(group) for group in found}
    for (group, version), registered in kinds.remote.items():
        spec = registered["spec"]
        found.setdefault(group, {})[version] = -spec["versionPriority"]
        if group not in minimum or minimum[group] < spec["groupPriorityMinimum"]:
            minimum[group] = spec["groupPriorityMinimum"]
    return {
        group: sorted(found[group], key=lambda version: (found[group][version], version_order(version)))
        for group in sorted(found, key=lambda group: (-minimum[group], group))
    }


def version_order(version: str) -> tuple:
    """Stable versions before beta before alpha, the newest first, others last by name, as the server prefers them.

    Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/
    #version-priority"""
    match = re.fullmatch(r"v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?", version)
    if match is None:
        return (3, 0, 0, version)
    return ({"beta": 1, "alpha": 2}.get(match[2], 0), -int(match[1]), -int(match[3] or 0), version)


def _document(server: ApiServer, request: Request, response: Response, parts: list[str]) -> dict | str | None:
    kinds = server.kinds
    if not parts:
        return {"paths": paths(kinds)}
    head, rest = parts[0], parts[1:]
    if head in ("api", "apis"):
        return _api_document(server, request, response, head, rest)
    if head == "openapi":
        return _openapi(kinds, request, response, rest)
    if parts == ["version"]:
        return VERSION
    if head in HEALTH and (not rest or rest[0] in _checks(head)):
        response.content_type = TEXT
        told = "".join(f"[+]{check} ok\n" for check in rest or _checks(head))
        return f"{told}{head} check passed\n" if "verbose" in request.query else "ok"
    return None


def _openapi(kinds: Registry, request: Request, response: Response, path: list[str]) -> dict | str | None:
    """Under the hash that it has now a document may be kept for ever."""
    known, given = openapi.hash_of(kinds, path), request.query.get("hash", "")
    if known and given == known:
        response.headers["Cache-Control"] = "public, immutable"
    elif known and given:
        response.code = 301
        response.headers["Location"] = f"/openapi/{'/'.join(path)}?hash={known}"
        return ""
    return openapi.document(kinds, path)


def _api_document(server: ApiServer, request: Request, response: Response, head: str, rest: list[str]) -> dict | None:
    kinds = server.kinds
    served = groups(kinds)
    if not rest:
        if "APIGroupDiscoveryList" in request.accept:
            response.content_type = AGGREGATED
            return aggregated(server, core=head == "api")
        return _versions() if head == "api" else _group_list(served)
    group, version = ("", rest[0]) if head == "api" else (rest[0], rest[1] if len(rest) > 1 else "")
    if group not in served or (head == "apis" and not group):
        return None
    if not version:
        return {"kind": "APIGroup", "apiVersion": "v1", **_group(group, served[group])}
    if version not in served[group]:
        raise no_such_resource()
    return resource_list(kinds, group, version)


def _not_found(kinds: Registry, response: Response, parts: list[str]) -> None:
    """Unknown groups are plain text, other paths a list of those that are there. Source: golden suite api."""
    response.code = 404
    if parts[0] == "apis":
        response.body, response.content_type = "404 page not found\n", TEXT
    else:
        response.body = {"paths": _last_paths()}


def _last_paths() -> list[str]:
    """The last server of the chain is that of CustomResourceDefinitions: it tells its own paths."""
    hooks = (
        "crd-informer-synced", "generic-apiserver-start-informers", "priority-and-fairness-config-consumer",
        "priority-and-fairness-filter", "start-apiextensions-controllers", "start-apiextensions-informers",
    )  # fmt: skip
    found = [
        "/apis",
        "/apis/",
        "/apis/apiextensions.k8s.io",
        "/apis/apiextensions.k8s.io/v1",
        "/metrics",
        "/openapi/v2",
    ]
    for check in HEALTH:
        parts = ["etcd", "log", "ping", *(f"poststarthook/{hook}" for hook in hooks)]
        found += [f"/{check}", *(f"/{check}/{part}" for part in parts)]
    return sorted([*found, "/readyz/informer-sync", "/readyz/shutdown", "/version"])


def _checks(head: str) -> tuple[str, ...]:
    """What can be asked one by one. Source: https://kubernetes.io/docs/reference/using-api/health-checks/"""
    ready = ("informer-sync", "shutdown") if head == "readyz" else ()
    return ("ping", "log", "etcd", *ready, "autoregister-completion")


def paths(kinds: Registry) -> list[str]:
    found = ["/api", "/apis", "/apis/", "/metrics", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/version"]
    for check in HEALTH:
        found += [f"/{check}", *(f"/{check}/{part}" for part in _checks(check))]
    for group, versions in groups(kinds).items():
        found += [f"/apis/{group}"] if group else []
        found += [f"/apis/{group}/{version}" if group else f"/api/{version}" for version in versions]
    return sorted(found)


def _versions() -> dict:
    address = {"clientCIDR": "0.0.0.0/0", "serverAddress": "192.168.49.2:8443"}
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [address]}


def _group_list(served: dict[str, list[str]]) -> dict:
    listed = [_group(group, versions) for group, versions in served.items() if group]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}


def _group(group: str, versions: list[str]) -> dict:
    told = [{"groupVersion": f"{group}/{version}", "version": version} for version in versions]
    return {"name": group, "versions": told, "preferredVersion": told[0]}


# The older way to bind a pod: a resource of its own, without a kind of ours.
_BINDING = {"name": "bindings", "singularName": "binding", "namespaced": True, "kind": "Binding", "verbs": ["create"]}
_AGGREGATED_BINDING = {
    "resource": "bindings",
    "responseKind": {"group": "", "version": "v1", "kind": "Binding"},
    "scope": "Namespaced",
    "singularResource": "binding",
    "verbs": ["create"],
}


def resource_list(kinds: Registry, group: str, version: str) -> dict:
    """The legacy list of one version's resources and subresources."""
    resources = []
    for kind in sorted(_of(kinds, group, version), key=lambda kind: kind.plural):
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
    group, version, response = _taken_by(kind, name) or ("", "", kind.kind)
    if group:
        found.update({"group": group, "version": version})
    return {**found, "kind": response, "verbs": sorted(SUBRESOURCE_VERBS[name])}


def _taken_by(kind: Kind, name: str) -> tuple[str, str, str] | None:
    return ("", "v1", f"{kind.kind}ProxyOptions") if name == "proxy" else _RESPONSES.get(name)


def aggregated(server: ApiServer, core: bool) -> dict:
    """All groups in one document (apidiscovery.k8s.io/v2); of `/api` the core group alone."""
    items = []
    for group, versions in groups(server.kinds).items():
        if (group == "") == core:
            told = [_aggregated_version(server, group, version) for version in versions]
            metadata = {"name": group} if group else {}
            items.append({"metadata": metadata, "versions": told})
    return {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items}


def _aggregated_version(server: ApiServer, group: str, version: str) -> dict:
    registered = server.aggregation.proxied(group, version)
    if registered is None:
        resources = _aggregated_resources(server.kinds, group, version)
    else:
        told = remote.resources(server, registered)
        if told is None:
            return {"version": version, "freshness": "Stale"}
        resources = [_aggregated_remote(each, group, version) for each in told if "/" not in each.get("name", "")]
    return {"version": version, "resources": resources, "freshness": "Current"}


def _aggregated_remote(told: dict, group: str, version: str) -> dict:
    """A resource that another server lists in the older form."""
    found = {
        "resource": told.get("name", ""),
        "responseKind": {"group": group, "version": version, "kind": told.get("kind", "")},
        "scope": "Namespaced" if told.get("namespaced") else "Cluster",
        "singularResource": told.get("singularName", ""),
        "verbs": told.get("verbs") or [],
    }
    return found | {name: told[name] for name in ("shortNames", "categories") if told.get(name)}


def _aggregated_resources(kinds: Registry, group: str, version: str) -> list[dict]:
    found = [_AGGREGATED_BINDING] if (group, version) == ("", "v1") else []
    for kind in sorted(_of(kinds, group, version), key=lambda kind: kind.plural):
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
            resource["subresources"] = [_aggregated_subresource(kind, name) for name in subresources]
        found.append(resource)
    return found


def _aggregated_subresource(kind: Kind, name: str) -> dict:
    group, version, response = _taken_by(kind, name) or (kind.group, kind.version, kind.kind)
    return {
        "subresource": name,
        "responseKind": {"group": group, "version": version, "kind": response},
        "verbs": sorted(SUBRESOURCE_VERBS[name]),
    }


def _of(kinds: Registry, group: str, version: str) -> list[Kind]:
    return [kind for kind in kinds.all if kind.group == group and kind.version == version]


def _hash(text: str) -> str:
    return base64.b64encode(sha256(text.encode()).digest()[:8]).decode()
