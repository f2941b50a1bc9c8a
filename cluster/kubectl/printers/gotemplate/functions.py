"""What a Go template can call: the functions of text/template, and kubectl's `exists` and `base64decode`.

Source: https://pkg.go.dev/text/template#hdr-Functions. Wrong arguments raise ValueError in Go's words.
"""

from __future__ import annotations

import base64
import binascii
import operator
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote_plus

from cluster.kubectl.printers import govalues, json
from cluster.kubectl.printers.gotemplate.formatting import printf


class Missing:
    """Stands for a key that is not there. Its fields are missing too, where those of null are an error."""


class Function(NamedTuple):
    """What a template calls; takes `least` to `most` arguments (None: any number)."""

    call: Callable
    least: int
    most: int | None = None

    def complaint(self, count: int) -> str | None:
        """What is wrong with so many arguments, in Go's words."""
        if self.most is None:
            return f"want at least {self.least} got {count}" if count < self.least else None
        return f"want {self.least} got {count}" if not self.least <= count <= self.most else None


def truth(value: object) -> bool:
    """Whether `if` takes a value: empty texts, lists and objects, 0, false and nothing are not true."""
    return value is not Missing and bool(value)


def _length(value: object) -> int:
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, dict | list):
        return len(value)
    if value is None or value is Missing:
        raise ValueError("reflect: call of reflect.Value.Type on zero Value")
    raise ValueError(f"len of type {govalues.type_name(value)}")


def _index(value: object, *keys: object) -> object:
    for key in keys:
        value = _item(value, key)
    return value


def _item(value: object, key: object) -> object:
    if value is None or value is Missing:
        raise ValueError("index of untyped nil")
    if isinstance(value, dict):
        if not isinstance(key, str):
            raise ValueError(f"value has type {_go_type(key)}; should be string")
        return value.get(key, Missing)
    if not isinstance(value, list | str):
        raise ValueError(f"can't index item of type {govalues.type_name(value)}")
    if isinstance(key, bool) or not isinstance(key, int):
        raise ValueError(f"cannot index slice/array with type {_go_type(key)}")
    if not 0 <= key < len(value):
        raise ValueError(f"index out of range: {key}" if key >= 0 else f"index out of range: {key}")
    return ord(value[key]) if isinstance(value, str) else value[key]


_go_type = govalues.type_name


def _slice(value: object, *bounds: int) -> object:
    if not isinstance(value, list | str):
        raise ValueError(f"can't slice item of type {govalues.type_name(value)}")
    for bound in bounds:
        if not 0 <= bound <= len(value):
            raise ValueError(f"index out of range: {bound}")
    start, end = (*bounds, len(value))[:2] if len(bounds) == 1 else (*bounds, 0, len(value))[:2]
    return value[start:end]


def _exists(value: object, *keys: object) -> bool:
    for key in keys:
        try:
            value = _item(value, key)
        except ValueError:
            return False
    return value is not None and value is not Missing


def _base64decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        at = next(
            (i for i, char in enumerate(text) if not (char.isalnum() and char.isascii() or char in "+/")),
            len(text) // 4 * 4,
        )
        raise ValueError(f"base64 decode failed: illegal base64 data at input byte {at}") from None


def _kind(value: object) -> str:
    for kind, types in (("bool", bool), ("int", int), ("float", float), ("string", str)):
        if isinstance(value, types):
            return kind
    raise ValueError("invalid type for comparison" if value is not None else "incompatible types for comparison")


def _nothing(value: object) -> bool:
    return value is None or value is Missing


def _incompatible(first: object, second: object) -> str:
    return f"incompatible types for comparison: {govalues.type_name(first)} and {govalues.type_name(second)}"


def _equal(first: object, *others: object) -> bool:
    if not others:
        raise ValueError("missing argument for comparison")
    for other in others:
        if _nothing(first) or _nothing(other):
            if _nothing(first) and _nothing(other):
                return True
            continue
        if isinstance(first, dict | list):
            raise ValueError(f"non-comparable type {govalues.plain(first)}: {govalues.type_name(first)}")
        if _kind(first) != _kind(other):
            raise ValueError(_incompatible(first, other))
        if first == other:
            return True
    return False


def _order(compare: Callable) -> Callable:
    def function(first, second):
        if _kind(first) != _kind(second):
            raise ValueError(_incompatible(first, second))
        if isinstance(first, bool):
            raise ValueError("invalid type for comparison")
        return compare(first, second)

    return function


def _not_equal(first, second):
    return not _equal(first, second)


def _not(value):
    return not truth(value)


def _print(*values: object) -> str:
    out = ""
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            out += " "
        out += govalues.plain(value)
    return out


def _println(*values: object) -> str:
    return " ".join(map(govalues.plain, values)) + "\n"


def _html(*values: object) -> str:
    text = _print(*values)
    for char, entity in (
        ("&", "&amp;"),
        ("'", "&#39;"),
        ('"', "&#34;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("\0", "\ufffd"),
    ):
        text = text.replace(char, entity)
    return text


def _js(*values: object) -> str:
    text = json.compact(_print(*values))[1:-1]
    return text.replace("'", "\\'").replace("=", "\\u003D").replace("\\u003c", "\\u003C").replace("\\u003e", "\\u003E")


def _urlquery(*values: object) -> str:
    return quote_plus(_print(*values), safe="-_.~")


FUNCTIONS = {
    "and": Function(all, 1),  # evaluated by run.py: they stop at the first argument that decides
    "or": Function(any, 1),
    "not": Function(_not, 1, 1),
    "len": Function(_length, 1, 1),
    "index": Function(_index, 1),
    "slice": Function(_slice, 1),
    "print": Function(_print, 0),
    "printf": Function(printf, 1),
    "println": Function(_println, 0),
    "html": Function(_html, 0),
    "js": Function(_js, 0),
    "urlquery": Function(_urlquery, 0),
    "eq": Function(_equal, 1),
    "ne": Function(_not_equal, 2, 2),
    "lt": Function(_order(operator.lt), 2, 2),
    "le": Function(_order(operator.le), 2, 2),
    "gt": Function(_order(operator.gt), 2, 2),
    "ge": Function(_order(operator.ge), 2, 2),
    "exists": Function(_exists, 1),
    "base64decode": Function(_base64decode, 1, 1),
}
