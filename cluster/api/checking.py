"""Whether an object may be stored: the kind's own rules, asked in one place.

`trusted` objects come from inside: a fault in them is one of ours and raises AssertionError, not a Status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.errors import invalid
from cluster.api.fieldvalidation import DecodeError, decode
from cluster.kinds.base import PARTS, FieldError
from cluster.objects.schema import kind_schema

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind


def new_object(server: ApiServer, kind: Kind, obj: dict, trusted: bool) -> None:
    """Raises StatusError 422."""
    if trusted:
        _check_schema(kind, obj)
    _refuse(kind, obj, kind.validate(obj), trusted)


def changed_object(server: ApiServer, kind: Kind, new: dict, old: dict, subresource: str, trusted: bool) -> None:
    """Raises StatusError 422."""
    if trusted:
        _check_schema(kind, new)
    if subresource == "":
        _refuse(kind, new, kind.validate_update(new, old), trusted)
    elif subresource == "status":
        _refuse(kind, new, kind.validate_status_update(new, old), trusted)
    elif subresource in PARTS:
        _refuse(kind, new, kind.validate_part(subresource, new, old), trusted)


def name_required() -> list[FieldError]:
    return [FieldError("FieldValueRequired", "metadata.name", "Required value: name or generateName is required")]


def _refuse(kind: Kind, obj: dict, errors: list[FieldError], trusted: bool) -> None:
    if not errors:
        return
    error = invalid(kind.stored, obj["metadata"].get("name", ""), errors)
    if trusted:
        raise AssertionError(f"a write from inside is not valid: {error.message}")
    raise error


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
