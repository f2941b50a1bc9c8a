"""How functions are declared: a name, a signature, what it does, and what it costs beside one.

A signature reads `string.(string) -> bool` (a method), `(list<T>, T) -> bool`; T, K and V stand for any type.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from cluster.cel import types
from cluster.cel.types import Type

_NAMES = {
    "bool": types.BOOL, "int": types.INT, "uint": types.UINT, "double": types.DOUBLE, "string": types.STRING,
    "bytes": types.BYTES, "duration": types.DURATION, "timestamp": types.TIMESTAMP, "dyn": types.DYN,
    "null": types.NULL, "type": types.TYPE, "T": types.param("T"), "K": types.param("K"), "V": types.param("V"),
}  # fmt: skip
_SIGNATURE = re.compile(r"(?:(?P<target>.+?)\.)?\((?P<params>.*)\) -> (?P<result>.+)")


class Cost(NamedTuple):
    """What a call costs beside its arguments, estimated by how large these are.

    `of`: sizes of target and arguments → cost; `size`: → how large the result is (None: as large as one)."""

    of: Callable[..., float]
    size: Callable[..., float] | None = None


class Overload(NamedTuple):
    name: str
    member: bool
    params: tuple[Type, ...]  # the target first
    result: Type
    call: Callable[..., Any]
    cost: Cost | None


FUNCTIONS: dict[str, list[Overload]] = {}


def declare(name: str, signature: str, call: Callable[..., Any], cost: Cost | None = None) -> None:
    found = _SIGNATURE.fullmatch(signature)
    assert found is not None, signature
    params = [_type(text) for text in _split(found["params"])]
    if found["target"]:
        params.insert(0, _type(found["target"]))
    made = Overload(name, bool(found["target"]), tuple(params), _type(found["result"]), call, cost)
    FUNCTIONS.setdefault(name, []).append(made)


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += {"<": 1, ">": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()] if text.strip() else []


def _type(text: str) -> Type:
    head, bracket, rest = text.partition("<")
    if bracket:
        name = {"optional": "optional_type"}.get(head, head)
        return Type(name, tuple(_type(each) for each in _split(rest[:-1])))
    return _NAMES.get(text) or Type(text)


def matching(function: str, member: bool, values: list) -> list[Overload]:
    """The overloads with that many arguments."""
    return [each for each in FUNCTIONS.get(function, ()) if each.member == member and len(each.params) == len(values)]
