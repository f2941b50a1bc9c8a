"""Expressions read: the pinned library parses them (and expands macros); what it gives is a syntax tree in bytes, read
here.

Source: https://github.com/google/cel-spec/blob/master/proto/cel/expr/syntax.proto
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_optional

from cluster.cel.errors import CompileError


@dataclass(frozen=True, slots=True)
class Node:
    id: int


@dataclass(frozen=True, slots=True)
class Const(Node):
    kind: str  # null, bool, int, uint, double, string, bytes
    value: Any


@dataclass(frozen=True, slots=True)
class Ident(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Select(Node):
    operand: Node
    field: str
    test: bool  # has(...)


@dataclass(frozen=True, slots=True)
class Call(Node):
    target: Node | None
    function: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    elements: tuple[Node, ...]
    optional: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MapNode(Node):
    """`entries` are (key or field name, value, optional)."""

    name: str
    entries: tuple[tuple[Any, Node, bool], ...]


@dataclass(frozen=True, slots=True)
class Fold(Node):
    """A macro over a list or map, expanded."""

    variable: str
    range: Node
    result: str
    start: Node
    condition: Node
    step: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Tree:
    source: str
    root: Node
    positions: dict[int, int]

    def mark(self, id_: int, message: str) -> str:
        """The message with its place, as the compiler shows it."""
        return marked(self.source, self.positions.get(id_, 0), message)


def marked(source: str, offset: int, message: str) -> str:
    before = source[:offset]
    line, column = before.count("\n"), offset - (before.rfind("\n") + 1)
    text = source.split("\n")[line] if source else ""
    return f"ERROR: <input>:{line + 1}:{column + 1}: {message}\n | {text}\n | {'.' * column}^"


@lru_cache(maxsize=4096)
def parse(source: str) -> Tree:
    """Raises CompileError with the parser's words."""
    try:
        raw = _environment().compile(source, disable_check=True).serialize()
    except RuntimeError as error:
        text = str(error).removeprefix("INVALID_ARGUMENT: ").removesuffix(" [INVALID_ARGUMENT]")
        raise CompileError(text) from None
    wrapped = dict(_fields(bytes(raw)))
    parsed = list(_fields(wrapped[2]))
    root = next(value for number, value in parsed if number == 2)
    positions: dict[int, int] = {}
    for number, value in parsed:
        if number == 3:
            positions.update(_positions(value))
    return Tree(source, _expression(root), positions)


@lru_cache(maxsize=1)
def _environment():
    return cel.NewEnv(variables={"self": cel.Type.DYN}, extensions=[ext_optional.ExtOptional()])


def _positions(raw: bytes) -> Iterator[tuple[int, int]]:
    for number, value in _fields(raw):
        if number == 4:
            entry = dict(_fields(value))
            yield entry.get(1, 0), entry.get(2, 0)


def _fields(raw: bytes) -> Iterator[tuple[int, Any]]:
    """(number, value) of a message's fields: integers, or bytes."""
    at = 0
    value: Any
    while at < len(raw):
        tag, at = _varint(raw, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(raw, at)
        elif kind == 1:
            value, at = raw[at : at + 8], at + 8
        elif kind == 5:
            value, at = raw[at : at + 4], at + 4
        else:
            length, at = _varint(raw, at)
            value, at = raw[at : at + length], at + length
        yield tag >> 3, value


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def _expression(raw: bytes) -> Node:
    id_, node = 0, None
    for number, value in _fields(raw):
        if number == 2:
            id_ = value
        else:
            node = (number, value)
    if node is None:
        return Const(id_, "null", None)
    return _READERS[node[0]](id_, node[1])


def _const(id_: int, raw: bytes) -> Node:
    first: tuple[int, Any] = next(iter(_fields(raw)), (1, 0))
    number, value = first
    if number == 1:
        return Const(id_, "null", None)
    if number == 2:
        return Const(id_, "bool", bool(value))
    if number == 3:
        return Const(id_, "int", _signed(value))
    if number == 4:
        return Const(id_, "uint", value)
    if number == 5:
        return Const(id_, "double", struct.unpack("<d", value)[0])
    return Const(id_, "string", value.decode()) if number == 6 else Const(id_, "bytes", bytes(value))


def _ident(id_: int, raw: bytes) -> Node:
    return Ident(id_, dict(_fields(raw))[1].decode())


def _select(id_: int, raw: bytes) -> Node:
    found = dict(_fields(raw))
    return Select(id_, _expression(found[1]), found[2].decode(), bool(found.get(3)))


def _call(id_: int, raw: bytes) -> Node:
    target, function, args = None, "", []
    for number, value in _fields(raw):
        if number == 1:
            target = _expression(value)
        elif number == 2:
            function = value.decode()
        else:
            args.append(_expression(value))
    return Call(id_, target, function, tuple(args))


def _list(id_: int, raw: bytes) -> Node:
    elements, optional = [], []
    for number, value in _fields(raw):
        if number == 1:
            elements.append(_expression(value))
        elif isinstance(value, int):
            optional.append(value)
        else:
            optional += list(value)
    return ListNode(id_, tuple(elements), tuple(optional))


def _map(id_: int, raw: bytes) -> Node:
    name, entries = "", []
    for number, value in _fields(raw):
        if number == 1:
            name = value.decode()
        else:
            entry = dict(_fields(value))
            key = entry[2].decode() if 2 in entry else _expression(entry[3])
            entries.append((key, _expression(entry[4]), bool(entry.get(5))))
    return MapNode(id_, name, tuple(entries))


def _fold(id_: int, raw: bytes) -> Node:
    found = dict(_fields(raw))
    parts = [_expression(found[number]) for number in (2, 4, 5, 6, 7)]
    return Fold(id_, found[1].decode(), parts[0], found[3].decode(), *parts[1:])


_READERS = {3: _const, 4: _ident, 5: _select, 6: _call, 7: _list, 8: _map, 9: _fold}
