"""Types of expressions.

Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#types, https://kubernetes.io/docs/reference/using-api/cel/#type-checking
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Type:
    """`name` is what errors show; `params` are those of list, map, optional_type and type."""

    name: str
    params: tuple[Type, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.params))})" if self.params else self.name


@dataclass(frozen=True)
class Struct(Type):
    """An object of which every field is known."""

    fields: dict[str, Type] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True)
class Sized(Type):
    """A text, bytes, list or map of which is known how large it can be: for estimates of cost only."""

    most: int = field(default=0, compare=False)


DYN, NULL, BOOL, INT, UINT, DOUBLE = map(Type, ("dyn", "null_type", "bool", "int", "uint", "double"))
STRING, BYTES, DURATION = Type("string"), Type("bytes"), Type("google.protobuf.Duration")
TIMESTAMP, TYPE, ERROR = Type("google.protobuf.Timestamp"), Type("type"), Type("*error*")
_SHOWN = {DURATION.name: "google.protobuf.Duration", NULL.name: "null"}


def list_of(element: Type) -> Type:
    return Type("list", (element,))


def map_of(key: Type, value: Type) -> Type:
    return Type("map", (key, value))


def optional_of(value: Type) -> Type:
    return Type("optional_type", (value,))


def param(name: str) -> Type:
    """A type variable of a signature."""
    return Type(f"<{name}>")


def is_param(kind: Type) -> bool:
    return kind.name.startswith("<")


def shown(kind: Type) -> str:
    """As errors write it."""
    if kind.params:
        return f"{kind.name}({', '.join(map(shown, kind.params))})"
    return _SHOWN.get(kind.name, kind.name.strip("<>"))


Bindings = dict[str, Type]
_NULLABLE = (TIMESTAMP.name, DURATION.name)


def assignable(wanted: Type, given: Type, bound: Bindings) -> Bindings | None:
    """The bindings with which `given` can stand where `wanted` is, or None."""
    if is_param(wanted):
        known = bound.get(wanted.name)
        if known is None:
            return {**bound, wanted.name: given}
        if is_param(known) or known == DYN:
            return bound
        wider = assignable(known, given, bound)
        if wider is not None:
            return wider
        return {**bound, wanted.name: given} if assignable(given, known, bound) is not None else None
    if is_param(given) or DYN in (wanted, given) or ERROR in (wanted, given):
        return bound
    if given == NULL:
        holds = wanted == NULL or isinstance(wanted, Struct) or wanted.name in _NULLABLE or "." in wanted.name
        return bound if holds or wanted.name == "optional_type" else None
    if isinstance(wanted, Struct) or isinstance(given, Struct):
        return bound if wanted.name == given.name else None
    if wanted.name != given.name:
        return None
    if len(wanted.params) != len(given.params):
        return bound  # a bare `type`
    for left, right in zip(wanted.params, given.params, strict=True):
        found = assignable(left, right, bound)
        if found is None:
            return None
        bound = found
    return bound


def substituted(kind: Type, bound: Bindings) -> Type:
    """Type variables that are bound replaced, others dynamic."""
    if is_param(kind):
        found = bound.get(kind.name)
        return DYN if found is None or is_param(found) else found
    if not kind.params:
        return kind
    return Type(kind.name, tuple(substituted(each, bound) for each in kind.params))


def joined(left: Type, right: Type) -> Type:
    """The type of either one."""
    if left == right:
        return left
    return right if left == DYN and is_param(right) else DYN
