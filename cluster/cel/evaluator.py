"""Evaluation. Every step costs, and there is a limit: whatever a rule says, the cluster goes on.

Source: https://kubernetes.io/docs/reference/using-api/cel/#runtime-cost-budget
"""

from __future__ import annotations

from typing import Any

from cluster.cel import types, values
from cluster.cel.checker import TYPE_NAMES, Checked, _dotted
from cluster.cel.errors import EvaluationError, TooExpensive
from cluster.cel.functions import Overload, matching
from cluster.cel.macros import function_name, sorted_by, two_variables
from cluster.cel.syntax import Call, Const, Fold, Ident, ListNode, MapNode, Node, Select, Tree
from cluster.cel.values import NONE, Opaque, Optional, TypeValue

PER_CALL = 1_000_000


class Evaluation:
    """Of one expression with one set of variables; `cost` afterwards."""

    def __init__(self, tree: Tree, checked: Checked, limit: int = PER_CALL):
        self._tree, self._checked, self._limit = tree, checked, limit
        self.cost = 0.0

    def run(self, variables: dict[str, Any]) -> Any:
        """Raises EvaluationError."""
        try:
            return self._node(self._tree.root, variables)
        except RecursionError:
            raise EvaluationError("recursion limit exceeded") from None

    def _spend(self, cost: float) -> None:
        self.cost += cost
        if self.cost > self._limit:
            raise TooExpensive("operation cancelled: actual cost limit exceeded")

    def _node(self, node: Node, scope: dict[str, Any]) -> Any:
        return _METHODS[type(node)](self, node, scope)

    def _const(self, node: Const, scope: dict[str, Any]) -> Any:
        return values.Uint(node.value) if node.kind == "uint" else node.value

    def _ident(self, node: Ident, scope: dict[str, Any]) -> Any:
        self._spend(1)
        if node.name in scope:
            return scope[node.name]
        return TypeValue(node.name)

    def _select(self, node: Select, scope: dict[str, Any]) -> Any:
        if _dotted(node) in TYPE_NAMES:
            return TypeValue(_dotted(node))
        operand = self._node(node.operand, scope)
        self._spend(0 if node.test else 1)
        if isinstance(operand, Optional):
            return self._optional(operand, node)
        if isinstance(operand, Opaque) and node.field in operand.fields:
            return operand.fields[node.field]
        if not isinstance(operand, dict):
            raise EvaluationError(f"no such overload: {values.type_of(operand)}.{node.field}")
        if node.test:
            return node.field in operand
        if node.field not in operand:
            raise EvaluationError(f"no such key: {node.field}")
        return operand[node.field]

    @staticmethod
    def _optional(operand: Optional, node: Select) -> Any:
        there = operand.present and isinstance(operand.value, dict) and node.field in operand.value
        if node.test:
            return there
        return Optional(operand.value[node.field], True) if there else NONE

    def _list(self, node: ListNode, scope: dict[str, Any]) -> list:
        self._spend(10)
        found = []
        for index, each in enumerate(node.elements):
            value = self._node(each, scope)
            if index in node.optional:
                found += [value.value] if value.present else []
            else:
                found.append(value)
        return found

    def _map(self, node: MapNode, scope: dict[str, Any]) -> dict:
        self._spend(30)
        found = {}
        for key, item, optional in node.entries:
            name, value = self._node(key, scope), self._node(item, scope)
            if not optional:
                found[name] = value
            elif value.present:
                found[name] = value.value
        return found

    def _fold(self, node: Fold, scope: dict[str, Any]) -> Any:
        source = self._node(node.range, scope)
        inner = {**scope, node.result: self._node(node.start, scope)}
        for item in source:
            self._spend(1)
            inner[node.variable] = item
            if not self._node(node.condition, inner):
                break
            inner[node.result] = self._step(node.step, inner)
        result = inner[node.result]
        if isinstance(result, EvaluationError):
            raise result
        return self._node(node.end, {**scope, node.result: result})

    def _step(self, node: Node, scope: dict[str, Any]) -> Any:
        """An item that cannot be told is remembered: a later one may decide without it."""
        try:
            return self._node(node, scope)
        except TooExpensive:
            raise
        except EvaluationError as error:
            return error

    def _call(self, node: Call, scope: dict[str, Any]) -> Any:
        special = _SPECIAL.get(node.function)
        if special is not None:
            return special(self, node, scope)
        if variables := two_variables(node):
            return self._two(node, scope, variables)
        if found := sorted_by(node):
            source = self._node(node.target, scope)  # type: ignore[arg-type]
            return sorted(source, key=lambda item: self._node(found[1], {**scope, found[0]: item}))
        name = function_name(node, scope)
        given = [self._node(each, scope) for each in node.args]
        if name is None and node.target is not None:
            given.insert(0, self._node(node.target, scope))
        member = name is None and node.target is not None
        candidates = self._checked.overloads.get(node.id) or matching(name or node.function, member, given)
        overload = self._chosen(candidates, given, node)
        self._spend(1 + (overload.cost.of(*map(_size, given)) if overload.cost else 0))
        return overload.call(*given)

    @staticmethod
    def _chosen(candidates: list[Overload], given: list, node: Call) -> Overload:
        for overload in candidates:
            if all(_fits(value, kind) for value, kind in zip(given, overload.params, strict=True)):
                return overload
        for value in given:
            if isinstance(value, EvaluationError):
                raise value
        raise EvaluationError("no such overload")

    # -- what does not evaluate all its arguments ------------------------------------------------------------------

    def _logic(self, node: Call, scope: dict[str, Any]) -> bool:
        decides = node.function == "_||_"
        wrong: EvaluationError | None = None
        for each in node.args:
            try:
                value = self._node(each, scope)
            except TooExpensive:
                raise
            except EvaluationError as error:
                wrong = wrong or error
                continue
            if isinstance(value, EvaluationError):
                wrong = wrong or value
            elif value is decides:
                return decides
            elif not isinstance(value, bool):
                wrong = wrong or EvaluationError("no such overload")
        self._spend(0)
        if wrong is not None:
            raise wrong
        return not decides

    def _choice(self, node: Call, scope: dict[str, Any]) -> Any:
        condition = self._node(node.args[0], scope)
        if not isinstance(condition, bool):
            raise EvaluationError("no such overload")
        return self._node(node.args[1 if condition else 2], scope)

    def _lenient(self, node: Call, scope: dict[str, Any]) -> bool:
        try:
            value = self._node(node.args[0], scope)
        except TooExpensive:
            raise
        except EvaluationError:
            return True
        return value is not False

    def _maybe_field(self, node: Call, scope: dict[str, Any]) -> Optional:
        operand, field = self._node(node.args[0], scope), node.args[1].value  # type: ignore[attr-defined]
        if isinstance(operand, Optional):
            operand = operand.value if operand.present else {}
        return Optional(operand[field], True) if isinstance(operand, dict) and field in operand else NONE

    def _two(self, node: Call, scope: dict[str, Any], names: tuple[str, str]) -> Any:
        source = self._node(node.target, scope)  # type: ignore[arg-type]
        pairs = list(source.items()) if isinstance(source, dict) else list(enumerate(source))
        bodies, out = node.args[2:], []
        for key, value in pairs:
            self._spend(1)
            inner = {**scope, names[0]: key, names[1]: value}
            if len(bodies) == 2 and self._node(bodies[0], inner) is not True:
                continue
            out.append((key, self._node(bodies[-1], inner)))
        results = [value for _, value in out]
        if node.function in ("all", "exists", "existsOne"):
            held = [value is True for value in results]
            return {"all": all(held), "exists": any(held), "existsOne": sum(held) == 1}[node.function]
        if node.function == "transformList":
            return results
        return dict(out) if node.function == "transformMap" else {k: v for each in results for k, v in each.items()}


