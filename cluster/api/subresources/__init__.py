"""scale, binding, eviction, log: what stands behind an object's own path. (status is an update like any other.)

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/, golden suite api, cases "scale
subresource ...", "binding", "eviction".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.matching import UPDATE, Asked
from cluster.api.decoding.bodies import MAX_BYTES, read, typed
from cluster.api.errors import (
    StatusError,
    bad_request,
    conflict,
    invalid_object,
    mistake,
    not_found,
    unsupported_media_type,
)
from cluster.api.negotiation import media_type
from cluster.api.options import write_options
from cluster.api.patches.managedfields import updater
from cluster.api.patches.patching import APPLY, JSON_PATCH, MERGE, STRATEGIC, patched
from cluster.api.subresources import connecting, disruption, logoptions
from cluster.api.writes.writing import check_current, check_name, placed
from cluster.kinds.rules import errors as field_errors
from cluster.objects.go.json import GoJSONError
from cluster.objects.paths import set_in
from cluster.objects.schema import kind_schema

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind
    from cluster.store import Origin

SCALE = ("autoscaling", "v1", "Scale")
SUCCESS = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def scale(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> dict:
    """GET, PUT, PATCH of how many replicas are wanted."""
    kind, namespace = route.kind, route.namespace or ""
    old = server.store.get(kind.stored.resource, namespace, route.name)
    if old is None:
        # ReplicationControllers answer with the group of Scale. Source: golden suite api
        raise not_found(kind, route.name, "scale", kind.group or "autoscaling")
    shown = scale_of(kind, old)
    if route.verb == "get":
        return shown
    options = write_options(request.query, "UpdateOptions" if route.verb == "update" else "PatchOptions")
    schema = kind_schema(*SCALE)
    if route.verb == "update":
        wanted = typed(server.kinds, SCALE, schema, _value(request), options.validation, response, request.body)
        wanted = placed(kind, wanted, namespace)
    else:
        how = media_type(request.content_type)
        if how not in (JSON_PATCH, MERGE, STRATEGIC):
            raise unsupported_media_type()
        if how == STRATEGIC and kind.custom:
            raise unsupported_media_type((JSON_PATCH, MERGE, APPLY))
        wanted = patched(how, shown, request.body, schema, options, response)
    check_name(wanted, route.name)
    _check_scale(wanted, route.name)
    check_current(kind, wanted, old, namespace)
    replicas = (wanted.get("spec") or {}).get("replicas", 0)
    if not server.quiet:
        server.admission.review(server, Asked(UPDATE, kind, wanted, shown, "scale", options.dry_run, SCALE))
    before = kind.from_stored(old)
    new = set_in(before, kind.replicas_path, replicas)
    new = updater(kind, new, before, options.manager, request.user_agent, "scale", server.now)
    stored = server.replace(kind, old, kind.to_stored(new), origin, validate=kind.custom, dry_run=options.dry_run)
    return scale_of(kind, stored)


def scale_of(kind: Kind, obj: dict) -> dict:
    """The Scale of an object that has replicas."""
    metadata = obj["metadata"]
    wanted, running = kind.replicas(obj)
    if wanted is None:
        why = f'the spec replicas field "{"".join(f".{step}" for step in kind.replicas_path)}" does not exist'
        raise mistake(f"Internal error occurred: {why}", 422)
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    shown: dict = {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {name: metadata[name] for name in kept if name in metadata},
        "spec": {"replicas": wanted} if wanted else {},
        "status": {"replicas": running},
    }
    selector = kind.scale_selector(obj)
    if selector:
        shown["status"]["selector"] = selector
    return shown


def binding(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> dict:
    """POST of a Binding: a scheduler's word."""
    options = write_options(request.query, "CreateOptions")
    schema = kind_schema("", "v1", "Binding")
    body = typed(
        server.kinds, ("", "v1", "Binding"), schema, _value(request), options.validation, response, request.body
    )
    check_name(body, route.name)
    target = body.get("target") or {}
    wrong = []
    if target.get("kind", "") not in ("", "Node"):
        wrong.append(field_errors.unsupported("target.kind", target["kind"], ["Node", "<empty>"]))
    if not target.get("name"):
        wrong.append(field_errors.required("target.name"))
    if wrong:
        raise mistake(", ".join(f"{each.field}: {each.message}" for each in wrong), 422)
    old = server.existing(route.kind, route.namespace or "", route.name)
    uid = body["metadata"].get("uid")
    if uid and uid != old["metadata"]["uid"]:
        raise conflict(
            route.kind,
            route.name,
            f"Precondition failed: UID in precondition: {uid}, UID in object meta: {old['metadata']['uid']}",
        )
    if not options.dry_run:
        server.bind(route.namespace or "", route.name, target["name"], origin)
    response.code = 201
    return SUCCESS


def eviction(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> dict:
    """POST of an Eviction: a delete that asks the disruption budgets first."""
    schema = kind_schema("policy", "v1", "Eviction")
    options = write_options(request.query, "CreateOptions")
    body = typed(
        server.kinds, ("policy", "v1", "Eviction"), schema, _value(request), options.validation, response, request.body
    )
    told = body["metadata"].get("name", "")
    if told and told != route.name:
        raise bad_request("name in URL does not match name in Eviction object")
    pod = server.existing(route.kind, route.namespace or "", route.name)
    given = body.get("deleteOptions") or {}
    dry_run = options.dry_run or bool(given.get("dryRun"))
    disruption.check(server, pod, dry_run, origin)
    server.delete_object(route.kind, pod, given, origin, dry_run)
    response.code = 201
    return SUCCESS


def log(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> str:
    """GET of a container's output. The kubelet's part is `server.logs`, set by the simulation."""
    logoptions.check(request.query, route.name)
    pod = server.existing(route.kind, route.namespace or "", route.name)
    container = connecting.container_of(pod, request)
    if not pod["spec"].get("nodeName"):
        response.content_type = "text/plain"
        return ""
    response.content_type = "text/plain"
    if server.logs is None:
        raise StatusError(501, "NotImplemented", "logs of containers are not simulated yet")
    text = server.logs(pod, container, request.query)
    connecting.follow(server, pod, container, request, response, origin, text)
    return text


def _value(request: Request):
    if isinstance(request.body, (bytes, str)) and len(request.body) > MAX_BYTES:
        return read(request)
    try:
        return read(request)
    except GoJSONError as error:
        raise bad_request(f"couldn't get version/kind; json parse error: {error}") from None


def _check_scale(wanted: dict, name: str) -> None:
    wrong = []
    if not wanted["metadata"].get("namespace"):
        wrong.append(field_errors.required("metadata.namespace"))
    replicas = (wanted.get("spec") or {}).get("replicas", 0)
    if replicas < 0:
        wrong.append(field_errors.invalid("spec.replicas", replicas, "must be greater than or equal to 0"))
    if wrong:
        raise invalid_object("autoscaling", "Scale", name, wrong)
