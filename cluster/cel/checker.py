"""Types of an expression's parts: whether it can be evaluated at all.

Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#gradual-type-checking; words:
https://pkg.go.dev/github.com/google/cel-go/checker
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.cel import regexps, types, values
from cluster.cel.errors import CompileError, EvaluationError
from cluster.cel.functions import FUNCTIONS, Overload, matching
from cluster.cel.macros import function_name, sorted_by, two_variables
from cluster.cel.syntax import Call, Const, Fold, Ident, ListNode, MapNode, Node, Select, Tree
from cluster.cel.types import BOOL, DYN, ERROR, INT, STRING, Struct, Type, list_of, map_of, shown

_CONSTANTS = {"null": types.NULL, "bool": BOOL, "int": INT, "uint": types.UINT, "double": types.DOUBLE,
              "string": STRING, "bytes": types.BYTES}  # fmt: skip
TYPE_NAMES = ("bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
              "google.protobuf.Timestamp", "google.protobuf.Duration", "net.IP", "net.CIDR", "kubernetes.Quantity",
              "kubernetes.URL", "kubernetes.Semver")  # fmt: skip


class Checked:
    """What is known of each node: its type, and the overloads of calls; `names` are the variables it uses."""

    def __init__(self) -> None:
        self.types: dict[int, Type] = {}
        self.overloads: dict[int, list[Overload]] = {}
        self.names: set[str] = set()


def check(tree: Tree, variables: dict[str, Type]) -> tuple[Checked, Type]:
    """Raises CompileError with all complaints, in order of their places."""
    walker = _Checker(tree)
    found = walker.node(tree.root, variables)
    if walker.wrong:
        ordered = [text for _, text in sorted(walker.wrong, key=lambda each: each[0])]
        raise CompileError("\n".join(dict.fromkeys(ordered)))
    return walker.checked, types.substituted(found, {})


class _Checker:
    def __init__(self, tree: Tree):
        self.tree, self.checked = tree, Checked()
        self.wrong: list[tuple[int, str]] = []
        self.mixed: set[int] = set()  # lists whose elements may differ in type

    def error(self, node: Node, message: str) -> Type:
        place = self.tree.positions.get(node.id, 0)
        self.wrong.append((place, self.tree.mark(node.id, message)))
        return ERROR

    def node(self, node: Node, scope: dict[str, Type]) -> Type:
        found = getattr(self, _METHODS[type(node)])(node, scope)
        self.checked.types[node.id] = found
        return found

    def const(self, node: Const, scope: dict[str, Type]) -> Type:
        kind = _CONSTANTS[node.kind]
        return types.Sized(kind.name, (), len(node.value)) if node.kind in ("string", "bytes") else kind

    def ident(self, node: Ident, scope: dict[str, Type]) -> Type:
        if node.name in scope:
            self.checked.names.add(node.name)
            return scope[node.name]
        if node.name in TYPE_NAMES:
            return types.TYPE
        return self.error(node, f"undeclared reference to '{node.name}' (in container '')")

    def select(self, node: Select, scope: dict[str, Type]) -> Type:
        if _dotted(node) in TYPE_NAMES:
            return types.TYPE
        operand = self.node(node.operand, scope)
        found = self._field(node, operand, node.field)
        return BOOL if node.test and found is not ERROR else found

    def _field(self, node: Node, operand: Type, field: str) -> Type:
        if operand.name == "optional_type":
            inner = self._field(node, operand.params[0], field)
            return ERROR if inner is ERROR else types.optional_of(inner)
        if isinstance(operand, Struct):
            found = operand.fields.get(field)
            return found if found is not None else self.error(node, f"undefined field '{field}'")
        if operand.name == "map":
            return operand.params[1]
        if operand in (DYN, ERROR) or types.is_param(operand):
            return DYN if operand != ERROR else ERROR
        return self.error(node, f"type '{shown(operand)}' does not support field selection")

    def list_node(self, node: ListNode, scope: dict[str, Type]) -> Type:
        element: Type | None = None
        for index, each in enumerate(node.elements):
            kind = self.node(each, scope)
            if index in node.optional and kind.name == "optional_type":
                kind = kind.params[0]
            element = DYN if node.id in self.mixed else self._homogeneous(each, element, kind)
        return types.Sized("list", (element or types.param("T"),), len(node.elements))

    def _homogeneous(self, node: Node, known: Type | None, kind: Type) -> Type:
        if known is None or types.is_param(known):
            return kind
        if types.assignable(known, kind, {}) is None:
            self.error(node, f"expected type '{shown(known)}' but found '{shown(kind)}'")
        return known

    def map_node(self, node: MapNode, scope: dict[str, Type]) -> Type:
        if node.name:
            return self.error(node, f"undeclared reference to '{node.name}' (in container '')")
        key: Type | None = None
        value: Type | None = None
        for each, item, optional in node.entries:
            key = self._homogeneous(each, key, self.node(each, scope))
            kind = self.node(item, scope)
            kind = kind.params[0] if optional and kind.name == "optional_type" else kind
            value = self._homogeneous(item, value, kind)
        return types.Sized("map", (key or types.param("K"), value or types.param("V")), len(node.entries))

    def fold(self, node: Fold, scope: dict[str, Type]) -> Type:
        source = self.node(node.range, scope)
        inner = {**scope, node.variable: self._element(node.range, source)}
        start = self.node(node.start, scope)
        inner[node.result] = start
        self.node(node.condition, inner)
        step = self.node(node.step, inner)
        joined = types.assignable(start, step, {})
        if joined is None and ERROR not in (start, step):
            self.error(node.step, f"expected type '{shown(start)}' but found '{shown(step)}'")
        accumulated = step if start.params and any(map(types.is_param, start.params)) else start
        if start.name == "list" and step.name == "list":
            most = getattr(source, "most", 0)
            accumulated = types.Sized("list", accumulated.params, most)
        return self.node(node.end, {**scope, node.result: accumulated})

    def _element(self, node: Node, source: Type) -> Type:
        if source.name in ("list", "map"):
            return source.params[0]
        if source in (DYN, ERROR) or types.is_param(source):
            return DYN
        text = (
            f"expression of type '{shown(source)}' cannot be range of a comprehension (must be list, map, or dynamic)"
        )
        return self.error(node, text)

    def call(self, node: Call, scope: dict[str, Type]) -> Type:
        if node.function == "_?._":
            inner = self._field(node, self.node(node.args[0], scope), node.args[1].value)  # type: ignore[attr-defined]
            if inner is ERROR or inner.name == "optional_type":
                return inner
            return types.optional_of(inner)
        if node.function == "@not_strictly_false":
            self.node(node.args[0], scope)
            return BOOL
        if node.function in ("_&&_", "_||_"):
            return self._logic(node, scope)
        if node.function == "_?_:_":
            return self._choice(node, scope)
        if two_variables(node):
            return self._two(node, scope)
        if found := sorted_by(node):
            source = self.node(node.target, scope)  # type: ignore[arg-type]
            self.node(found[1], {**scope, found[0]: self._element(node, source)})
            return source
        return self._overloaded(node, scope)

    def _read_early(self, name: str, given: Const) -> None:
        """A constant that cannot be read is a mistake of the expression, not of the objects."""
        try:
            if isinstance(given.value, str):
                _READ_EARLY[name](given.value)
        except (EvaluationError, regexps.BadPattern):
            self.error(given, f"invalid {name} argument")

    def _logic(self, node: Call, scope: dict[str, Type]) -> Type:
        kinds = [self.node(each, scope) for each in node.args]
        if any(types.assignable(BOOL, kind, {}) is None for kind in kinds):
            return self.error(node, _no_overload(node.function, None, kinds))
        return BOOL

    def _choice(self, node: Call, scope: dict[str, Type]) -> Type:
        kinds = [self.node(each, scope) for each in node.args]
        if types.assignable(BOOL, kinds[0], {}) is None or types.assignable(kinds[1], kinds[2], {}) is None:
            return self.error(node, _no_overload(node.function, None, kinds))
        if kinds[1] == types.NULL:
            return kinds[2]
        left, right = getattr(kinds[1], "most", 0), getattr(kinds[2], "most", 0)
        return kinds[2] if right > left else kinds[1]

    def _two(self, node: Call, scope: dict[str, Type]) -> Type:
        source = self.node(node.target, scope)  # type: ignore[arg-type]
        first, second = two_variables(node) or ("", "")
        if source.name == "map":
            key, value = source.params
        else:
            key, value = INT, self._element(node, source)
        inner = {**scope, first: key, second: value}
        kinds = [self.node(each, inner) for each in node.args[2:]]
        if node.function in ("all", "exists", "existsOne"):
            return BOOL
        if node.function == "transformList":
            return types.Sized("list", (kinds[-1],), getattr(source, "most", 0))
        return map_of(key, kinds[-1]) if node.function == "transformMap" else map_of(DYN, DYN)

    def _overloaded(self, node: Call, scope: dict[str, Type]) -> Type:
        name, target = function_name(node, scope), None
        if name is None:
            name = node.function
            if name not in FUNCTIONS:
                return self.error(node, f"undeclared reference to '{name}' (in container '')")
            target = self.node(node.target, scope) if node.target is not None else None
        if name == "format":
            self.mixed.update(each.id for each in node.args)
        kinds = [self.node(each, scope) for each in node.args]
        given = kinds if target is None else [target, *kinds]
        fitting: list[Overload] = []
        result: Type | None = None
        for overload in matching(name, target is not None, given):
            bound: types.Bindings | None = {}
            for wanted, kind in zip(overload.params, given, strict=True):
                bound = None if bound is None else types.assignable(wanted, kind, bound)
            if bound is not None:
                found = types.substituted(overload.result, bound)
                result = found if result is None else types.joined(result, found)
                fitting.append(overload)
        if result is None:
            return ERROR if ERROR in given else self.error(node, _no_overload(name, target, kinds))
        self.checked.overloads[node.id] = fitting
        if name in _READ_EARLY and node.args and isinstance(node.args[-1], Const):
            self._read_early(name, node.args[-1])
        return result


_READ_EARLY: dict[str, Callable[[str], Any]] = {
    "duration": values.duration,
    "timestamp": values.timestamp,
    "matches": regexps.compiled,
}


def _no_overload(name: str, target: Type | None, kinds: list[Type]) -> str:
    told = f"({', '.join(map(shown, kinds))})"
    return f"found no matching overload for '{name}' applied to '{shown(target) + '.' if target else ''}{told}'"


def _dotted(node: Node) -> str:
    if isinstance(node, Ident):
        return node.name
    if isinstance(node, Select) and (before := _dotted(node.operand)):
        return f"{before}.{node.field}"
    return ""


_METHODS = {Const: "const", Ident: "ident", Select: "select", Call: "call", ListNode: "list_node",
            MapNode: "map_node", Fold: "fold"}  # fmt: skip
__all__ = ["Checked", "check", "list_of"]
