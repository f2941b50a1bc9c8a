"""What a cluster tells of itself: groups, versions, resources, its version, its health.

Legacy documents (`/api`, `/apis/...`) and aggregated ones, by the Accept header. Source:
https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api, golden suite api, cases "discovery ...".
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from cluster.api.documents import health, issuer, metrics, openapi
from cluster.api.documents.aggregated import aggregated
from cluster.api.documents.groups import groups
from cluster.api.documents.resources import resource_list
from cluster.api.errors import StatusError, method_not_allowed, no_such_resource, not_acceptable
from cluster.api.negotiation import BODY_TYPES, JSON, negotiate

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
_ACCEPTED = f"only the following media types are accepted: {', '.join(BODY_TYPES)}"
_PAGE_NOT_FOUND = "404 page not found\n"


def answer(server: ApiServer, request: Request, response: Response) -> None:
    """A path that names no resource. Raises StatusError.

    What the server answers beside its API it knows by the exact path, whatever the method; the routes of the API end
    in any number of slashes and are only read. Source: k8s.io/apiserver/pkg/server/handler.go and mux/pathrecorder.go;
    tried on a real server.
    """
    path = unquote(request.path)
    known = _handled(server, request, response, path)
    if known is None:
        known = _routed(server, request, response, path)
        if known is not None and request.method != "GET":
            raise method_not_allowed()
    if known is None:
        _not_found(response)
    else:
        response.body = known


def serves(kinds: Registry, group: str, version: str, rest: list[str]) -> bool:
    """Whether a path leads to the resources of a version; those of definitions are known one by one."""
    if not any(kind.group == group and kind.version == version for kind in kinds.all):
        return False
    plural = rest[2] if rest[0] == "namespaces" and len(rest) > 2 else rest[0]
    return (group, version, plural) in kinds.by_path or not _is_custom(kinds, group)


def _is_custom(kinds: Registry, group: str) -> bool:
    """Whether definitions alone make the group."""
    return all(kind.custom for kind in kinds.all if kind.group == group)


def unknown_group(kinds: Registry, response: Response, group: str) -> None:
    """A resource's path in a group or version that is not served."""
    if group in groups(kinds) and not _is_custom(kinds, group):
        raise no_such_resource()
    _not_found(response)


def _handled(server: ApiServer, request: Request, response: Response, path: str) -> dict | str | None:
    kinds = server.kinds
    if path in ("/", "/index.html"):
        return {"paths": paths(kinds)}
    if path in ("/apis", "/apis/"):
        return _all_groups(server, request, response)
    if path.startswith("/openapi/"):
        return _openapi(kinds, request, response, path.removeprefix("/openapi/"))
    if path in ("/metrics", "/metrics/slis"):
        response.content_type = metrics.CONTENT_TYPE
        return metrics.text(server, VERSION) if path == "/metrics" else metrics.service_levels(server.clock.now)
    told = health.answer(path, request.query)
    if told is not None:
        response.content_type = TEXT
        if path.count("/") == 1:
            response.headers["X-Content-Type-Options"] = "nosniff"
    return told


def _routed(server: ApiServer, request: Request, response: Response, path: str) -> dict | None:
    path = path.rstrip("/")
    if path == "/version":
        if negotiate(request.accept, ()).media_type != JSON:
            raise not_acceptable()
        return VERSION
    if path == issuer.CONFIGURATION_PATH:
        response.headers["Cache-Control"] = issuer.KEPT
        return issuer.configuration()
    if path == issuer.KEYS_PATH:
        response.headers["Cache-Control"], response.content_type = issuer.KEPT, issuer.KEYS_TYPE
        return issuer.key_set()
    head, *rest = path.split("/")[1:] or [""]
    return _api_document(server, request, response, head, rest) if head in ("api", "apis") else None


def _openapi(kinds: Registry, request: Request, response: Response, place: str) -> dict | str | None:
    """Under the hash that it has now a document may be kept for ever."""
    path = place.split("/")
    known, given = openapi.hash_of(kinds, path), request.query.get("hash", "")
    if known and given == known:
        response.headers["Cache-Control"] = "public, immutable"
    elif known and given:
        response.code = 301
        response.headers["Location"] = f"/openapi/{place}?hash={known}"
        return ""
    return openapi.document(kinds, path)


def _all_groups(server: ApiServer, request: Request, response: Response) -> dict:
    if "APIGroupDiscoveryList" in request.accept:
        response.content_type = AGGREGATED
        return aggregated(server, core=False)
    _negotiated(request, response, by_aggregator=True)
    return _group_list(groups(server.kinds))


def _negotiated(request: Request, response: Response, by_aggregator: bool = False) -> None:
    """The document comes as JSON or YAML. Raises StatusError 406; the aggregator has words of its own."""
    try:
        response.content_type = negotiate(request.accept, ()).media_type
    except StatusError:
        raise not_acceptable(_ACCEPTED if by_aggregator else "") from None


def _api_document(server: ApiServer, request: Request, response: Response, head: str, rest: list[str]) -> dict | None:
    kinds = server.kinds
    served = groups(kinds)
    if not rest and head == "api" and "APIGroupDiscoveryList" in request.accept:
        response.content_type = AGGREGATED
        return aggregated(server, core=True)
    if not rest and head == "api":
        _negotiated(request, response)
        return _versions()
    group, version = ("", rest[0]) if head == "api" else (*rest, "", "")[:2]
    if group not in served or (head == "apis" and not group):
        return None
    of_group = head == "apis" and not version
    if not of_group and version not in served[group]:
        raise no_such_resource()
    _negotiated(request, response, by_aggregator=of_group)
    if of_group:
        return {"kind": "APIGroup", "apiVersion": "v1", **_group(group, served[group])}
    return resource_list(kinds, group, version)


def _not_found(response: Response) -> None:
    """Plain text. Source: k8s.io/apiserver/pkg/util/notfoundhandler in 1.35 (a Status only since
    https://github.com/kubernetes/kubernetes/pull/138219)."""
    response.code, response.body, response.content_type = 404, _PAGE_NOT_FOUND, TEXT
    response.headers["X-Content-Type-Options"] = "nosniff"


def paths(kinds: Registry) -> list[str]:
    """What `/` lists, by name. The files of profiles and logs are not listed, or off by default.

    Source: `GET /` of a cluster made by kubeadm, and the handlers' names in the source of 1.35."""
    found = [
        issuer.CONFIGURATION_PATH,
        issuer.KEYS_PATH,
        "/api",
        "/apis",
        "/apis/",
        "/metrics",
        "/metrics/slis",
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
