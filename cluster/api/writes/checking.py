"""Whether an object may be stored: the kind's own rules, asked in one place.

`trusted` objects come from inside: a fault in them is one of ours and raises AssertionError, not a Status.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

from cluster.api.decoding.fieldvalidation import DecodeError, Path, decode
from cluster.api.errors import invalid
from cluster.kinds.base import PARTS, FieldError
from cluster.objects.schema import kind_schema

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind


def new_object(server: ApiServer, kind: Kind, obj: dict, trusted: bool) -> None:
    """Raises StatusError 422."""
    if trusted:
        _check_schema(kind, obj)
    _refuse(server, kind, obj, kind.validate, trusted)


def changed_object(server: ApiServer, kind: Kind, new: dict, old: dict, subresource: str, trusted: bool) -> None:
    """Raises StatusError 422."""
    if trusted:
        _check_schema(kind, new)
    if subresource == "":
        _refuse(server, kind, new, lambda obj: kind.validate_update(obj, old), trusted)
    elif subresource == "status":
        _refuse(server, kind, new, lambda obj: kind.validate_status_update(obj, old), trusted)
    elif subresource in PARTS:
        _refuse(server, kind, new, lambda obj: kind.validate_part(subresource, obj, old), trusted)


def name_required() -> list[FieldError]:
    return [FieldError("FieldValueRequired", "metadata.name", "Required value: name or generateName is required")]


def _refuse(
    server: ApiServer, kind: Kind, obj: dict, validate: Callable[[dict], list[FieldError]], trusted: bool
) -> None:
    errors = validate(obj)
    if not errors:
        return
    if server.emptied and not trusted:
        errors = _with_empty_maps(errors, validate, reduce(_with_empty_map, server.emptied, obj))
    error = invalid(kind.stored, obj["metadata"].get("name", ""), errors)
    if trusted:
        raise AssertionError(f"a write from inside is not valid: {error.message}")
    raise error


def _with_empty_maps(
    errors: list[FieldError], validate: Callable[[dict], list[FieldError]], obj: dict
) -> list[FieldError]:
    """The same errors as they read with the empty maps that a client sent: `{}`, not `null`. Empty or not there makes
    no difference but in the words: the server compares both alike (Semantic.DeepEqual)."""
    again = validate(obj)
    alike = [(e.reason, e.field) for e in again] == [(e.reason, e.field) for e in errors]
    return again if alike else errors


def _with_empty_map(obj: Any, path: Path) -> Any:
    """A copy of `obj` with `{}` at `path`; `obj` itself where something stands there or the way does not lead there."""
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        if not isinstance(obj, list) or step >= len(obj):
            return obj
        return [_with_empty_map(item, rest) if index == step else item for index, item in enumerate(obj)]
    if not isinstance(obj, dict):
        return obj
    if not rest:
        return {**obj, step: {}} if obj.get(step) is None else obj
    return {**obj, step: _with_empty_map(obj[step], rest)} if step in obj else obj


def _check_schema(kind: Kind, obj: dict) -> None:
    schema = kind_schema(kind.group, kind.version, kind.kind)
    if schema is None:
        return
    try:
        unknown = decode(obj, schema)[1]
    except DecodeError as error:
        raise AssertionError(f"a write from inside does not fit the schema of {kind.kind}: {error}") from error
    if unknown:
        raise AssertionError(f"a write from inside has {', '.join(unknown)}")
