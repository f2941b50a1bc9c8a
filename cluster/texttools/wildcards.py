"""The shell's patterns: `*`, `?`, `[a-z]`."""

from __future__ import annotations

import re
from functools import lru_cache

_SPECIAL = set("*?[")


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern:
    """`\\*` stands for the character itself. Between stars the first place that fits is as good as any: no going back,
    so that no pattern costs more than its length times the text's."""
    pieces, at = [""], 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            pieces.append("")
            continue
        if char == "\\" and at < len(pattern):
            piece, at = re.escape(pattern[at]), at + 1
        elif char == "[" and (end := pattern.find("]", at + 1 + (pattern[at : at + 1] in ("!", "^")))) >= 0:
            if pattern.startswith("[:", at) and pattern.find(":]]", at) >= 0:
                end = pattern.find(":]]", at) + 2
            piece, at = _bracket(pattern[at:end]), end + 1
        else:
            piece = "." if char == "?" else re.escape(char)
        pieces[-1] += piece
    first, last = pieces[0], pieces[-1]
    middle = "".join(f"(?>.*?{piece})" for piece in pieces[1:-1] if piece)
    try:
        return re.compile(f"{first}{middle}.*{last}" if len(pieces) > 1 else first, re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern))


def _bracket(inner: str) -> str:
    inner = inner.replace("\\", "\\\\").replace("[:", "\0").replace("[", "\\[").replace("\0", "[:")
    inner = "^" + inner[1:] if inner[:1] == "!" else inner
    for name, letters in (("digit", "0-9"), ("alpha", "a-zA-Z"), ("alnum", "a-zA-Z0-9"), ("space", "\\s"),
                          ("upper", "A-Z"), ("lower", "a-z")):  # fmt: skip
        inner = inner.replace(f"[:{name}:]", letters)
    return f"[{inner}]"


def matches(pattern: str, text: str) -> bool:
    return compiled(pattern).fullmatch(text) is not None


def escaped(text: str) -> str:
    """Text that stands for itself in a pattern."""
    return re.sub(r"([*?\[\]\\])", r"\\\1", text)


def has_pattern(text: str) -> bool:
    return any(char in _SPECIAL and (not at or text[at - 1] != "\\") for at, char in enumerate(text))
