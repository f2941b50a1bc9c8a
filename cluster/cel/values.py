"""Values while an expression is evaluated. Texts, numbers, lists and maps are Python's own; the rest is here.

Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#values
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from cluster.cel.errors import EvaluationError

NANO = 1_000_000_000
_UNITS = {"ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": NANO, "m": 60 * NANO, "h": 3600 * NANO}
_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)")


class Uint(int):
    """An unsigned number."""


class Duration(int):
    """Nanoseconds."""


class Timestamp(int):
    """Nanoseconds since 1970, in UTC."""


class Optional:
    """A value, or none."""

    __slots__ = ("value", "present")

    def __init__(self, value: Any = None, present: bool = False):
        self.value, self.present = value, present

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Optional) and (self.present, self.value) == (other.present, other.value)

    __hash__ = None  # type: ignore[assignment]


NONE = Optional()


class Opaque:
    """A value of a library's own type; `key` decides what it equals, `fields` can be selected."""

    kind = ""
    fields: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, key: Any):
        self.key = key

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.key == self.key  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.key))


class SetList(list):
    """A list that is a set: order does not count, and nothing is there twice."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and len(self) == len(other) and all(any(same(a, b) for b in other) for a in self)

    __hash__ = None  # type: ignore[assignment]


class MapList(list):
    """A list that is a map: its items are told apart by their keys."""

    def __init__(self, items: list, keys: tuple[str, ...]):
        super().__init__(items)
        self.keys = keys

    def key_of(self, item: Any) -> tuple:
        return tuple(repr(item.get(name)) for name in self.keys) if isinstance(item, dict) else ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, list) or len(self) != len(other):
            return False
        known = {self.key_of(item): item for item in other}
        return all(self.key_of(item) in known and same(item, known[self.key_of(item)]) for item in self)

    __hash__ = None  # type: ignore[assignment]


class Record(dict):
    """The fields of an object that its schema knows; `unknown` are the others, which count when two are compared."""

    def __init__(self) -> None:
        super().__init__()
        self.unknown: dict[str, Any] = {}


class TypeValue:
    """What type() gives."""

    __slots__ = ("name",)

    def __init__(self, name: str):
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TypeValue) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


def type_of(value: Any) -> str:
    names = {bool: "bool", Uint: "uint", int: "int", float: "double", str: "string", bytes: "bytes", dict: "map",
             Duration: "google.protobuf.Duration", Timestamp: "google.protobuf.Timestamp", Optional: "optional_type",
             TypeValue: "type"}  # fmt: skip
    if value is None:
        return "null_type"
    if isinstance(value, Opaque):
        return value.kind
    return names.get(type(value), "list" if isinstance(value, list) else "map")


def same(left: Any, right: Any) -> bool:
    """Equality across types: numbers by value, everything else only among its own."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right if isinstance(left, bool) and isinstance(right, bool) else False
    if is_number(left) and is_number(right):
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        if isinstance(left, (SetList, MapList)) or isinstance(right, (SetList, MapList)):
            return left == right if isinstance(left, (SetList, MapList)) else right == left
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        if getattr(left, "unknown", None) != getattr(right, "unknown", None) and isinstance(right, Record):
            return False
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right


def is_number(value: Any) -> bool:
    return type(value) in (int, float, Uint)


def integer(value: int) -> int:
    if not -(1 << 63) <= value < 1 << 63:
        raise EvaluationError("integer overflow")
    return value


def unsigned(value: int) -> Uint:
    if not 0 <= value < 1 << 64:
        raise EvaluationError("unsigned integer overflow")
    return Uint(value)


def duration(text: str) -> Duration:
    """Raises EvaluationError."""
    body = text.removeprefix("-").removeprefix("+")
    if body == "0":
        return Duration(0)
    at, total = 0, 0
    while found := _PART.match(body, at):
        total += round(float(found[1]) * _UNITS[found[2]]) if "." in found[1] else int(found[1]) * _UNITS[found[2]]
        at = found.end()
    if at != len(body) or not body:
        raise EvaluationError(f'time: invalid duration "{text}"')
    return Duration(-total if text.startswith("-") else total)


def duration_text(value: int) -> str:
    """Seconds, as protobuf writes them."""
    seconds, rest = divmod(abs(value), NANO)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{seconds}{fraction}s"


def timestamp(text: str) -> Timestamp:
    """Raises EvaluationError."""
    found = _RFC3339.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        zone = "+00:00" if found[4] in "Zz" else found[4]
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}").astimezone(UTC)
    except ValueError:
        raise EvaluationError(
            f'parsing time "{text}" as "2006-01-02T15:04:05Z07:00": cannot parse "{text}" as "2006"'
        ) from None
    whole = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1_000
    return Timestamp(whole + int((found[3] or "0").ljust(9, "0")))


def moment(value: Timestamp, zone: str = "UTC") -> datetime:
    return datetime.fromtimestamp(0, UTC).__add__(timedelta(microseconds=value // 1000)).astimezone(_zone(zone))


def timestamp_text(value: Timestamp) -> str:
    text = moment(value).strftime("%Y-%m-%dT%H:%M:%S")
    rest = value % NANO
    return text + (f".{rest:09d}".rstrip("0") if rest else "") + "Z"


def _zone(name: str) -> tzinfo:
    found = re.fullmatch(r"([+-]?)(\d\d):(\d\d)", name)
    if found:
        minutes = int(found[2]) * 60 + int(found[3])
        from datetime import timezone

        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    try:
        return UTC if name in ("", "UTC") else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise EvaluationError(f"unknown time zone {name}") from None
