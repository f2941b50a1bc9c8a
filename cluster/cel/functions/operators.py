"""Operators: arithmetic, comparison, membership, indexing.

Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from cluster.cel.errors import EvaluationError
from cluster.cel.functions.declaring import Cost, declare
from cluster.cel.values import (
    NONE,
    Duration,
    MapList,
    Optional,
    SetList,
    Timestamp,
    Uint,
    integer,
    same,
    unsigned,
)

_TEXT = Cost(lambda a, b: min(a, b) * 0.1)
_SUM = Cost(lambda a, b: (a + b) * 0.1, lambda a, b: a + b)
_INTS = {
    "_+_": operator.add, "_-_": operator.sub, "_*_": operator.mul,
}  # fmt: skip


def _int(function: Callable) -> Callable:
    return lambda a, b: integer(function(a, b))


def _uint(function: Callable) -> Callable:
    return lambda a, b: unsigned(function(int(a), int(b)))


for _name, _function in _INTS.items():
    declare(_name, "(int, int) -> int", _int(_function))
    declare(_name, "(uint, uint) -> uint", _uint(_function))
    declare(_name, "(double, double) -> double", _function)


def _divided(a: int, b: int) -> int:
    if b == 0:
        raise EvaluationError("division by zero")
    found = abs(a) // abs(b)
    return integer(found if (a < 0) == (b < 0) else -found)


def _rest(a: int, b: int) -> int:
    if b == 0:
        raise EvaluationError("modulus by zero")
    return integer(int(math.copysign(1, a)) * (abs(a) % abs(b)))


def _double_divided(a: float, b: float) -> float:
    if b == 0:
        return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


declare("_/_", "(int, int) -> int", _divided)
declare("_/_", "(uint, uint) -> uint", lambda a, b: Uint(_divided(a, b)))
declare("_/_", "(double, double) -> double", _double_divided)
declare("_%_", "(int, int) -> int", _rest)
declare("_%_", "(uint, uint) -> uint", lambda a, b: Uint(_rest(a, b)))
declare("-_", "(int) -> int", lambda a: integer(-a))
declare("-_", "(double) -> double", operator.neg)
declare("!_", "(bool) -> bool", operator.not_)


def _joined(a: list, b: list) -> list:
    """Sets and maps among lists stay what they are: nothing twice, the right one's items win."""
    if isinstance(a, SetList):
        return SetList([*a, *(item for item in b if not any(same(item, other) for other in a))])
    if isinstance(a, MapList):
        later = {a.key_of(item): item for item in b}
        kept = [later.pop(a.key_of(item), item) for item in a]
        return MapList([*kept, *later.values()], a.keys)
    return [*a, *b]


declare("_+_", "(string, string) -> string", operator.add, _SUM)
declare("_+_", "(bytes, bytes) -> bytes", operator.add, _SUM)
declare("_+_", "(list<T>, list<T>) -> list<T>", _joined, Cost(lambda a, b: 0, lambda a, b: a + b))
declare("_+_", "(duration, duration) -> duration", lambda a, b: Duration(int(a) + int(b)))
declare("_+_", "(timestamp, duration) -> timestamp", lambda a, b: Timestamp(int(a) + int(b)))
declare("_+_", "(duration, timestamp) -> timestamp", lambda a, b: Timestamp(int(a) + int(b)))
declare("_-_", "(duration, duration) -> duration", lambda a, b: Duration(int(a) - int(b)))
declare("_-_", "(timestamp, duration) -> timestamp", lambda a, b: Timestamp(int(a) - int(b)))
declare("_-_", "(timestamp, timestamp) -> duration", lambda a, b: Duration(int(a) - int(b)))

declare("_==_", "(T, T) -> bool", same, _TEXT)
declare("_!=_", "(T, T) -> bool", lambda a, b: not same(a, b), _TEXT)
for _name, _function in {"_<_": operator.lt, "_<=_": operator.le, "_>_": operator.gt, "_>=_": operator.ge}.items():
    for _left in ("int", "uint", "double"):
        for _right in ("int", "uint", "double"):
            declare(_name, f"({_left}, {_right}) -> bool", _function)
    for _kind in ("bool", "string", "bytes", "duration", "timestamp"):
        declare(_name, f"({_kind}, {_kind}) -> bool", _function, _TEXT if _kind in ("string", "bytes") else None)


def _in_list(value: Any, found: list) -> bool:
    return any(same(value, item) for item in found)


declare("@in", "(T, list<T>) -> bool", _in_list, Cost(lambda value, found: found))
declare("@in", "(K, map<K, V>) -> bool", lambda key, found: key in found)


def _item(found: list, index: Any) -> Any:
    if isinstance(index, float) and index.is_integer():
        index = int(index)
    if not 0 <= index < len(found):
        raise EvaluationError(f"index out of bounds: {index}")
    return found[index]


def _value(found: dict, key: Any) -> Any:
    if key not in found:
        raise EvaluationError(f"no such key: {key}")
    return found[key]


declare("_[_]", "(list<T>, int) -> T", _item)
declare("_[_]", "(map<K, V>, K) -> V", _value)
declare("_[_]", "(optional<list<T>>, int) -> optional<T>", lambda a, b: _maybe(a.value, b) if a.present else NONE)
declare("_[_]", "(optional<map<K, V>>, K) -> optional<V>", lambda a, b: _maybe(a.value, b) if a.present else NONE)


def _maybe(found: Any, key: Any) -> Optional:
    try:
        return Optional((_item if isinstance(found, list) else _value)(found, key), True)
    except EvaluationError:
        return NONE


declare("_[?_]", "(list<T>, int) -> optional<T>", _maybe)
declare("_[?_]", "(map<K, V>, K) -> optional<V>", _maybe)
declare("_[?_]", "(optional<list<T>>, int) -> optional<T>", lambda a, b: _maybe(a.value, b) if a.present else NONE)
declare("_[?_]", "(optional<map<K, V>>, K) -> optional<V>", lambda a, b: _maybe(a.value, b) if a.present else NONE)
