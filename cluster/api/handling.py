"""From a Request to a verb and back to a Response. What a client sends never raises here: every refusal is a Status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cluster.api import access, conversion, subresources
from cluster.api.access import reviews
from cluster.api.access.tokenrequest import token
from cluster.api.aggregation import remote
from cluster.api.decoding.bodies import read
from cluster.api.decoding.fieldvalidation import DecodeError, decode
from cluster.api.documents import discovery
from cluster.api.errors import (
    StatusError,
    bad_request,
    future_revision,
    mistake,
    no_such_resource,
    not_acceptable,
    not_computed,
)
from cluster.api.negotiation import JSON, YAML, Form, negotiate
from cluster.api.options import delete_options, list_options, revision
from cluster.api.patches import patching
from cluster.api.reads.reading import in_form, listed, matches, one_in_form
from cluster.api.reads.watching import Watch
from cluster.api.request import Request, Response
from cluster.api.routes import Route, route, split
from cluster.api.server import ApiServer
from cluster.api.subresources import connecting, proxying
from cluster.api.subresources.approval import approval
from cluster.api.writes import writing
from cluster.api.writes.deleting import RETURNED
from cluster.kinds.base import PARTS
from cluster.objects.go.json import GoJSONError
from cluster.objects.schema import DELETE_OPTIONS, definition
from cluster.objects.yaml import YAMLError
from cluster.objects.yaml import dump as dump_yaml
from cluster.reasons import reason
from cluster.store import Origin

_STREAMS = (
    "only the following media types are accepted: application/json;stream=watch, "
    "application/vnd.kubernetes.protobuf;stream=watch"
)
Verb = Callable[[ApiServer, Route, Request, Response, Origin], Any]


def handle(server: ApiServer, request: Request, origin: Origin) -> Response:
    """The answer to a request; a watch comes back open in `Response.watch`."""
    response = Response(200)
    flow: dict[str, str] = {}
    try:
        server.warnings, server.emptied = response.warnings, response.emptied
        user = access.who(server, request)
        flow = server.flows.headers(user, request)
        access.authorize(server, user, request)
        server.asking = user
        form = negotiate(request.accept) if split(request.path) else Form()
        _answer(server, request, response, form, origin)
        if YAML in (form.media_type, response.content_type) and isinstance(response.body, dict):
            response.body, response.content_type = dump_yaml(response.body), YAML
    except StatusError as error:
        body, content_type = _written(error.status(), request.accept)
        return Response(error.code, body, content_type, response.warnings, flow)
    except RecursionError:
        return Response(400, bad_request("exceeded max depth").status(), headers=flow)
    finally:
        server.asking = None
    response.headers = {**flow, **response.headers} if response.headers else flow
    return response


def _answer(server: ApiServer, request: Request, response: Response, form: Form, origin: Origin) -> None:
    api = split(request.path)
    if server.aggregation.remote and (registered := server.aggregation.proxied(*_version(request.path))) is not None:
        remote.answer(server, registered, request, response)
        return
    if api is None:
        discovery.answer(server, request, response)
        return
    if not discovery.serves(server.kinds, *api):
        discovery.unknown_group(server.kinds, response, api[0])
        return
    group, version, rest = api
    old_watch = rest[0] == "watch" and request.method == "GET"  # the old form of ?watch=1
    if old_watch:
        rest, request = rest[1:] or rest, replace(request, query={**request.query, "watch": "1"})
    if rest[2:] == ["bindings"] and request.method == "POST":  # the old form of pods/NAME/binding
        rest = [*rest[:2], "pods", _told_name(request), "binding"]
    found = route(server.kinds, request, group, version, rest)
    if old_watch and found.name:  # of one object
        if found.subresource:
            raise no_such_resource()
        query = {**request.query, "fieldSelector": f"metadata.name={found.name}"}
        found, request = found._replace(verb="list", name=""), replace(request, query=query)
    if found.kind.deprecated:
        response.warnings.append(found.kind.deprecated)
    params = {"verb": found.verb, "kind": found.kind.kind, "name": found.name}
    because = Origin(origin.actor, origin.causes, reason("input.request", **params))
    if found.kind.asked:
        assert server.asking is not None
        negotiate(request.accept, ())  # a review is never a Table
        response.body = reviews.answer(server, found, request, response, server.asking)
        return
    if found.subresource and found.subresource not in _OF_THE_OBJECT:
        response.body = _subresource(found)(server, found, request, response, because)
        return
    conversion.prepare(server, found)
    result = _VERBS[found.verb](server, found, request, response, because)
    if found.verb in ("get", "create", "update", "patch"):
        if request.user_agent and found.kind.computed(server.now) is None:
            result = server.views.shown(found.kind, result)
        result = one_in_form(server, found.kind, result, form, request.query)
    response.body = result


def _written(status: dict, accept: str) -> tuple[Any, str]:
    """(a Status as the client wants it, its media type): JSON for who accepts neither that nor YAML."""
    try:
        wanted = negotiate(accept, ()).media_type
    except StatusError:
        wanted = JSON
    return (dump_yaml(status), YAML) if wanted == YAML else (status, JSON)


def _version(path: str) -> tuple[str, str]:
    """(group, version) of a path; of one that names none something that nobody serves."""
    parts = path.strip("/").split("/")
    return ("", (*parts, "-")[1]) if parts[0] == "api" else ((*parts, "-", "-")[1], (*parts, "-", "-")[2])


def _told_name(request: Request) -> str:
    """The name in a body that has not been read yet."""
    try:
        name = read(request)["metadata"]["name"]
        return name if isinstance(name, str) and name else "-"
    except (GoJSONError, YAMLError, KeyError, TypeError):
        return "-"


def _subresource(found: Route) -> Verb:
    verb = _SUBRESOURCES.get(found.subresource)
    if verb is None:
        raise no_such_resource()
    return verb


def _get(server: ApiServer, found: Route, request: Request, response: Response, origin: Origin) -> dict:
    made = found.kind.computed(server.now)
    if made is not None:
        for obj in made:
            if (obj["metadata"].get("namespace"), obj["metadata"]["name"]) == (found.namespace or None, found.name):
                return obj
        raise not_computed(found.kind, found.namespace or "", found.name)
    asked = revision(request.query.get("resourceVersion", ""))
    if asked > server.store.revision:
        raise future_revision(asked, server.store.revision)
    obj = server.existing(found.kind, found.namespace or "", found.name)
    return found.kind.overlay(obj, server.clock.now, server.epoch)


def _list(server: ApiServer, found: Route, request: Request, response: Response, origin: Origin) -> dict | None:
    options, form = list_options(request.query), negotiate(request.accept)
    if options.watch:
        if form.media_type == YAML:  # has no serializer for streams
            raise not_acceptable(_STREAMS)
        response.watch = Watch(server, found.kind, found.namespace, options, form, request.query, request.user_agent)
        return None
    objects, metadata = listed(server, found.kind, found.namespace, options)
    if request.user_agent and form.kind != "Table" and found.kind.computed(server.now) is None:
        objects = [server.views.shown(found.kind, obj) for obj in objects]
    return in_form(server, found.kind, objects, metadata, form, request.query)


def _delete(server: ApiServer, found: Route, request: Request, response: Response, origin: Origin) -> dict:
    kind = found.kind
    options = delete_options(request.query, _delete_body(request))
    old = server.existing(kind, found.namespace or "", found.name)
    obj, gone = server.delete_object(kind, old, options, origin, options["dryRun"])
    if not gone or kind.stored.resource in RETURNED:
        return kind.from_stored(obj)
    metadata = obj["metadata"]
    details = {"name": found.name, **({"group": kind.group} if kind.group else {}), "kind": kind.plural}
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": {**details, "uid": metadata["uid"]},
    }


def _delete_collection(server: ApiServer, found: Route, request: Request, response: Response, origin: Origin) -> dict:
    kind = found.kind
    options = delete_options(request.query, _delete_body(request))
    objects, metadata = listed(server, kind, found.namespace, list_options(request.query))
    deleted = []
    for shown in objects:
        current = server.store.get(
            kind.stored.resource, shown["metadata"].get("namespace", ""), shown["metadata"]["name"]
        )
        if current is not None:
            deleted.append(server.delete_object(kind, current, options, origin, options["dryRun"])[0])
    return in_form(server, kind, deleted, metadata, negotiate(request.accept), request.query)


def _delete_body(request: Request) -> Any:
    if not request.body:
        return None
    try:
        body = read(request)
    except (GoJSONError, YAMLError) as error:
        raise bad_request(f"couldn't get version/kind; json parse error: {error}") from None
    if body is not None and not isinstance(body, dict):
        raise bad_request("expect a DeleteOptions object")
    if body and body.get("kind", "DeleteOptions") != "DeleteOptions":
        raise mistake("decoded object cannot be converted to DeleteOptions")
    schema = definition(DELETE_OPTIONS)
    if not body or schema is None:
        return body
    try:
        return decode(body, schema)[0]
    except DecodeError as error:
        why = f'DeleteOptions in version "v1" cannot be handled as a DeleteOptions: {error}'
        raise bad_request(why) from None


# Subresources that take and give the object itself.
_OF_THE_OBJECT = ("status", "finalize", *PARTS)
_VERBS: dict[str, Verb] = {
    "get": _get,
    "list": _list,
    "create": writing.create,
    "update": writing.update,
    "patch": patching.patch,
    "delete": _delete,
    "deletecollection": _delete_collection,
}
_SUBRESOURCES: dict[str, Verb] = {
    "scale": subresources.scale,
    "binding": subresources.binding,
    "eviction": subresources.eviction,
    "log": subresources.log,
    "token": token,
    "approval": approval,
    "exec": connecting.exec_,
    "attach": connecting.attach,
    "portforward": connecting.portforward,
    "proxy": proxying.proxy,
}

__all__ = ["handle", "matches"]
