"""What can go wrong with an expression: when it is compiled, and when it is evaluated."""


class CompileError(ValueError):
    """The text is the compiler's: each complaint with its place."""


class EvaluationError(ValueError):
    """The expression has no value: `no such key: x`, `index out of bounds: 3`, `no such overload`."""


class TooExpensive(EvaluationError):
    """It costs more than a single call may."""
