"""From an awk program's text to its tokens."""

from __future__ import annotations

import re
from typing import NamedTuple


class AwkError(ValueError):
    """The program cannot be read, or cannot go on."""


BUILTINS = {
    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "sin", "cos", "atan2", "exp", "log",
    "sqrt", "int", "rand", "srand", "tolower", "toupper", "close", "fflush", "systime", "system",
}  # fmt: skip
_WORDS = {
    "BEGIN", "END", "function", "func", "if", "else", "while", "for", "do", "break", "continue", "next", "nextfile",
    "exit", "return", "delete", "in", "getline", "print", "printf",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<skip>[ \t\r]+|\\\n|#[^\n]*)|(?P<newline>\n)"
    r"|(?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r'|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<call>[A-Za-z_]\w*(?=\())|(?P<name>[A-Za-z_]\w*)'
    r"|(?P<sign>\+\+|--|&&|\|\||\*\*=?|>>|[-+*/%^]=|[=!<>]=|!~|[-+*/%^=<>!~$(){},;\[\]?:|])",
    re.DOTALL,
)
_NO_REGEX_AFTER = ("number", "text", "name")


class Token(NamedTuple):
    kind: str  # number, text, name, call, word, sign, regex, newline, end
    value: str


def tokens(source: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(source):
        if source[at] == "/" and _regex_may_follow(found):
            end = _regex_end(source, at + 1)
            found.append(Token("regex", source[at + 1 : end].replace("\\/", "/")))
            at = end + 1
            continue
        match = _TOKEN.match(source, at)
        if match is None:
            raise AwkError(f"syntax error at or near {source[at]}")
        kind, value = match.lastgroup or "", match[0]
        at = match.end()
        if kind == "skip":
            continue
        if kind in ("name", "call") and value in _WORDS:
            kind = "word"
        elif kind in ("name", "call") and value in BUILTINS:
            kind = "builtin"
        found.append(Token(kind, value))
    return [*found, Token("end", "end of file")]


def _regex_may_follow(found: list[Token]) -> bool:
    return not found or not (found[-1].kind in _NO_REGEX_AFTER or found[-1].value in (")", "]", "$", "++", "--"))


def _regex_end(source: str, at: int) -> int:
    bracket = False
    while at < len(source) and (source[at] != "/" or bracket):
        if source[at] == "\\":
            at += 1
        elif source[at] == "[":
            bracket = True
        elif source[at] == "]":
            bracket = False
        elif source[at] == "\n":
            break
        at += 1
    if at >= len(source) or source[at] != "/":
        raise AwkError("regular expression is not terminated")
    return at
