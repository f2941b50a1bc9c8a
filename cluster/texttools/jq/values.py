"""JSON values as jq compares, adds and prints them. Source: https://jqlang.github.io/jq/manual/v1.6/."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

_ORDER = ("null", "boolean", "number", "string", "array", "object")


class BadProgram(ValueError):
    """The program cannot be read."""


class JqError(Exception):
    """`value`: what `catch` gets."""

    def __init__(self, value: Any):
        super().__init__(value)
        self.value = value


def kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def truth(value: Any) -> bool:
    return value is not None and value is not False


def key(value: Any) -> tuple:
    """What values are sorted by: null, false, true, numbers, texts, arrays, objects."""
    name = kind(value)
    place = _ORDER.index(name)
    if name == "array":
        return (place, [key(item) for item in value])
    if name == "object":
        names = sorted(value)
        return (place, names, [key(value[name]) for name in names])
    return (place, value) if value is not None else (place,)


def shown(value: Any) -> str:
    """The value as an error names it: cut where it is long."""
    text = dumps(value)
    return text if len(text) < 12 else text[:10] + "..."


def dumps(value: Any, indent: int | str | None = None, sort: bool = False, ascii_only: bool = False) -> str:
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(
        plain(value), indent=indent or None, separators=separators if indent else (",", ":"), sort_keys=sort,
        ensure_ascii=ascii_only,
    ).replace("\x7f", "\\u007f")  # fmt: skip


def plain(value: Any) -> Any:
    """Numbers as jq writes them: all are doubles; whole ones without a point."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return math.copysign(1.7976931348623157e308, value)
        return _whole(value) if value.is_integer() else value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def _whole(value: float) -> int | float:
    """Written out where that takes at most 15 zeros."""
    _, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    return value if isinstance(exponent, int) and exponent > 15 - (digits == (0,)) else int(value)


def whole(text: str) -> int | float:
    """The number of digits: beyond those of a double it is one."""
    return int(text) if len(text) <= 15 else float(text)


def number(value: Any) -> Any:
    """What comes of arithmetic, kept within a double's size."""
    if isinstance(value, int) and abs(value) > 1 << 53:
        return math.inf if abs(value) >= 1 << 1023 else float(value)
    return value


# -- arithmetic --------------------------------------------------------------------------------------------------------


def binary(sign: str, left: Any, right: Any) -> Any:
    if sign in _COMPARISONS:
        return _COMPARISONS[sign](key(left), key(right))
    return _ARITHMETIC[sign](left, right)


def _refused(left: Any, right: Any, what: str) -> JqError:
    return JqError(f"{kind(left)} ({shown(left)}) and {kind(right)} ({shown(right)}) cannot be {what}")


def add(left: Any, right: Any) -> Any:
    if left is None or right is None:
        return right if left is None else left
    kinds = (kind(left), kind(right))
    if kinds[0] == kinds[1] and kinds[0] in ("number", "string", "array"):
        return number(left + right)
    if kinds == ("object", "object"):
        return {**left, **right}
    raise _refused(left, right, "added")


def _subtract(left: Any, right: Any) -> Any:
    kinds = (kind(left), kind(right))
    if kinds == ("number", "number"):
        return number(left - right)
    if kinds == ("array", "array"):
        gone = [key(item) for item in right]
        return [item for item in left if key(item) not in gone]
    raise _refused(left, right, "subtracted")


def _multiply(left: Any, right: Any) -> Any:
    kinds = (kind(left), kind(right))
    if kinds == ("number", "number"):
        return number(left * right)
    if "string" in kinds and "number" in kinds:
        text, count = (left, right) if kinds[0] == "string" else (right, left)
        if count * len(text) > 1_000_000:
            raise JqError("Repeat string result too long")
        return text * max(1, math.ceil(count)) if count > 0 else None
    if kinds == ("object", "object"):
        return _merged(left, right)
    raise _refused(left, right, "multiplied")


def _merged(left: dict, right: dict) -> dict:
    found = dict(left)
    for name, value in right.items():
        both = isinstance(value, dict) and isinstance(found.get(name), dict)
        found[name] = _merged(found[name], value) if both else value
    return found


def _divide(left: Any, right: Any) -> Any:
    kinds = (kind(left), kind(right))
    if kinds == ("number", "number"):
        if right == 0:
            raise _refused(left, right, "divided because the divisor is zero")
        return left / right
    if kinds == ("string", "string"):
        return split(left, right)
    raise _refused(left, right, "divided")


def split(text: str, by: str) -> list[str]:
    if not text:
        return []
    return text.split(by) if by else list(text)


def _remainder(left: Any, right: Any) -> Any:
    if kind(left) != "number" or kind(right) != "number":
        raise _refused(left, right, "divided")
    if int(right) == 0:
        raise _refused(left, right, "divided because the divisor is zero")
    return int(math.fmod(int(left), int(right)))


_COMPARISONS = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_ARITHMETIC = {"+": add, "-": _subtract, "*": _multiply, "/": _divide, "%": _remainder}
