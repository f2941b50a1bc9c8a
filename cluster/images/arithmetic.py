"""`$(( ))`: integers, + - * / %, comparisons. Anything else is 0."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

_LARGEST = 2**63
_OPERATORS: dict[type, Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: _quotient(a, b),
    ast.Mod: lambda a, b: a - b * _quotient(a, b),
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _quotient(a: int, b: int) -> int:
    """a / b, rounded towards zero."""
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def evaluate(text: str, variables: dict[str, str]) -> int:
    """The value of a shell arithmetic expression; 0 for one that cannot be read."""
    try:
        return _value(ast.parse(text.replace("$", "").strip(), mode="eval").body, variables) if len(text) < 200 else 0
    except (SyntaxError, ArithmeticError, LookupError, ValueError, TypeError, MemoryError, RecursionError):
        return 0


def _value(node: ast.expr, variables: dict[str, str]) -> int:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value if node.value < _LARGEST else 0
    if isinstance(node, ast.Name):
        text = variables.get(node.id) or "0"
        return int(text) if text.lstrip("-").isdigit() and len(text) < 20 else 0
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, variables)
    if isinstance(node, ast.BinOp):
        result = _OPERATORS[type(node.op)](_value(node.left, variables), _value(node.right, variables))
        return result if abs(result) < _LARGEST else 0
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return int(_OPERATORS[type(node.ops[0])](_value(node.left, variables), _value(node.comparators[0], variables)))
    raise ValueError(ast.dump(node))
