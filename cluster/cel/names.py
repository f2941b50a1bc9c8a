"""Field names that are no identifiers of the language are written differently in expressions.

Source: https://kubernetes.io/docs/reference/using-api/cel/#escaping
"""

from __future__ import annotations

import re

RESERVED = frozenset(
    (
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    )
)
_ALLOWED = re.compile(r"[a-zA-Z_./-][a-zA-Z0-9_./-]*")
_MARKS = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}


def escaped(name: str) -> str | None:
    """The name in expressions; None where it cannot be written."""
    if name in RESERVED:
        return f"__{name}__"
    if _ALLOWED.fullmatch(name) is None:
        return None
    return re.sub(r"__|[./-]", lambda found: _MARKS[found[0]], name)
