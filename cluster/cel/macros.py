"""Macros over two variables, and sortBy: the parser leaves them as calls.

Source: https://pkg.go.dev/github.com/google/cel-go/ext#TwoVarComprehensions
"""

from __future__ import annotations

from cluster.cel.syntax import Call, Ident, Node

# name → how many arguments: variables first, then expressions
TWO = {"all": (3,), "exists": (3,), "existsOne": (3,), "transformList": (3, 4), "transformMap": (3, 4),
       "transformMapEntry": (3, 4)}  # fmt: skip


def two_variables(node: Call) -> tuple[str, str] | None:
    """The variables of such a macro, or None."""
    if node.target is None or len(node.args) not in TWO.get(node.function, ()):
        return None
    first, second = node.args[:2]
    return (first.name, second.name) if isinstance(first, Ident) and isinstance(second, Ident) else None


def sorted_by(node: Call) -> tuple[str, Node] | None:
    """`list.sortBy(x, key)`: the variable and the key."""
    if node.function != "sortBy" or node.target is None or len(node.args) != 2 or not isinstance(node.args[0], Ident):
        return None
    return node.args[0].name, node.args[1]


def function_name(node: Call, variables) -> str | None:
    """`sets.contains`, `ip.isCanonical`: a function with a prefix, no method."""
    if isinstance(node.target, Ident) and node.target.name not in variables:
        from cluster.cel.functions import FUNCTIONS

        name = f"{node.target.name}.{node.function}"
        return name if name in FUNCTIONS else None
    return None
