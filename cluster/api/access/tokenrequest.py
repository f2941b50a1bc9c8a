"""POST of a TokenRequest to a ServiceAccount's subresource `token`.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.access import tokens
from cluster.api.decoding.bodies import read, typed
from cluster.api.errors import bad_request, conflict, invalid_object, not_found
from cluster.api.options import write_options
from cluster.kinds.rules.errors import invalid
from cluster.objects.go.json import GoJSONError
from cluster.objects.schema import kind_schema
from cluster.objects.times import SECOND, rfc3339

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer
    from cluster.store import Origin

KIND = ("authentication.k8s.io", "v1", "TokenRequest")
_BOUND = {("v1", "Pod"): "pods", ("v1", "Secret"): "secrets", ("v1", "Node"): "nodes"}
_USUAL, _LEAST, _MOST = 3600, 600, 1 << 32


def token(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> dict:
    """The TokenRequest with a token in its status. Raises StatusError."""
    options = write_options(request.query, "CreateOptions")
    try:
        value = read(request)
    except GoJSONError as error:
        raise bad_request(f"couldn't get version/kind; json parse error: {error}") from None
    body = typed(server.kinds, KIND, kind_schema(*KIND), value, options.validation, response, request.body)
    account = server.existing(route.kind, route.namespace or "", route.name)
    told = body["metadata"]
    if told.get("name", route.name) != route.name:
        raise bad_request("metadata.name does not match name on request")
    if told.get("namespace", route.namespace) != route.namespace:
        raise bad_request("metadata.namespace does not match namespace on request")
    spec = body.get("spec") or {}
    seconds = spec.get("expirationSeconds")
    seconds = _USUAL if seconds is None else seconds
    _check(seconds)
    audiences = spec.get("audiences") or [tokens.ISSUER]
    bound = _bound(server, account, spec.get("boundObjectRef"))
    node = None
    if bound is not None and bound["kind"] == "Pod" and bound["spec"].get("nodeName"):
        node = server.store.get("nodes", "", bound["spec"]["nodeName"])
    made = tokens.issued(server.seed, server.now, account, seconds, audiences, bound, node)
    response.code = 201
    metadata = {"name": route.name, "namespace": route.namespace, "creationTimestamp": rfc3339(server.now)}
    return {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": metadata,
        "spec": {
            "audiences": audiences,
            "expirationSeconds": seconds,
            "boundObjectRef": spec.get("boundObjectRef"),
        },
        "status": {"token": made, "expirationTimestamp": rfc3339(server.now + seconds * SECOND)},
    }


def _check(seconds: int) -> None:
    detail = ""
    if seconds < _LEAST:
        detail = "may not specify a duration less than 10 minutes"
    elif seconds > _MOST:
        detail = "may not specify a duration larger than 2^32 seconds"
    if detail:
        raise invalid_object(KIND[0], KIND[2], "", [invalid("spec.expirationSeconds", seconds, detail)])


def _bound(server: ApiServer, account: dict, reference: dict | None) -> dict | None:
    """The object that the token lives with."""
    if reference is None:
        return None
    version, kind, name = (reference.get(field, "") for field in ("apiVersion", "kind", "name"))
    resource = _BOUND.get((version, kind))
    if resource is None:
        raise bad_request(f"cannot bind token for serviceaccount to a type of API object {version}, Kind={kind}")
    namespace, of = account["metadata"]["namespace"], server.kinds.by_resource[resource]
    found = server.store.get(resource, namespace if of.namespaced else "", name)
    if found is None:
        raise not_found(of, name)
    own = account["metadata"]["name"]
    if kind == "Pod" and found["spec"].get("serviceAccountName") != own:
        raise bad_request(
            f'cannot bind token for serviceaccount "{own}" to pod running with different serviceaccount name.'
        )
    uid, told = found["metadata"]["uid"], reference.get("uid", "")
    if told and told != uid:
        why = f"the UID in the bound object reference ({told}) does not match the UID in record. The object might have"
        raise conflict(of, name, f"{why} been deleted and then recreated")
    return {**found, "kind": kind}
