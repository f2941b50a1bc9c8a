"""jq's functions that are not written in jq. Source: https://jqlang.github.io/jq/manual/v1.6/."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

from cluster.texttools.jq import paths
from cluster.texttools.jq.nodes import Node, Places, Scope, Values
from cluster.texttools.jq.values import JqError, dumps, kind, shown, truth

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Given = tuple[Node, ...]


class Plain:
    """A function of values: (value, argument …) → value."""

    def __init__(self, function: Callable[..., Any]):
        self._function = function

    def run(self, scope: Scope, value: Any, given: Given) -> Values:
        for arguments in product(*(list(node.run(scope, value)) for node in reversed(given))):
            yield self._function(value, *reversed(arguments))

    def paths(self, scope: Scope, at: tuple, value: Any, given: Given) -> Places:
        for result in self.run(scope, value, given):
            raise JqError(f"Invalid path expression with result {shown(result)}")
            yield at, result


class Special(Plain):
    """A function of nodes: (scope, value, node …) → values."""

    def run(self, scope: Scope, value: Any, given: Given) -> Values:
        yield from self._function(scope, value, *given)


class Placed(Special):
    """One that also says where its values stand: (scope, path, value, node …) → (path, value) …"""

    def run(self, scope: Scope, value: Any, given: Given) -> Values:
        yield from (found for _, found in self._function(scope, (), value, *given))

    def paths(self, scope: Scope, at: tuple, value: Any, given: Given) -> Places:
        yield from self._function(scope, at, value, *given)


FUNCTIONS: dict[tuple[str, int], Plain] = {}


def known(name: str, count: int, shape: type[Plain] = Plain) -> Callable:
    """Register a function with so many arguments."""

    def register(function: Callable) -> Callable:
        FUNCTIONS[name, count] = shape(function)
        return function

    return register


def wrong(value: Any, told: str) -> JqError:
    return JqError(f"{kind(value)} ({shown(value)}) {told}")


# -- all kinds ---------------------------------------------------------------------------------------------------------


@known("length", 0)
def _length(value: Any) -> Any:
    if isinstance(value, bool):
        raise wrong(value, "has no length")
    return 0 if value is None else abs(value) if isinstance(value, (int, float)) else len(value)


@known("keys", 0)
def _keys(value: Any) -> list:
    if kind(value) not in ("object", "array"):
        raise wrong(value, "has no keys")
    return sorted(value) if isinstance(value, dict) else list(range(len(value)))


@known("keys_unsorted", 0)
def _keys_unsorted(value: Any) -> list:
    return list(value) if isinstance(value, dict) else _keys(value)


@known("has", 1)
def _has(value: Any, name: Any) -> bool:
    if isinstance(value, dict) and isinstance(name, str):
        return name in value
    if isinstance(value, list) and kind(name) == "number":
        return 0 <= name < len(value)
    raise JqError(f"Cannot check whether {kind(value)} has a {'string' if isinstance(name, str) else kind(name)} key")


@known("contains", 1)
def _contains(value: Any, other: Any) -> bool:
    if kind(value) != kind(other):
        both = f"{kind(value)} ({shown(value)}) and {kind(other)} ({shown(other)})"
        raise JqError(f"{both} cannot have their containment checked")
    if isinstance(value, dict):
        return all(name in value and _contains(value[name], item) for name, item in other.items())
    if isinstance(value, list):
        return all(any(kind(a) == kind(b) and _contains(a, b) for a in value) for b in other)
    return other in value if isinstance(value, str) else value == other


@known("error", 0)
def _error(value: Any) -> Any:
    raise JqError(value)


@known("error", 1)
def _error_with(value: Any, told: Any) -> Any:
    raise JqError(told)


@known("empty", 0, Placed)
def _empty(scope: Scope, at: tuple, value: Any) -> Places:
    return iter(())


@known("path", 1, Special)
def _path(scope: Scope, value: Any, node: Node) -> Values:
    yield from (list(path) for path, _ in node.paths(scope, (), value))


@known("getpath", 1, Placed)
def _getpath(scope: Scope, at: tuple, value: Any, node: Node) -> Places:
    for path in node.run(scope, value):
        yield (*at, *path), paths.get(value, path)


@known("select", 1, Placed)
def _select(scope: Scope, at: tuple, value: Any, node: Node) -> Places:
    for found in node.run(scope, value):
        if truth(found):
            yield at, value


@known("recurse", 0, Placed)
def _recurse(scope: Scope, at: tuple, value: Any) -> Places:
    scope.step()
    yield at, value
    if isinstance(value, (dict, list)):
        for index, item in paths.items(value):
            yield from _recurse(scope, (*at, index), item)


@known("first", 1, Placed)
def _first(scope: Scope, at: tuple, value: Any, node: Node) -> Places:
    try:
        found = node.paths(scope, at, value)
        yield next(found)
    except StopIteration:
        return
    except JqError:
        yield from ((at, found) for found in [next(node.run(scope, value), _empty)] if found is not _empty)


@known("limit", 2, Special)
def _limit(scope: Scope, value: Any, count: Node, node: Node) -> Values:
    for most in count.run(scope, value):
        left = most
        for found in node.run(scope, value) if left > 0 else ():
            yield found
            left -= 1
            if left <= 0:
                break


@known("input", 0, Special)
def _input(scope: Scope, value: Any) -> Values:
    try:
        yield next(scope.inputs)
    except StopIteration:
        raise JqError("No more inputs") from None


@known("inputs", 0, Special)
def _inputs(scope: Scope, value: Any) -> Values:
    yield from scope.inputs


@known("range", 2, Special)
def _range(scope: Scope, value: Any, low: Node, high: Node) -> Values:
    for start in low.run(scope, value):
        for end in high.run(scope, value):
            at = start
            while at < end:
                scope.step()
                yield at
                at += 1


for _name, _test in {"infinite": math.inf, "nan": math.nan}.items():
    FUNCTIONS[_name, 0] = Plain(lambda value, number=_test: number)
for _name, _value in {"null": None, "true": True, "false": False}.items():
    FUNCTIONS[_name, 0] = Placed(lambda scope, at, value, known=_value: iter([(at, known)]))

_PLAIN: dict[tuple[str, int], Callable[..., Any]] = {
    ("type", 0): kind,
    ("not", 0): lambda value: not truth(value),
    ("tojson", 0): dumps,
    ("tostring", 0): lambda value: value if isinstance(value, str) else dumps(value),
    ("setpath", 2): lambda value, path, new: paths.put(value, path, new),
    ("delpaths", 1): lambda value, gone: paths.without(value, gone),
    ("isnan", 0): lambda value: isinstance(value, float) and math.isnan(value),
    ("isinfinite", 0): lambda value: isinstance(value, float) and math.isinf(value),
    ("utf8bytelength", 0): lambda value: len(value.encode()),
    ("input_filename", 0): lambda value: None,
    ("input_line_number", 0): lambda value: 0,
    ("builtins", 0): lambda value: [f"{name}/{count}" for name, count in FUNCTIONS],
}
FUNCTIONS.update({name: Plain(function) for name, function in _PLAIN.items()})


# -- numbers -----------------------------------------------------------------------------------------------------------


def _of_number(function: Callable[[float], Any]) -> Plain:
    def checked(value: Any) -> Any:
        if kind(value) != "number":
            raise wrong(value, "number required")
        try:
            return function(value)
        except (ValueError, OverflowError):
            return math.nan

    return Plain(checked)


_OF_NUMBERS: dict[str, Callable[[Any], Any]] = {
    "floor": math.floor, "ceil": math.ceil, "sqrt": math.sqrt, "fabs": abs, "log": math.log, "log2": math.log2,
    "log10": math.log10, "exp": math.exp, "exp2": lambda number: 2.0**number, "exp10": lambda number: 10.0**number,
    "round": lambda number: math.floor(abs(number) + 0.5) * (1 if number >= 0 else -1), "abs": abs, "trunc": math.trunc,
    "sin": math.sin, "cos": math.cos,
}  # fmt: skip
for _name, _function in _OF_NUMBERS.items():
    FUNCTIONS[_name, 0] = _of_number(_function)


@known("pow", 2)
def _pow(value: Any, base_: Any, power: Any) -> Any:
    try:
        return float(base_) ** float(power)
    except (OverflowError, ZeroDivisionError, TypeError, ValueError):
        return math.nan


@known("tonumber", 0)
def _tonumber(value: Any) -> Any:
    if kind(value) == "number":
        return value
    if not isinstance(value, str):
        raise wrong(value, "cannot be parsed as a number")
    try:
        found = json.loads(value.strip())
    except ValueError:
        found = None
    if kind(found) != "number":
        raise JqError(f"Invalid numeric literal at EOF at line 1, column {len(value)} (while parsing '{value}')")
    return found
