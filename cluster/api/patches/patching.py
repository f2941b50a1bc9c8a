"""PATCH: which kind of patch it is, what it makes of the object, and what is wrong with it.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply, golden suite api, cases
"deployment patches" and "server-side apply".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cluster.api.decoding.bodies import MAX_BYTES, schema_of, typed
from cluster.api.decoding.fieldvalidation import DecodeError, StrictErrors, decode, repeated_fields
from cluster.api.errors import (
    StatusError,
    bad_request,
    invalid_object,
    mistake,
    not_found,
    rejected,
    too_large,
    unsupported_media_type,
)
from cluster.api.negotiation import media_type
from cluster.api.options import WriteOptions, write_options
from cluster.api.patches import apply
from cluster.api.patches import json as patch_json
from cluster.api.patches import strategic as patch_strategic
from cluster.api.patches.managedfields import updater
from cluster.api.patches.strategic import go_value
from cluster.api.request import Response
from cluster.api.writes.writing import check_current, check_name, placed
from cluster.kinds.rules import errors as field_errors
from cluster.objects.go.json import GoJSONError, loads
from cluster.objects.schema import Schema

if TYPE_CHECKING:
    from cluster.api.request import Request
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer
    from cluster.store import Origin

JSON_PATCH, MERGE = "application/json-patch+json", "application/merge-patch+json"
STRATEGIC, APPLY = "application/strategic-merge-patch+json", "application/apply-patch+yaml"


def patch(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> dict:
    """PATCH of an object, or of its status. Raises StatusError."""
    kind, namespace = route.kind, route.namespace or ""
    how = media_type(request.content_type)
    schema = schema_of(kind)
    if kind.custom and how not in (JSON_PATCH, MERGE, APPLY):
        raise unsupported_media_type((JSON_PATCH, MERGE, APPLY))
    if how not in (JSON_PATCH, MERGE, STRATEGIC, APPLY):
        raise unsupported_media_type()
    options = write_options(request.query, "PatchOptions", how == APPLY)
    old = server.store.get(kind.stored.resource, namespace, route.name)
    if how == APPLY:
        return apply.apply(server, route, request, response, options, old, origin)
    if old is None:
        raise not_found(kind, route.name)
    shown = kind.from_stored(old)
    obj = patched(how, shown, request.body, schema, options, response)
    check_name(obj, route.name)
    obj = placed(kind, obj, namespace)
    check_current(kind, obj, old, namespace)
    obj = updater(kind, kind.defaults(obj), shown, options.manager, request.user_agent, route.subresource, server.now)
    new = server.replace(
        kind, old, kind.to_stored(obj), origin, route.subresource, validate=True, dry_run=options.dry_run
    )
    if not route.subresource:
        response.warnings += kind.warnings(new, old)
    return new


def patched(how: str, old: dict, body: Any, schema: Schema | None, options: WriteOptions, response: Response) -> dict:
    """`old` with the patch applied, decoded again. Raises StatusError."""
    value, errors = _read(how, body)
    if how == JSON_PATCH:
        new = _json_patch(old, value)
    elif how == MERGE:
        new = patch_json.merge(old, value)
    else:
        new = _strategic(old, value, schema)
    if not isinstance(new, dict):
        new = {}
    shown = go_value(value) if how == STRATEGIC else None
    return _decoded(new, old, schema, options, response, errors, shown)


def _read(how: str, body: Any) -> tuple[Any, list[str]]:
    """(the patch as a JSON value, its repeated fields)."""
    value = body
    if isinstance(body, (bytes, str)):
        if len(body) > MAX_BYTES:
            raise too_large(MAX_BYTES)
        try:
            value = loads(body)
        except GoJSONError as error:
            prefix = "" if how == STRATEGIC else "error decoding patch: "
            raise bad_request(f"{prefix}{error}") from None
    if how == JSON_PATCH:
        if not isinstance(value, list):
            raise bad_request(_wrong_type(value, "[]handlers.jsonPatchOp"))
        if len(value) > patch_json.MAX_OPERATIONS:
            most = f"The allowed maximum operations in a JSON patch is {patch_json.MAX_OPERATIONS}, got {len(value)}"
            raise StatusError(413, "RequestEntityTooLarge", f"Request entity too large: {most}")
        return value, [f"json patch {error}" for error in repeated_fields(value)]
    if not isinstance(value, dict):
        raise bad_request(_wrong_type(value, "map[string]interface {}"))
    return value, repeated_fields(value)


def _wrong_type(value: Any, wanted: str) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "bool", type(None): "null"}
    given = names.get(type(value), "number")
    return f"error decoding patch: json: cannot unmarshal {given} into Go value of type {wanted}"


def _json_patch(old: dict, operations: list) -> Any:
    try:
        return patch_json.apply(old, operations)
    except patch_json.JSONPatchError as error:
        if str(error) == "Invalid JSON Patch":
            raise bad_request(str(error)) from None
        raise rejected() from None
    except RecursionError:
        raise bad_request("exceeded max depth") from None


def _strategic(old: dict, value: dict, schema: Schema | None) -> dict:
    try:
        return patch_strategic.apply(old, value, schema or patch_strategic.ANY)
    except patch_strategic.Mistaken as error:
        raise mistake(str(error)) from None
    except patch_strategic.PatchError as error:
        raise (rejected() if error.code == 422 else bad_request(str(error))) from None


def _decoded(
    new: dict,
    old: dict,
    schema: Schema | None,
    options: WriteOptions,
    response: Response,
    errors: list,
    shown: str | None,
) -> dict:
    if schema is None:
        return new
    # What the patch did not touch is the stored object's own, and has been decoded before.
    kept = {name for name in new if name in old and new[name] is old[name]} if schema.custom is None else set()
    touched = {name: value for name, value in new.items() if name not in kept}
    try:
        obj, unknown = decode(touched, schema, strict=options.validation != "Ignore", emptied=response.emptied)
    except DecodeError as error:
        why = str(error) if shown is None else _conversion_error(str(error))
        raise _invalid_patch(new if shown is None else shown, why) from None
    errors = [*errors, *unknown]
    if errors and options.validation == "Strict":
        raise _invalid_patch(new if shown is None else shown, str(StrictErrors(errors)))
    if options.validation == "Warn":
        response.warnings += errors
    for field in ("apiVersion", "kind"):
        if new.get(field, old[field]) != old[field]:
            raise bad_request(f"{field} cannot be changed by a patch: it is {old[field]}")
    obj = {name: new[name] if name in kept else obj[name] for name in new if name in kept or name in obj}
    return {"metadata": {}, **obj, "apiVersion": old["apiVersion"], "kind": old["kind"]}


_MISMATCH = re.compile(r"json: cannot unmarshal (\w+) into Go struct field \S+ of type (\S+)\Z")


def _conversion_error(text: str) -> str:
    """A strategic patch is made of a map, not of JSON, into the object: the converter has words of its own for what
    does not fit. Source: golden suite validation, case patch-wrong-type; https://pkg.go.dev/k8s.io/apimachinery/pkg/runtime
    (DefaultUnstructuredConverter)."""
    found = _MISMATCH.search(text)
    if found is None:
        return text
    given = {"number": "int64", "object": "map", "array": "slice"}.get(found[1], found[1])
    wanted = found[2].removeprefix("*")
    if wanted.startswith("[]"):
        return f"cannot restore slice from {given}"
    if wanted.startswith("map["):
        return f"cannot restore map from {given}"
    if wanted in ("int32", "int64", "bool", "float64"):
        return f"unrecognized type: {wanted}"
    if given == "int64" and wanted == "string":
        return "cannot convert int64 to string"
    return "unrecognized type: string" if wanted == "string" else text


def _invalid_patch(value: Any, why: str) -> StatusError:
    """The whole patched object stands in the error, as JSON; of a strategic patch, the patch as Go prints it."""
    text = value if isinstance(value, str) else _compact(value)
    return invalid_object("", "", "", [field_errors.invalid("patch", text, why)])


def _compact(value: Any) -> str:
    import json

    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


__all__ = ["APPLY", "JSON_PATCH", "MERGE", "STRATEGIC", "patch", "patched", "typed"]
