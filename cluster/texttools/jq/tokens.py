"""jq's language cut into words: numbers, strings with what is put into them, names, signs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from cluster.texttools.jq.values import BadProgram

KEYWORDS = (
    "def",
    "if",
    "then",
    "elif",
    "else",
    "end",
    "as",
    "reduce",
    "foreach",
    "try",
    "catch",
    "and",
    "or",
    "label",
)
_TOKEN = re.compile(
    r"\s+|#[^\n]*"
    r"|(?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)"
    r"|(?P<field>\.[A-Za-z_]\w*)|(?P<format>@[A-Za-z0-9]+)|(?P<variable>\$[A-Za-z_]\w*)"
    r"|(?P<word>[A-Za-z_]\w*(?:::\w+)*)|(?P<quote>\")"
    r"|(?P<sign>\?//|\|=|//=|\.\.|==|!=|<=|>=|//|\+=|-=|\*=|/=|%=|[.\[\](){}|,:;=<>+\-*/%?])"
)


Parse = Callable[[str], Any]  # what is put into a string is a program of its own


class Token(NamedTuple):
    """`kind`: number, field, format, variable, word, string, sign; a string's `value` is a list of texts and trees."""

    kind: str
    value: Any


def tokens(text: str, parse: Parse) -> list[Token]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise BadProgram("syntax error, unexpected INVALID_CHARACTER")
        at = match.end()
        kind = match.lastgroup
        if kind == "quote":
            parts, at = _string(text, at, parse)
            found.append(Token("string", parts))
        elif kind:
            found.append(Token(kind, match[kind]))
    return found


def _string(text: str, at: int, parse: Parse) -> tuple[list, int]:
    """The parts of a string whose first quote stands before `at`, and where it ends."""
    parts: list[Any] = [""]
    while at < len(text) and text[at] != '"':
        if text.startswith("\\(", at):
            end = _closing(text, at + 2, parse)
            parts += [parse(text[at + 2 : end]), ""]
            at = end + 1
        else:
            width = 1 if text[at] != "\\" else 6 if text[at + 1 : at + 2] == "u" else 2
            piece = text[at : at + width]
            try:
                parts[-1] += json.loads(f'"{piece}"') if width > 1 else piece
            except ValueError:
                raise BadProgram("syntax error, unexpected INVALID_CHARACTER") from None
            at += width
    if at >= len(text):
        raise BadProgram("syntax error, unexpected $end, expecting QQSTRING_TEXT or QQSTRING_INTERP_START")
    return parts, at + 1


def _closing(text: str, at: int, parse: Parse) -> int:
    """The parenthesis that closes an interpolation."""
    depth = 0
    while at < len(text):
        if text[at] == '"':
            at = _string(text, at + 1, parse)[1]
            continue
        depth += (text[at] == "(") - (text[at] == ")")
        if depth < 0:
            return at
        at += 1
    raise BadProgram("syntax error, unexpected $end")


class Words:
    """The words of a program, one after another."""

    def __init__(self, found: list[Token]):
        self.tokens, self.at = found, 0

    # -- tokens ----------------------------------------------------------------------------------------------------

    def peek(self, *values: str) -> bool:
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        return token.kind in ("sign", "word") and token.value in values

    def take(self, *values: str) -> bool:
        found = self.peek(*values)
        self.at += found
        return found

    def shown(self) -> str:
        if self.at >= len(self.tokens):
            return "$end"
        kind, value = self.tokens[self.at]
        if kind == "word" and value not in KEYWORDS:
            return "IDENT"
        names = {
            "number": "LITERAL",
            "field": "FIELD",
            "format": "FORMAT",
            "variable": "'$'",
            "string": "QQSTRING_START",
        }
        return names.get(kind, value if kind == "word" else f"'{value}'")

    def expect(self, value: str) -> None:
        if not self.take(value):
            raise BadProgram(f"syntax error, unexpected {self.shown()}")

    def kind(self, kind: str) -> Any:
        """The value of the next token if it is of that kind."""
        if self.at < len(self.tokens) and self.tokens[self.at].kind == kind:
            self.at += 1
            return self.tokens[self.at - 1].value
        return None

    def needed(self, kind: str) -> Any:
        found = self.kind(kind)
        if found is None:
            raise BadProgram(f"syntax error, unexpected {self.shown()}")
        return found
