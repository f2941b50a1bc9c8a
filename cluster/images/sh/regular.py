"""Basic and extended regular expressions (grep, sed, awk, `[[ =~ ]]`): linear in time, leftmost and longest.

Source: POSIX Base Definitions, chapter 9; GNU's additions `\\+ \\? \\| \\w \\s \\b \\< \\>`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

_SPECIAL = set(".^$*+?()[]{}|\\")


class BadPattern(ValueError):
    """The expression cannot be read."""


@lru_cache(maxsize=1024)
def _compiled(pattern: str, folded: bool) -> Any:
    options = re2.Options()
    options.log_errors, options.longest_match, options.case_sensitive = False, True, not folded
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError):
        raise BadPattern(pattern) from None


class Regular:
    def __init__(self, text: str, extended: bool = False, fixed: bool = False, folded: bool = False):
        """Raises BadPattern."""
        pattern = _literal(text) if fixed else _translated(text, extended)
        self._found = _compiled(pattern, folded)

    def search(self, text: str, at: int = 0) -> Any:
        """A match object (of re2), or None."""
        return self._found.search(text.encode("utf-8", "replace").decode() if not text.isascii() else text, at)

    @property
    def groups(self) -> int:
        return self._found.groups


def _literal(text: str) -> str:
    return "".join("\\" + char if char in _SPECIAL else char for char in text)


def _translated(text: str, extended: bool) -> str:
    found, at, start = "", 0, True
    while at < len(text):
        char = text[at]
        at += 1
        if char == "\\":
            if at >= len(text):
                raise BadPattern("Trailing backslash")
            char, at = text[at], at + 1
            piece = _escaped(char, extended)
            if piece == "{":
                at, piece = _repeat(text, at, "\\}")
        elif char == "[":
            end = _bracket_end(text, at)
            inner = text[at:end].replace("\\", "\\\\")
            piece, at = f"[{inner}]", end + 1
        elif extended and char == "{":
            at, piece = _repeat(text, at, "}")
        elif char in "+?{}|()" and not extended:
            piece = "\\" + char
        elif char == "*" and start:
            piece = "\\*"
        elif not extended and char == "^" and not start:
            piece = "\\^"
        elif not extended and char == "$" and at < len(text) and not text.startswith("\\)", at):
            piece = "\\$"
        else:
            piece = char
        start = piece in ("(", "|") or (start and piece == "^")
        found += piece
    return found


def _escaped(char: str, extended: bool) -> str:
    if char in "+?|(){}":
        return "\\" + char if extended else char
    if char in "<>":
        return "\\b"
    if char in "wWsSbBdD":
        return "\\" + char
    return {"n": "\\n", "t": "\\t"}.get(char, "\\" + char if char in _SPECIAL or not char.isalnum() else char)


def _repeat(text: str, at: int, end: str) -> tuple[int, str]:
    close = text.find(end, at)
    inner = text[at:close] if close >= 0 else ""
    if not inner.replace(",", "", 1).isdigit():
        return at, "\\{"
    low, comma, high = inner.partition(",")
    return close + len(end), f"{{{low or 0}{comma}{high}}}"


def _bracket_end(text: str, at: int) -> int:
    start = at + (text[at : at + 1] == "^")
    at = start
    while at < len(text):
        if text.startswith("[:", at) and (close := text.find(":]", at)) >= 0:
            at = close + 2
        elif text[at] == "]" and at > start:
            return at
        else:
            at += 1
    raise BadPattern("Unmatched [")
