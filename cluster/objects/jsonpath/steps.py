"""The steps of a JSONPath and how values are followed along them.

Source: https://kubernetes.io/docs/reference/kubectl/jsonpath/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import operator
from typing import Any, NamedTuple

from cluster.objects.go import values as govalues


class JsonPathError(Exception):
    """The path cannot be read, or not be followed in this object."""


class Literal(NamedTuple):
    value: object

    def follow(self, values: list, allow: bool) -> list:
        return [self.value] if isinstance(self.value, str) else [self.value] * len(values)


class Identifier(NamedTuple):
    name: str

    def follow(self, values: list, allow: bool) -> list:
        if self.name in ("range", "end"):
            return values
        raise JsonPathError(f"unrecognized identifier {self.name}")


class Field(NamedTuple):
    name: str

    def follow(self, values: list, allow: bool) -> list:
        found = [value[self.name] for value in values if isinstance(value, dict) and self.name in value]
        if not found and values and not allow:
            raise JsonPathError(f"{self.name} is not found")
        return found


class Wildcard(NamedTuple):
    star: str = "*"

    def follow(self, values: list, allow: bool) -> list:
        return [item for value in values for item in _children(value)]


class Recursive(NamedTuple):
    dots: str = ".."

    def follow(self, values: list, allow: bool) -> list:
        found: list = []
        for value in values:
            if children := _children(value):
                found.append(value)
                found.extend(self.follow(children, allow))
        return found


class Union(NamedTuple):
    branches: tuple

    def follow(self, values: list, allow: bool) -> list:
        return [item for branch in self.branches for item in follow(branch, values, allow)]


class Array(NamedTuple):
    """`[start:end:step]`; derived: `end` comes from a single index."""

    start: int | None
    end: int | None
    step: int | None
    derived: bool = False

    def follow(self, values: list, allow: bool) -> list:
        found: list = []
        for value in values:
            if value is None:
                continue
            if not isinstance(value, list):
                raise JsonPathError(f"{govalues.type_name(value)} is not array or slice")
            start, end = self._bounds(len(value))
            if start == end:
                return found
            if not 0 <= start < len(value):
                raise JsonPathError(f"array index out of bounds: index {start}, length {len(value)}")
            if not 0 <= end <= len(value):
                raise JsonPathError(f"array index out of bounds: index {end - 1}, length {len(value)}")
            if start > end:
                raise JsonPathError(f"starting index {start} is greater than ending index {end}")
            if self.step is not None and self.step <= 0:
                raise JsonPathError("step must be > 0")
            found.extend(value[start : end : self.step or 1])
        return found

    def _bounds(self, length: int) -> tuple[int, int]:
        start = self.start or 0
        end = length if self.end is None else self.end
        if end < 0 or (end == 0 and self.derived):
            end += length
        return (start + length if start < 0 else start), end


class Filter(NamedTuple):
    """`[?(left operator right)]`, or `[?(left)]` with the operator `exists`."""

    left: tuple
    operator: str
    right: tuple

    def follow(self, values: list, allow: bool) -> list:
        found: list = []
        for value in values:
            if not isinstance(value, list):
                raise JsonPathError(f"{govalues.plain(value)} is not array or slice and cannot be filtered")
            found.extend(item for item in value if self._passes(item, allow))
        return found

    def _passes(self, item: object, allow: bool) -> bool:
        if self.operator == "exists":
            try:
                return bool(follow(self.left, [item], allow))
            except JsonPathError:
                return False
        sides = []
        for steps in (self.left, self.right):
            found = follow(steps, [item], allow)
            if not found:
                return False
            if len(found) > 1:
                raise JsonPathError("can only compare one element at a time")
            sides.append(found[0])
        return _compare(self.operator, *sides)


Step = Literal | Identifier | Field | Wildcard | Recursive | Union | Array | Filter


def follow(steps: tuple[Step, ...], values: list, allow: bool) -> list:
    """What `steps` lead to from `values`. `allow`: a field that is missing everywhere gives nothing, not an error."""
    for step in steps:
        values = step.follow(values, allow)
    return values


def _children(value: object) -> list:
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    if isinstance(value, list):
        return value
    return [ord(char) for char in value] if isinstance(value, str) else []


_ORDERS = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def _compare(symbol: str, left: Any, right: Any) -> bool:
    if symbol not in _ORDERS:
        raise JsonPathError(f"unrecognized filter operator {symbol}")
    kinds = [_kind(side) for side in (left, right)]
    if kinds[0] != kinds[1]:
        raise JsonPathError("incompatible types for comparison")
    if kinds[0] == "bool" and symbol not in ("==", "!="):
        raise JsonPathError("invalid type for comparison")
    return _ORDERS[symbol](left, right)


def _kind(value: object) -> str:
    for kind, types in (("bool", bool), ("int", int), ("float", float), ("string", str)):
        if isinstance(value, types):
            return kind
    raise JsonPathError("invalid type for comparison")
