"""What a cluster tells of itself: groups, versions, resources, its version, its health.

Legacy documents (`/api`, `/apis/...`) and aggregated ones, by the Accept header. Source:
https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api, golden suite api, cases "discovery ...".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.documents import health, metrics, openapi
from cluster.api.documents.aggregated import aggregated
from cluster.api.documents.groups import groups
from cluster.api.documents.resources import resource_list
from cluster.api.errors import method_not_allowed, no_such_resource

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Registry

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
    told = health.answer(head, "/".join(rest), request.query) if head in health.NAMES else None
    if told is not None:
        response.content_type, response.headers["X-Content-Type-Options"] = TEXT, "nosniff"
    return told


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
    for check in health.NAMES:
        parts = ["etcd", "log", "ping", *(f"poststarthook/{hook}" for hook in hooks)]
        found += [f"/{check}", *(f"/{check}/{part}" for part in parts)]
    return sorted([*found, "/readyz/informer-sync", "/readyz/shutdown", "/version"])


def paths(kinds: Registry) -> list[str]:
    found = [
        "/api",
        "/apis",
        "/apis/",
        "/metrics",
        "/openapi/v2",
        "/openapi/v3",
        "/openapi/v3/",
        "/version",
        *health.paths(),
    ]
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
