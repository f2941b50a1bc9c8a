"""The entries of a 422, in the server's words: one function for each reason.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ (causes), golden validation;
since 1.33 values that are no plain scalars are shown as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cluster.kinds.base import FieldError


class Struct(dict):
    """A value whose fields are shown in their own order, as Go shows a struct (a plain dict is a map: sorted)."""


def required(path: str, detail: str = "") -> FieldError:
    return _error("FieldValueRequired", path, "Required value", detail)


# A map or list that was never made: printed as JSON does. Source: k8s.io/apimachinery/pkg/util/validation/field
# (ErrorBody), which writes pointers otherwise.
NO_ITEMS = object()


def invalid(path: str, value: Any, detail: str) -> FieldError:
    return _error("FieldValueInvalid", path, f"Invalid value: {shown(value)}", detail)


def invalid_without_value(path: str, detail: str) -> FieldError:
    return _error("FieldValueInvalid", path, "Invalid value", detail)


def unsupported(path: str, value: Any, allowed: Iterable[str]) -> FieldError:
    words = ", ".join(quoted(word) for word in allowed)
    return _error("FieldValueNotSupported", path, f"Unsupported value: {shown(value)}", f"supported values: {words}")


def forbidden(path: str, detail: str) -> FieldError:
    return _error("FieldValueForbidden", path, "Forbidden", detail)


def duplicate(path: str, value: Any, detail: str = "") -> FieldError:
    return _error("FieldValueDuplicate", path, f"Duplicate value: {shown(value)}", detail)


def not_found(path: str, value: Any, detail: str = "") -> FieldError:
    return _error("FieldValueNotFound", path, f"Not found: {shown(value)}", detail)


def too_long(path: str, limit: int) -> FieldError:
    return _error("FieldValueTooLong", path, "Too long", f"may not be more than {limit} bytes")


def too_many(path: str, count: int, limit: int) -> FieldError:
    return _error("FieldValueTooMany", path, f"Too many: {count}", f"must have at most {limit} items")


def each_invalid(path: str, value: Any, messages: Iterable[str]) -> list[FieldError]:
    return [invalid(path, value, message) for message in messages]


def shown(value: Any) -> str:
    """A value as the server prints it after `Invalid value: `; None stands for a pointer that points nowhere."""
    if value is None:
        return '"null"'
    if value is NO_ITEMS:
        return "null"
    if isinstance(value, str):
        return quoted(value)
    return _escaped(json.dumps(_ordered(value), separators=(",", ":"), ensure_ascii=False))


def quoted(text: str) -> str:
    """Text in double quotes, with Go's escapes for what cannot be printed."""
    return '"' + "".join(map(_character, text)) + '"'


_NAMED = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    '"': '\\"',
    "\\": "\\\\",
}


def _character(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _ordered(value: Any) -> Any:
    """Maps sorted by key, structs as they are."""
    if isinstance(value, dict):
        keys = value if isinstance(value, Struct) else sorted(value, key=str)
        return {str(key): _ordered(value[key]) for key in keys}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return value


def _escaped(text: str) -> str:
    """Go's JSON writes these three so that the text may stand in a web page."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _error(reason: str, path: str, message: str, detail: str) -> FieldError:
    return FieldError(reason, path, f"{message}: {detail}" if detail else message)
