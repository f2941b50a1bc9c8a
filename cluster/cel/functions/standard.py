"""size, conversions, time, optional values.

Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions
"""

from __future__ import annotations

import math
from typing import Any

from cluster.cel import values
from cluster.cel.errors import EvaluationError
from cluster.cel.functions.declaring import Cost, declare
from cluster.cel.values import NONE, Duration, Optional, Timestamp, TypeValue, Uint, integer, unsigned
from cluster.objects.go.booleans import parse_bool

_TRAVERSED = Cost(lambda a: a * 0.1, lambda a: a)

for _kind in ("string", "bytes", "list<T>", "map<K, V>"):
    declare("size", f"({_kind}) -> int", len)
    declare("size", f"{_kind}.() -> int", len)

declare("type", "(T) -> type", lambda value: TypeValue(values.type_of(value)))
declare("dyn", "(T) -> dyn", lambda value: value)


def _whole(value: float) -> int:
    if value != value or math.isinf(value):
        raise EvaluationError("integer overflow")
    return integer(int(value))


def _parsed(text: str) -> int:
    try:
        if not text.strip() == text or "_" in text:
            raise ValueError
        return integer(int(text))
    except ValueError:
        raise EvaluationError(f'strconv.ParseInt: parsing "{text}": invalid syntax') from None


def _float(text: str) -> float:
    try:
        if "_" in text or text.strip() != text:
            raise ValueError
        return float(text)
    except ValueError:
        raise EvaluationError(f'strconv.ParseFloat: parsing "{text}": invalid syntax') from None


def _bool(text: str) -> bool:
    value = parse_bool(text)
    if value is None:
        raise EvaluationError(f'strconv.ParseBool: parsing "{text}": invalid syntax')
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{int(value)}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(int(value))


declare("int", "(int) -> int", lambda a: a)
declare("int", "(uint) -> int", lambda a: integer(int(a)))
declare("int", "(double) -> int", _whole)
declare("int", "(string) -> int", _parsed)
declare("int", "(timestamp) -> int", lambda a: int(a) // values.NANO)
declare("int", "(duration) -> int", int)
declare("uint", "(uint) -> uint", lambda a: a)
declare("uint", "(int) -> uint", unsigned)
declare("uint", "(double) -> uint", lambda a: unsigned(_whole(a)))
declare("uint", "(string) -> uint", lambda a: unsigned(_parsed(a)))
declare("double", "(double) -> double", lambda a: a)
declare("double", "(int) -> double", float)
declare("double", "(uint) -> double", float)
declare("double", "(string) -> double", _float)
declare("bool", "(bool) -> bool", lambda a: a)
declare("bool", "(string) -> bool", _bool)
declare("string", "(string) -> string", lambda a: a)
for _kind in ("int", "uint", "double", "bool"):
    declare("string", f"({_kind}) -> string", _text)
declare("string", "(bytes) -> string", lambda a: a.decode("utf-8", "strict"), _TRAVERSED)
declare("string", "(timestamp) -> string", values.timestamp_text)
declare("string", "(duration) -> string", values.duration_text)
declare("bytes", "(bytes) -> bytes", lambda a: a)
declare("bytes", "(string) -> bytes", lambda a: a.encode(), _TRAVERSED)
declare("duration", "(string) -> duration", values.duration)
declare("duration", "(duration) -> duration", lambda a: a)
declare("duration", "(int) -> duration", lambda a: Duration(a))
declare("timestamp", "(string) -> timestamp", values.timestamp)
declare("timestamp", "(timestamp) -> timestamp", lambda a: a)
declare("timestamp", "(int) -> timestamp", lambda a: Timestamp(a * values.NANO))

_OF_TIME = {
    "getFullYear": lambda t: t.year,
    "getMonth": lambda t: t.month - 1,
    "getDate": lambda t: t.day,
    "getDayOfMonth": lambda t: t.day - 1,
    "getDayOfWeek": lambda t: (t.weekday() + 1) % 7,
    "getDayOfYear": lambda t: t.timetuple().tm_yday - 1,
    "getHours": lambda t: t.hour,
    "getMinutes": lambda t: t.minute,
    "getSeconds": lambda t: t.second,
    "getMilliseconds": lambda t: t.microsecond // 1000,
}
for _name, _read in _OF_TIME.items():
    declare(_name, "timestamp.() -> int", lambda a, read=_read: read(values.moment(a)))
    declare(_name, "timestamp.(string) -> int", lambda a, zone, read=_read: read(values.moment(a, zone)))
for _name, _unit in (("getHours", 3600), ("getMinutes", 60), ("getSeconds", 1)):
    declare(_name, "duration.() -> int", lambda a, unit=_unit: int(int(a) / (unit * values.NANO)))
declare("getMilliseconds", "duration.() -> int", lambda a: int(a) // 1_000_000)


def _present(value: Optional) -> Any:
    if not value.present:
        raise EvaluationError("optional.none() dereference")
    return value.value


def _is_zero(value: Any) -> bool:
    return value is None or value in (0, "", b"", [], {}) or value is False


declare("optional.of", "(T) -> optional<T>", lambda a: Optional(a, True))
declare("optional.none", "() -> optional<T>", lambda: NONE)
declare("optional.ofNonZeroValue", "(T) -> optional<T>", lambda a: NONE if _is_zero(a) else Optional(a, True))
declare("hasValue", "optional<T>.() -> bool", lambda a: a.present)
declare("value", "optional<T>.() -> T", _present)
declare("or", "optional<T>.(optional<T>) -> optional<T>", lambda a, b: a if a.present else b)
declare("orValue", "optional<T>.(T) -> T", lambda a, b: a.value if a.present else b)

__all__ = ["Uint"]
