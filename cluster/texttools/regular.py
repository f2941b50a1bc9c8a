"""Basic and extended regular expressions (grep, sed, awk, `[[ =~ ]]`): linear in time, leftmost and longest.

Source: POSIX Base Definitions, chapter 9 (https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap09.html);
GNU's additions `\\+ \\? \\| \\w \\s \\b \\< \\>`. They are read here, with GNU's words for those that are wrong, and
matched by RE2. No back-references.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

_SPECIAL = set(".^$*+?()[]{}|\\")
_CLASS = re.compile(r"\[:([a-z]*):\]")
_CLASSES = (
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit",
)  # fmt: skip
_MOST_REPEATS = 32_767  # RE_DUP_MAX
_MOST_TO_RE2 = 1_000


class BadPattern(ValueError):
    """The expression cannot be read."""


@lru_cache(maxsize=1024)
def _compiled(pattern: str, folded: bool) -> Any:
    options = re2.Options()
    options.log_errors, options.longest_match, options.case_sensitive = False, True, not folded
    options.dot_nl, options.one_line = True, True
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError):
        raise BadPattern("Regular expression too big") from None


class Regular:
    """`fixed`: the text stands for itself; `folded`: case does not matter; `whole`: the match is the whole line;
    `words`: it stands between two places where no word goes on."""

    def __init__(
        self, text: str, extended: bool = False, fixed: bool = False, folded: bool = False,
        whole: bool = False, words: bool = False,
    ):  # fmt: skip
        """Raises BadPattern."""
        pattern = _literal(text) if fixed else _Reader(text, extended).read()
        self._group = 0
        if words:
            pattern, self._group = f"(^|\\W)({pattern})(\\W|$)", 2
        if whole:
            pattern = f"^(?:{pattern})$"
        self._found = _compiled(pattern, folded)

    def search(self, text: str, at: int = 0) -> Any:
        """A match object (of re2), or None."""
        return self._found.search(text if text.isascii() else text.encode("utf-8", "replace").decode(), at)

    def span(self, text: str, at: int = 0) -> tuple[int, int] | None:
        """Where the first match at or after `at` begins and ends."""
        hit = self.search(text, max(0, at - 1) if self._group and at else at)
        while hit is not None and self._group and hit.start(self._group) < at:
            hit = self.search(text, hit.start() + 1)
        return hit.span(self._group) if hit is not None else None

    @property
    def groups(self) -> int:
        return self._found.groups


def _literal(text: str) -> str:
    return "".join("\\" + char if char in _SPECIAL else char for char in text)


class _Reader:
    """Writes the expression as RE2 reads it."""

    def __init__(self, text: str, extended: bool):
        self._text, self._extended, self._at = text, extended, 0
        self._depth = 0

    def read(self) -> str:
        found, begins, repeatable = "", True, False
        while self._at < len(self._text):
            piece = self._piece(begins, repeatable)
            repeats = piece in ("*", "+", "?") or (piece[:1] == "{" and piece != "{")
            if repeats and found.endswith(("*", "+", "?", "}")) and repeatable:
                found = f"{_wrapped(found)}"
            begins = piece in ("(", "|") or (begins and piece == "^")
            repeatable = not begins
            found += piece
        if self._depth:
            raise BadPattern("Unmatched ( or \\(")
        return found

    def _piece(self, begins: bool, repeatable: bool) -> str:
        char, self._at = self._text[self._at], self._at + 1
        if char == "\\":
            return self._escaped(begins)
        if char == "[":
            return self._bracket()
        if self._extended and char in "(){|+?":
            return self._operator(char, begins)
        if char == "*":
            return "*" if repeatable else "" if self._extended else "\\*"
        if not self._extended:
            if char == "^" and not begins:
                return "\\^"
            if char == "$" and not self._ends():
                return "\\$"
        return "\\" + char if char in "+?{}|()" else char

    def _ends(self) -> bool:
        rest = self._text[self._at :]
        return not rest or rest.startswith(("\\)", "\\|"))

    def _operator(self, char: str, begins: bool) -> str:
        if char == "(":
            self._depth += 1
        elif char == ")":
            if not self._depth:
                return "\\)"
            self._depth -= 1
        elif char == "{":
            return "\\{" if begins else self._repeat()
        elif char in "+?" and begins:
            return ""
        return char

    def _escaped(self, begins: bool) -> str:
        if self._at >= len(self._text):
            raise BadPattern("Trailing backslash")
        char, self._at = self._text[self._at], self._at + 1
        if char in "+?|(){}":
            if self._extended:
                return "\\" + char
            if char == ")" and not self._depth:
                raise BadPattern("Unmatched ) or \\)")
            if char == "}":
                return "\\}"
            return "\\" + char if char in "+?" and begins else self._operator(char, begins)
        if char in "<>":
            return "\\b"
        if char in "wWsSbB":
            return "\\" + char
        if char in "123456789":
            raise BadPattern("Invalid back reference")
        return {"n": "\\n", "t": "\\t", "`": "\\A", "'": "\\z"}.get(char, "\\" + char if char in _SPECIAL else char)

    def _repeat(self) -> str:
        end = "}" if self._extended else "\\}"
        close = self._text.find(end, self._at)
        inner = self._text[self._at : close] if close >= 0 else ""
        low, comma, high = inner.partition(",")
        if not inner.replace(",", "", 1).isdecimal() or not inner.isascii():
            if self._extended:
                return "\\{"
            raise BadPattern("Unmatched \\{" if close < 0 else "Invalid content of \\{\\}")
        if len(inner) > 12 or max(int(low or 0), int(high or 0)) > _MOST_REPEATS:
            raise BadPattern("Regular expression too big")
        if high and int(high) < int(low or 0):
            raise BadPattern("Invalid content of \\{\\}")
        if max(int(low or 0), int(high or 0)) > _MOST_TO_RE2:
            raise BadPattern("Regular expression too big")
        self._at = close + len(end)
        return f"{{{low or 0}{comma}{high}}}"

    def _bracket(self) -> str:
        text, start = self._text, self._at
        at = start + (text[start : start + 1] == "^")
        first = at
        while at < len(text) and (text[at] != "]" or at == first):
            named = text.find(":]", at) if text.startswith("[:", at) else -1
            at = named + 2 if named >= 0 else at + 1
        if at >= len(text):
            raise BadPattern("Unmatched [, [^, [:, [., or [=")
        self._at = at + 1
        return f"[{_members(text[start:at])}]"


def _members(inner: str) -> str:
    """What stands between brackets, for RE2: names of classes stay, everything else stands for itself."""
    negated, found, at = inner.startswith("^"), "", 0
    inner = inner[negated:]
    while at < len(inner):
        named = _CLASS.match(inner, at)
        if named:
            if named[1] not in _CLASSES:
                raise BadPattern("Invalid character class name")
            found, at = found + named[0], named.end()
        elif inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            if inner[at] > inner[at + 2]:
                raise BadPattern("Invalid range end")
            found, at = f"{found}{_member(inner[at])}-{_member(inner[at + 2])}", at + 3
        else:
            found, at = found + _member(inner[at]), at + 1
    return ("^" if negated else "") + found


def _member(char: str) -> str:
    return "\\" + char if char in "\\[]^-" else char


def _wrapped(found: str) -> str:
    """`a*` that is repeated once more: RE2 wants it in parentheses."""
    at, depth = len(found) - 1, 0
    while at > 0 and found[at] in "*+?}":  # over the repeat itself
        if found[at] == "}":
            at = found.rindex("{", 0, at)
        at -= 1
    if found[at] == ")" and found[at - 1 : at] != "\\":
        while at >= 0:
            depth += (found[at] == ")") - (found[at] == "(")
            if not depth:
                break
            at -= 1
    elif found[at] == "]":
        at = found.rindex("[", 0, at)
    elif at and found[at - 1] == "\\":
        at -= 1
    return f"{found[:at]}(?:{found[at:]})"
