"""Bodies of requests: bytes or JSON values into objects of a kind.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation, golden suites
api ("create errors") and validation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster.api.decoding.customresources import check_type
from cluster.api.decoding.fieldvalidation import DecodeError, StrictErrors, decode
from cluster.api.errors import bad_request, too_large, unsupported_media_type
from cluster.api.negotiation import BODY_TYPES, JSON, YAML, media_type
from cluster.kinds.rules.errors import quoted
from cluster.objects.go.json import GoJSONError, loads
from cluster.objects.schema import Schema
from cluster.objects.yaml import YAMLError
from cluster.objects.yaml import load as load_yaml

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.kinds.base import Kind, Registry

MAX_BYTES = 3 * 1024 * 1024
SCHEME = "pkg/api/legacyscheme/scheme.go:30"
# Versions that are served no more and still known to the decoder, with the kinds that one can send to their successors:
# https://github.com/kubernetes/kubernetes/tree/v1.35.2/pkg/apis (apps and extensions, package install)
FORMER = {
    "apps/v1beta1": ("Deployment", "StatefulSet", "ControllerRevision"),
    "apps/v1beta2": ("Deployment", "StatefulSet", "ControllerRevision", "DaemonSet", "ReplicaSet"),
    "extensions/v1beta1": ("Deployment", "DaemonSet", "ReplicaSet", "Ingress", "NetworkPolicy"),
}
_DETECTOR = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'


def read(request: Request) -> Any:
    """The JSON value of a body; None for none. Raises StatusError 413, 415, GoJSONError, YAMLError."""
    body = request.body
    if not isinstance(body, (bytes, str)):
        return body
    if len(body) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    kind = media_type(request.content_type) or JSON
    if kind == YAML:
        return load_yaml(body.decode("utf-8", "replace") if isinstance(body, bytes) else body)
    if kind != JSON:
        raise unsupported_media_type(BODY_TYPES)
    return loads(body)


def object_of(kinds: Registry, kind: Kind, request: Request, validation: str, response: Response) -> dict:
    """The object that the body holds, decoded for `kind`; strict errors become warnings or an error, as asked for.

    Raises StatusError 400, 413, 415."""
    schema = schema_of(kind)
    try:
        value = read(request)
    except (GoJSONError, YAMLError) as error:
        text = str(error).removeprefix("error converting YAML to JSON: ")
        why = f"couldn't get version/kind; json parse error: {text}" if isinstance(error, GoJSONError) else text
        raise _unrecognized(kind.kind, why, request.body) from None
    return typed(kinds, (kind.group, kind.version, kind.kind), schema, value, validation, response, request.body)


def typed(
    kinds: Registry, gvk: tuple[str, str, str], schema: Schema | None, value: Any, validation: str, response: Response,
    body: Any = b"",
) -> dict:  # fmt: skip
    """A JSON value as an object of `gvk` (group, version, kind)."""
    group, version, wanted = gvk
    found_version, kind = _type_of(value, wanted, body)
    kind = kind or wanted
    api_version = f"{group}/{version}" if group else version
    if schema is not None and schema.custom is not None:
        check_type(value or {}, api_version, wanted, body)
        found_version = api_version
    if kind == wanted and kind in FORMER.get(found_version, ()):
        why = f"does not match the expected API version ({api_version})"
        raise bad_request(f"the API version in the data ({found_version}) {why}")
    prefix = f'{kind} in version "{(found_version or api_version).split("/")[-1]}" cannot be handled as a {wanted}'
    custom = schema is not None and schema.custom is not None  # another kind is found by validation there
    if (found_version or api_version) != api_version or (kind != wanted and not custom):
        raise bad_request(f"{prefix}: {_mismatch(kinds, found_version or api_version, kind, gvk)}")
    if schema is None:
        return {**value, "apiVersion": api_version, "kind": kind}
    try:
        obj, errors = decode(value, schema, strict=validation != "Ignore", emptied=response.emptied)
    except DecodeError as error:
        raise bad_request(f"{prefix}: {error}") from None
    if errors and validation == "Strict":
        raise bad_request(f"{prefix}: {StrictErrors(errors)}")
    response.warnings += errors
    obj = {"apiVersion": api_version, "kind": kind, **{k: v for k, v in obj.items() if k not in ("apiVersion", "kind")}}
    obj.setdefault("metadata", {})
    return obj


def schema_of(kind: Kind) -> Schema | None:
    """The kind's schema: its own, or the published one."""
    from cluster.objects.schema import kind_schema

    own = getattr(kind, "schema", None)
    return own if own is not None else kind_schema(kind.group, kind.version, kind.kind)


def _type_of(value: Any, wanted: str, body: Any) -> tuple[str, str]:
    """(apiVersion, kind) as far as the value tells them."""
    names = {list: "array", str: "string", bool: "bool", int: "number", float: "number"}
    if value is not None and not isinstance(value, dict):
        why = f"json: cannot unmarshal {names[type(value)]} into Go value of type {_DETECTOR}"
        raise _unrecognized(wanted, f"couldn't get version/kind; json parse error: {why}", body)
    value = value or {}
    for field in ("apiVersion", "kind"):
        told = value.get(field)
        if told is not None and not isinstance(told, str):
            shown = {dict: "object"}.get(type(told)) or names[type(told)]
            why = f"json: cannot unmarshal {shown} into Go struct field .{field} of type string"
            raise _unrecognized(wanted, f"couldn't get version/kind; json parse error: {why}", body)
    return value.get("apiVersion") or "", value.get("kind") or ""


def _mismatch(kinds: Registry, api_version: str, kind: str, wanted: tuple[str, str, str]) -> str:
    group, _, version = api_version.rpartition("/")
    if (group, version, kind) in kinds.by_kind:
        internal = f"{wanted[0].split('.')[0] or 'core'}.{wanted[2]}"
        return f"converting ({version}.{kind}) to ({internal}): unknown conversion"
    return f"no kind {quoted(kind)} is registered for version {quoted(api_version)} in scheme {quoted(SCHEME)}"


def _unrecognized(wanted: str, why: str, body: Any):
    return bad_request(f"the object provided is unrecognized (must be of type {wanted}): {why} ({_summary(body)})")


def _summary(body: Any, limit: int = 30) -> str:
    raw = body if isinstance(body, bytes) else str(body or "").encode("utf-8", "replace")
    if not raw:
        return "<empty>"
    more = " ..." if len(raw) > limit else ""
    if raw[:1] == b"{":
        return raw[:limit].decode("utf-8", "replace") + more
    return raw[:limit].hex() + more
