"""Places within a value: what is there, the same value with something else there, or without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cluster.texttools.jq.values import JqError, dumps, key, kind

_LONGEST = 100_000  # entries of an array that a program may make by writing behind its end


def indexed(value: Any, index: Any) -> Any:
    """`value[index]`; a slice is an index {"start", "end"}."""
    kinds = (kind(value), kind(index))
    if kinds in (("object", "string"), ("null", "string"), ("null", "number"), ("null", "object")):
        return value.get(index) if value is not None else None
    if kinds == ("array", "number"):
        place = int(index // 1)
        place += len(value) if place < 0 else 0
        return value[place] if 0 <= place < len(value) else None
    if kinds[1] == "object" and kinds[0] in ("array", "string"):
        return value[_slice(index)]
    if kinds == ("array", "array"):
        size = len(index)
        return [at for at in range(len(value) - size + 1) if size and value[at : at + size] == index] or None
    raise JqError(f"Cannot index {kinds[0]} with {kinds[1]}" + (f' "{index}"' if kinds[1] == "string" else ""))


def _slice(bounds: dict) -> slice:
    start, end = bounds.get("start"), bounds.get("end")
    for bound in (start, end):
        if bound is not None and kind(bound) != "number":
            raise JqError("Start and end indices of an array slice must be numbers")
    return slice(None if start is None else int(start // 1), None if end is None else -int(-end // 1))


def items(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, list):
        yield from enumerate(value)
    elif isinstance(value, dict):
        yield from value.items()
    else:
        raise JqError(f"Cannot iterate over {kind(value)}" + (f" ({dumps(value)})" if value is not None else ""))


def get(value: Any, path: Any) -> Any:
    for index in path:
        if value is None:
            return None
        value = indexed(value, index)
    return value


def put(value: Any, path: Any, new: Any) -> Any:
    """The same with `new` at that place; what leads there is made."""
    if not path:
        return new
    index, rest = path[0], path[1:]
    inner = put(indexed(value, index), rest, new)
    if isinstance(index, str):
        return {**(value or {}), index: inner}
    if isinstance(index, dict):
        if not isinstance(inner, list):
            raise JqError("A slice of an array can only be assigned another array")
        found = list(value or ())
        found[_slice(index)] = inner
        return found
    found, place = list(value or ()), int(index // 1)
    place += len(found) if place < 0 else 0
    if place < 0:
        raise JqError("Out of bounds negative array index")
    if place > len(found) + _LONGEST:
        raise JqError("Array index too large")
    found += [None] * (place + 1 - len(found))
    found[place] = inner
    return found


def without(value: Any, gone: list[Any]) -> Any:
    """The same without what stands at those places."""
    for path in sorted(gone, key=lambda path: key(list(path)), reverse=True):
        value = _without(value, path)
    return value


def _without(value: Any, path: Any) -> Any:
    if value is None or not path:
        return None
    index = path[0]
    if len(path) > 1:
        inner = indexed(value, index)
        return value if inner is None else put(value, [index], _without(inner, path[1:]))
    if isinstance(value, dict) and isinstance(index, str):
        return {name: item for name, item in value.items() if name != index}
    if isinstance(value, list) and isinstance(index, dict):
        found = list(value)
        del found[_slice(index)]
        return found
    if isinstance(value, list) and kind(index) == "number":
        place = int(index) + (len(value) if index < 0 else 0)
        return [item for at, item in enumerate(value) if at != place]
    what = "field" if isinstance(index, str) else "element"
    raise JqError(f"Cannot delete {what} at {'object' if what == 'field' else 'array'} index of {kind(value)}")
