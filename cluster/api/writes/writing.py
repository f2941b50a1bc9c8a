"""create and update from outside.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/, golden suite api, cases "create errors", "put
errors", "dry run".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.decoding.bodies import object_of
from cluster.api.errors import bad_request, conflict, invalid, mistake, not_found
from cluster.api.options import unread_number, write_options
from cluster.api.patches.managedfields import creator, updater
from cluster.api.server import MODIFIED_MESSAGE
from cluster.api.writes.naming import without_repeated_owners
from cluster.kinds.rules import errors as field_errors

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind
    from cluster.store import Origin


# Kinds that a PUT creates where they are missing, and kinds whose PUT must name the version that it replaces.
# Source: the registry strategies of 1.35 (AllowCreateOnUpdate, AllowUnconditionalUpdate).
_CREATED_BY_PUT = (
    "services", "endpoints", "events", "limitranges", "leases.coordination.k8s.io", "roles.rbac.authorization.k8s.io",
    "clusterroles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
)  # fmt: skip
_CONDITIONAL = (
    "leases.coordination.k8s.io",
    "poddisruptionbudgets.policy",
    "customresourcedefinitions.apiextensions.k8s.io",
)
_MUST_BE_GIVEN = "must be specified for an update"


def create(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> dict:
    """POST to a collection. Raises StatusError."""
    kind = route.kind
    options = write_options(request.query, "CreateOptions")
    obj = object_of(server.kinds, kind, request, options.validation, response)
    if _version(obj["metadata"].get("resourceVersion")):
        raise mistake("resourceVersion should not be set on objects to be created")
    obj, told = without_repeated_owners(placed(kind, obj, route.namespace or ""))
    response.warnings += told
    obj = creator(kind, kind.defaults(obj), options.manager, request.user_agent, server.now)
    response.code = 201
    made = server.create(kind, kind.to_stored(obj), origin, validate=True, dry_run=options.dry_run)
    response.warnings += kind.warnings(made, None)
    return made


def _version(text: object) -> int:
    """What the storage takes a version for: what is no number counts as none."""
    return int(text or "0") if isinstance(text, str) and not unread_number(text) else 0


def update(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> dict:
    """PUT of an object, or of its status. Raises StatusError."""
    kind = route.kind
    options = write_options(request.query, "UpdateOptions")
    obj = object_of(server.kinds, kind, request, options.validation, response)
    check_name(obj, route.name)
    obj, told = without_repeated_owners(placed(kind, obj, route.namespace or ""))
    response.warnings += told
    old = server.store.get(kind.stored.resource, route.namespace or "", route.name)
    if old is None and kind.stored.resource in _CREATED_BY_PUT and not route.subresource:
        response.code = 201
        obj = creator(kind, kind.defaults(obj), options.manager, request.user_agent, server.now)
        return server.create(kind, kind.to_stored(obj), origin, validate=True, dry_run=options.dry_run)
    if old is None:
        raise not_found(kind, route.name)
    if (kind.custom or kind.resource in _CONDITIONAL) and not _version(obj["metadata"].get("resourceVersion")):
        raise invalid(kind, route.name, [field_errors.invalid("metadata.resourceVersion", 0, _MUST_BE_GIVEN)])
    check_current(kind, obj, old, route.namespace or "")
    obj, shown = kind.defaults(obj), kind.from_stored(old)
    obj = updater(kind, obj, shown, options.manager, request.user_agent, route.subresource, server.now)
    new = server.replace(
        kind, old, kind.to_stored(obj), origin, route.subresource, validate=True, dry_run=options.dry_run
    )
    if not route.subresource:
        response.warnings += kind.warnings(new, old)
    return new


def placed(kind: Kind, obj: dict, namespace: str) -> dict:
    """The object in the namespace of the request. Raises StatusError 400 when it names another."""
    metadata = obj["metadata"]
    told = metadata.get("namespace", "")
    if not kind.namespaced:
        return obj
    if told and told != namespace:
        raise bad_request("the namespace of the provided object does not match the namespace sent on the request")
    return {**obj, "metadata": {**metadata, "namespace": namespace}}


def check_name(obj: dict, name: str) -> None:
    """Raises StatusError 400."""
    told = obj["metadata"].get("name", "")
    if not told:
        raise bad_request(f"the name of the object ({name} based on URL) was undeterminable: name must be provided")
    if told != name:
        raise bad_request(f"the name of the object ({told}) does not match the name on the URL ({name})")


def check_current(kind: Kind, obj: dict, old: dict, namespace: str) -> None:
    """resourceVersion and uid, where the object has them. Raises StatusError 409."""
    metadata, before = obj["metadata"], old["metadata"]
    version, uid = metadata.get("resourceVersion", ""), metadata.get("uid", "")
    if wrong := unread_number(version):
        raise mistake(wrong)
    if uid and uid != before["uid"]:
        key = "/".join(part for part in ("/registry", _registry(kind), namespace, before["name"]) if part)
        why = (
            f"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: "
            f"Precondition failed: UID in precondition: {uid}, UID in object meta: {before['uid']}"
        )
        raise conflict(kind, before["name"], why)
    if version and version != "0" and version != before["resourceVersion"]:
        raise conflict(kind, before["name"], MODIFIED_MESSAGE)


def _registry(kind: Kind) -> str:
    """The kind's folder in etcd."""
    return {"nodes": "minions", "services": "services/specs", "endpoints": "services/endpoints"}.get(
        kind.plural, kind.plural
    )