def _size(value: Any) -> float:
    return len(value) if isinstance(value, (str, bytes, list, dict)) else 1


_KINDS = {
    "bool": (bool,), "string": (str,), "bytes": (bytes,), "list": (list,), "map": (dict,), "type": (TypeValue,),
    "double": (float,), "optional_type": (Optional,), types.DURATION.name: (values.Duration,),
    types.TIMESTAMP.name: (values.Timestamp,), "uint": (values.Uint,),
}  # fmt: skip


def _fits(value: Any, kind: types.Type) -> bool:
    if isinstance(value, EvaluationError):
        return False
    if types.is_param(kind) or kind == types.DYN:
        return True
    if kind.name == "int":
        return type(value) is int
    wanted = _KINDS.get(kind.name)
    if wanted is not None:
        return isinstance(value, wanted)
    return isinstance(value, values.Opaque) and value.kind == kind.name


_METHODS: dict[type, Any] = {Const: Evaluation._const, Ident: Evaluation._ident, Select: Evaluation._select,
            Call: Evaluation._call,
            ListNode: Evaluation._list, MapNode: Evaluation._map, Fold: Evaluation._fold}  # fmt: skip
_SPECIAL = {"_&&_": Evaluation._logic, "_||_": Evaluation._logic, "_?_:_": Evaluation._choice,
            "@not_strictly_false": Evaluation._lenient, "_?._": Evaluation._maybe_field}  # fmt: skip
