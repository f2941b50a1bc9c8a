"""The subresource `approval` of a signing request: only conditions change, and only by who may approve for its signer.

Source: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#approval-rejection
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.access import rbac
from cluster.api.access.attributes import Attributes
from cluster.api.decoding.bodies import object_of, schema_of
from cluster.api.errors import forbidden, invalid, unsupported_media_type
from cluster.api.negotiation import media_type
from cluster.api.options import write_options
from cluster.api.patches.managedfields import updater
from cluster.api.patches.patching import JSON_PATCH, MERGE, STRATEGIC, patched
from cluster.api.writes.writing import check_current, check_name
from cluster.kinds.certificatesigningrequest import kept_conditions
from cluster.kinds.rules.errors import quoted
from cluster.objects.times import rfc3339

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer
    from cluster.store import Origin


def approval(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> dict:
    """GET, PUT, PATCH. Raises StatusError."""
    kind = route.kind
    old = server.existing(kind, "", route.name)
    if route.verb == "get":
        return old
    options = write_options(request.query, "UpdateOptions" if route.verb == "update" else "PatchOptions")
    if route.verb == "update":
        obj = object_of(server.kinds, kind, request, options.validation, response)
    else:
        how = media_type(request.content_type)
        if how not in (JSON_PATCH, MERGE, STRATEGIC):
            raise unsupported_media_type()
        obj = patched(how, old, request.body, schema_of(kind), options, response)
    check_name(obj, route.name)
    check_current(kind, obj, old, "")
    told = (kind.defaults(obj).get("status") or {}).get("conditions") or []
    before = {each["type"]: each for each in (old.get("status") or {}).get("conditions") or ()}
    conditions = [_stamped(each, before.get(each.get("type", "")), rfc3339(server.now)) for each in told]
    new = {**old, "metadata": obj["metadata"]}
    new = {**new, "status": {**(old.get("status") or {}), **({"conditions": conditions} if conditions else {})}}
    errors = kind.validate_status_update(new, old) or kept_conditions(new, old)
    if errors:
        raise invalid(kind, route.name, errors)
    _check_signer(server, route)
    new = updater(kind, new, old, options.manager, request.user_agent, "approval", server.now)
    return server.replace(kind, old, new, origin, "approval", dry_run=options.dry_run)


def _stamped(condition: dict, before: dict | None, now: str) -> dict:
    changed = before is None or before.get("status") != condition.get("status")
    moved = now if changed else before.get("lastTransitionTime", now) if before else now
    return {**condition, "lastUpdateTime": condition.get("lastUpdateTime") or now, "lastTransitionTime": moved}


def _check_signer(server: ApiServer, route: Route) -> None:
    """Raises StatusError 403 for who may not approve for the signer, or for all of its domain."""
    user, kind = server.asking, route.kind
    if user is None or user.is_master:
        return
    signer = server.existing(kind, "", route.name)["spec"].get("signerName", "")
    for name in (signer, f"{signer.partition('/')[0]}/*"):
        wanted = Attributes("approve", kind.group, "signers", name=name)
        if rbac.decide(server.store, user, wanted)[0]:
            return
    raise forbidden(kind, route.name, f"user not permitted to approve requests with signerName {quoted(signer)}")
