"""The Common Expression Language as the API server speaks it.

    rule = compile_expression("self.min <= self.max", {"self": type})
    rule.evaluate({"self": {"min": 1, "max": 2}})   # (True, cost)

The pinned library parses; types are checked here, against schemas of which it knows nothing, with Kubernetes' functions
and limits of cost. Source: https://kubernetes.io/docs/reference/using-api/cel/
"""

from __future__ import annotations

from typing import Any

from cluster.cel import cost, types
from cluster.cel.checker import check
from cluster.cel.errors import CompileError, EvaluationError, TooExpensive
from cluster.cel.evaluator import PER_CALL, Evaluation
from cluster.cel.syntax import parse
from cluster.cel.types import Type


class Expression:
    """`kind` is the type of its value, `names` the variables that it uses, `most` what it may cost at most."""

    def __init__(self, source: str, variables: dict[str, Type]):
        self.source = source
        self._tree = parse(source)
        self._checked, self.kind = check(self._tree, variables)
        self.names = frozenset(self._checked.names)
        self.most = cost.estimate(self._tree, self._checked)

    def evaluate(self, variables: dict[str, Any], limit: int = PER_CALL) -> tuple[Any, int]:
        """(value, what it cost). Raises EvaluationError."""
        evaluation = Evaluation(self._tree, self._checked, limit)
        return evaluation.run(variables), int(evaluation.cost)


def compile_expression(source: str, variables: dict[str, Type]) -> Expression:
    """Raises CompileError: the compiler's complaints, each with its place."""
    return Expression(source, variables)


__all__ = ["CompileError", "EvaluationError", "Expression", "TooExpensive", "Type", "compile_expression", "types"]
