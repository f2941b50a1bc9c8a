"""What an expression may cost at most, estimated from how large its parts can become.

Source: https://kubernetes.io/docs/reference/using-api/cel/#estimated-cost-limits,
https://pkg.go.dev/github.com/google/cel-go/checker#Cost
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cluster.cel.checker import Checked
from cluster.cel.macros import function_name, sorted_by, two_variables
from cluster.cel.syntax import Call, Const, Fold, Ident, ListNode, MapNode, Node, Select, Tree

MOST = 2**64 - 1
_NEVER = 1.8e19


class Estimate(NamedTuple):
    """`cost` at most, `size` of the result at most (0: it has none)."""

    cost: float
    size: float = 0


def estimate(tree: Tree, checked: Checked) -> int:
    """No more than 2^64 - 1."""
    return int(min(_Walker(checked).node(tree.root, {}).cost, MOST))


class _Walker:
    def __init__(self, checked: Checked):
        self.checked = checked

    def node(self, node: Node, scope: dict[str, float]) -> Estimate:
        return _METHODS[type(node)](self, node, scope)

    def _declared(self, node: Node) -> float:
        return float(getattr(self.checked.types.get(node.id), "most", 0))

    def const(self, node: Const, scope: dict[str, float]) -> Estimate:
        return Estimate(0, len(node.value) if isinstance(node.value, (str, bytes)) else 0)

    def ident(self, node: Ident, scope: dict[str, float]) -> Estimate:
        return Estimate(1, scope.get(node.name, self._declared(node)))

    def select(self, node: Select, scope: dict[str, float]) -> Estimate:
        inner = self.node(node.operand, scope)
        return Estimate(inner.cost + (0 if node.test else 1), self._declared(node))

    def listed(self, node: ListNode, scope: dict[str, float]) -> Estimate:
        return Estimate(10 + sum(self.node(each, scope).cost for each in node.elements), len(node.elements))

    def mapped(self, node: MapNode, scope: dict[str, float]) -> Estimate:
        inner = sum(self.node(key, scope).cost + self.node(value, scope).cost for key, value, _ in node.entries)
        return Estimate(30 + inner, len(node.entries))

    def fold(self, node: Fold, scope: dict[str, float]) -> Estimate:
        source, start = self.node(node.range, scope), self.node(node.start, scope)
        inner = {name: size for name, size in scope.items() if name not in (node.variable, node.result)}
        condition, step = self.node(node.condition, inner), self.node(node.step, inner)
        end = self.node(node.end, {**inner, node.result: source.size})
        return Estimate(
            source.cost + start.cost + source.size * (condition.cost + step.cost) + end.cost,
            source.size if self.checked.types[node.id].name in ("list", "map") else 0,
        )

    def call(self, node: Call, scope: dict[str, float]) -> Estimate:
        if node.function in ("_&&_", "_||_", "@not_strictly_false"):
            return Estimate(sum(self.node(each, scope).cost for each in node.args))
        if node.function == "_?_:_":
            first, *branches = (self.node(each, scope) for each in node.args)
            return Estimate(first.cost + max(b.cost for b in branches), max(b.size for b in branches))
        if node.function == "_?._":
            return Estimate(self.node(node.args[0], scope).cost + 1, self._declared(node))
        if two_variables(node) or sorted_by(node):
            source = self.node(node.target, scope)  # type: ignore[arg-type]
            bodies = node.args[2:] if two_variables(node) else node.args[1:]
            return Estimate(source.cost + source.size * sum(self.node(b, scope).cost + 1 for b in bodies), source.size)
        given = [self.node(each, scope) for each in node.args]
        if node.target is not None and function_name(node, scope) is None:
            given.insert(0, self.node(node.target, scope))
        return self._called(node, given)

    def _called(self, node: Call, given: list[Estimate]) -> Estimate:
        arguments = sum(each.cost for each in given)
        sizes = [each.size or 1 for each in given]
        overloads = self.checked.overloads.get(node.id) or ()
        own = max((each.cost.of(*sizes) for each in overloads if each.cost), default=0)
        measured = [each.cost.size(*sizes) for each in overloads if each.cost and each.cost.size]
        size = max(measured) if measured else self._declared(node)
        free = node.function == "_+_" and any(each.params[0].name == "list" for each in overloads)
        return Estimate(min(arguments + max(own, 0 if free else 1), _NEVER), size)


_METHODS: dict[type, Any] = {Const: _Walker.const, Ident: _Walker.ident, Select: _Walker.select, Call: _Walker.call,
            ListNode: _Walker.listed, MapNode: _Walker.mapped, Fold: _Walker.fold}  # fmt: skip
