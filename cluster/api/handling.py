"""From a Request to a verb and back to a Response: parsing, checking, defaulting, admission, and errors as Status."""

from __future__ import annotations

import json
import re

from cluster.api.errors import StatusError, bad_request, invalid
from cluster.api.request import Request, Response
from cluster.api.server import ApiServer
from cluster.reasons import reason
from cluster.store import Origin

_PATH = re.compile(
    r"^/(?:api/(?P<core>v1)|apis/(?P<group>[^/]+)/(?P<version>[^/]+))"
    r"(?:/namespaces/(?P<namespace>[^/]+)(?=/.))?/(?P<plural>[^/]+)(?:/(?P<name>[^/]+)(?:/(?P<subresource>[^/]+))?)?/?$"
)


def handle(server: ApiServer, request: Request, origin: Origin) -> Response:
    """Never raises for what a client sent: every refusal is a Status."""
    try:
        return _answer(server, request, origin)
    except StatusError as error:
        return Response(error.code, error.status())


def _answer(server: ApiServer, request: Request, origin: Origin) -> Response:
    found = _PATH.match(request.path)
    place = (found["group"] or "", found["core"] or found["version"], found["plural"]) if found else None
    if place not in server.kinds.by_path:
        raise StatusError(404, "NotFound", "the server could not find the requested resource")
    kind = server.kinds.by_path[place]
    namespace, name, sub = found["namespace"] or "", found["name"] or "", found["subresource"] or ""
    because = Origin(origin.actor, origin.causes, reason("input.request", verb=request.method, kind=kind.kind, name=name))
    if request.method == "GET":
        if name:
            obj = server.existing(kind, namespace, name)
            return Response(200, kind.overlay(obj, server.clock.now, server.epoch))
        items = server.store.list(kind.resource, namespace if found["namespace"] else None)
        meta = {"resourceVersion": str(server.store.revision)}
        return Response(200, {"kind": f"{kind.kind}List", "apiVersion": kind.api_version, "metadata": meta, "items": items})
    if request.method == "DELETE":
        return Response(200, server.delete(kind.resource, namespace, name, _body(request) or {}, because))
    body = _body(request)
    if request.method == "PATCH":
        return Response(200, server.merge(kind.resource, namespace, name, body, because, sub))
    if kind.namespaced:
        body = {**body, "metadata": {**body["metadata"], "namespace": namespace}}
    body = kind.defaults(body)
    if request.method == "PUT":
        return Response(200, server.update(kind.resource, body, because, sub))
    body = kind.prepare_create(body)
    if errors := kind.validate(body):
        raise invalid(kind, body["metadata"].get("name", ""), errors)
    return Response(201, server.create(kind.resource, body, because))


def _body(request: Request):
    if not isinstance(request.body, bytes):
        return request.body
    try:
        return json.loads(request.body) if request.body else None
    except ValueError as error:
        raise bad_request(f"the object provided is unrecognized: {error}") from error
