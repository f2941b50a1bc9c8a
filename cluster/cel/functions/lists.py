"""Lists and sets.

Source: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library, https://pkg.go.dev/github.com/google/cel-go/ext#Sets
"""

from __future__ import annotations

from typing import Any

from cluster.cel.errors import EvaluationError
from cluster.cel.functions.declaring import Cost, declare
from cluster.cel.values import Duration, same

_ONCE = Cost(lambda found, *_: found)
_PAIRS = Cost(lambda a, b: a * b)
_COMPARED = ("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes")


def _is_sorted(found: list) -> bool:
    return all(a <= b for a, b in zip(found, found[1:], strict=False))


def _sum(found: list, zero: Any) -> Any:
    total = zero
    for item in found:
        total = total + item
    return type(zero)(total)


def _extreme(found: list, better, name: str) -> Any:
    if not found:
        raise EvaluationError(f"{name} called on empty list")
    best = found[0]
    for item in found[1:]:
        if better(item, best):
            best = item
    return best


def _index(found: list, value: Any) -> int:
    return next((at for at, item in enumerate(found) if same(item, value)), -1)


def _last_index(found: list, value: Any) -> int:
    return next((at for at in range(len(found) - 1, -1, -1) if same(found[at], value)), -1)


for _kind in _COMPARED:
    declare("isSorted", f"list<{_kind}>.() -> bool", _is_sorted, _ONCE)
    declare("min", f"list<{_kind}>.() -> {_kind}", lambda a: _extreme(a, lambda x, y: x < y, "min"), _ONCE)
    declare("max", f"list<{_kind}>.() -> {_kind}", lambda a: _extreme(a, lambda x, y: x > y, "max"), _ONCE)
for _kind, _zero in (("int", 0), ("uint", 0), ("double", 0.0), ("duration", Duration(0))):
    declare("sum", f"list<{_kind}>.() -> {_kind}", lambda a, zero=_zero: _sum(a, zero), _ONCE)
declare("indexOf", "list<T>.(T) -> int", _index, _ONCE)
declare("lastIndexOf", "list<T>.(T) -> int", _last_index, _ONCE)


def _slice(found: list, start: int, end: int) -> list:
    if start < 0 or end < 0:
        raise EvaluationError(f"cannot slice({start}, {end}), negative indexes not supported")
    if start > end:
        raise EvaluationError(f"cannot slice({start}, {end}), start index must be less than or equal to end index")
    if end > len(found):
        raise EvaluationError(f"cannot slice({start}, {end}), list is length {len(found)}")
    return found[start:end]


def _flat(found: list, depth: int = 1) -> list:
    if depth < 0:
        raise EvaluationError("level must be non-negative")
    out: list = []
    for item in found:
        out += _flat(item, depth - 1) if isinstance(item, list) and depth > 0 else [item]
    return out


def _distinct(found: list) -> list:
    out: list = []
    for item in found:
        if not any(same(item, other) for other in out):
            out.append(item)
    return out


def _sorted(found: list) -> list:
    try:
        return sorted(found)
    except TypeError:
        raise EvaluationError("list elements must be comparable") from None


declare("slice", "list<T>.(int, int) -> list<T>", _slice, Cost(lambda a, *_: a, lambda a, *_: a))
declare("flatten", "list<list<T>>.() -> list<T>", _flat, _ONCE)
declare("flatten", "list<dyn>.(int) -> list<dyn>", _flat, _ONCE)
declare("distinct", "list<T>.() -> list<T>", _distinct, Cost(lambda a: a * a, lambda a: a))
declare("reverse", "list<T>.() -> list<T>", lambda a: a[::-1], _ONCE)
declare("sort", "list<T>.() -> list<T>", _sorted, Cost(lambda a: a * a, lambda a: a))
declare("lists.range", "(int) -> list<int>", lambda n: list(range(min(n, 100_000))))

declare("sets.contains", "(list<T>, list<T>) -> bool", lambda a, b: all(_index(a, x) >= 0 for x in b), _PAIRS)
declare("sets.intersects", "(list<T>, list<T>) -> bool", lambda a, b: any(_index(a, x) >= 0 for x in b), _PAIRS)
declare(
    "sets.equivalent",
    "(list<T>, list<T>) -> bool",
    lambda a, b: all(_index(a, x) >= 0 for x in b) and all(_index(b, x) >= 0 for x in a),
    _PAIRS,
)
