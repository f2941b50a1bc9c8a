"""Cuts a template into texts and actions, and an action into tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from cluster.kubectl.printers import govalues


class TemplateError(Exception):
    """The template cannot be read, or not be filled with this object; in Go's words."""


class Token(NamedTuple):
    """kind: field, variable, word, text, number, char, space, or the mark itself (`|`, `(`, `)`, `:=`, `=`, `,`,
    `.`)."""

    kind: str
    text: str
    at: str  # `line:column` of its first character
    value: object = None


class Action(NamedTuple):
    """What stands between `{{` and `}}`, and the line of its first token."""

    tokens: tuple[Token, ...]
    line: int


class GoInt(int):
    """A number written in the template: Go's type int, where numbers of the object are int64."""


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<field>\.[A-Za-z_]\w*)
    |(?P<variable>\$\w*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
    |(?P<char>'(?:[^'\\\n]|\\.[0-9a-fA-F]*)')
    |(?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|\.?\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?))
    |(?P<word>[^\W\d]\w*)
    |(?P<mark>:=|[=|(),.])""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"\{\{(- )?[ \t\r\n]*/\*.*?\*/[ \t\r\n]*(-)?\}\}", re.DOTALL)


def cut(source: str, name: str) -> list[str | Action]:
    """Texts and actions in order, white space trimmed where `{{-` and `-}}` ask for it."""
    pieces: list[str | Action] = []
    position, trim = 0, False
    while True:
        start = source.find("{{", position)
        text = source[position:] if start < 0 else source[position:start]
        text = text.lstrip(" \t\r\n") if trim else text
        if start < 0:
            return [*pieces, text] if text else pieces
        if source.startswith("{{- ", start) or re.match(r"\{\{-[\t\r\n]", source[start : start + 4]):
            text = text.rstrip(" \t\r\n")
        if text:
            pieces.append(text)
        position, trim = _action(source, start, name, pieces)


def _action(source: str, start: int, name: str, pieces: list) -> tuple[int, bool]:
    """Reads the action at `start`; returns where it ends and whether the following text is trimmed."""
    if comment := _COMMENT.match(source, start):
        return comment.end(), bool(comment[2])
    position = start + (4 if re.match(r"\{\{-[ \t\r\n]", source[start : start + 4]) else 2)
    tokens: list[Token] = []
    first = position
    while True:
        if source.startswith("}}", position):
            pieces.append(_made(source, first, tokens))
            return position + 2, False
        if re.match(r"[ \t\r\n]-\}\}", source[position : position + 4]):
            pieces.append(_made(source, first, tokens))
            return position + 4, True
        token, position = _token(source, position, name)
        tokens.append(token)


def _made(source: str, position: int, tokens: list[Token]) -> Action:
    while tokens and tokens[0].kind == "space":
        position += len(tokens[0].text)
        tokens = tokens[1:]
    return Action(tuple(tokens), source.count("\n", 0, position) + 1)


def _token(source: str, position: int, name: str) -> tuple[Token, int]:
    match = _TOKEN.match(source, position)
    line = source.count("\n", 0, position) + 1
    at = f"{line}:{position - (source.rfind(chr(10), 0, position) + 1)}"
    if match is None:
        char = source[position : position + 1]
        if char.isascii() and char.isprintable() and char not in "\"'`}":
            return Token("stray", char, at), position + 1
        raise TemplateError(f"template: {name}:{line}: {_complaint(source, position)}")
    kind, text = str(match.lastgroup), match[0]
    if kind == "mark":
        return Token(text, text, at), match.end()
    return Token(kind, text, at, _value(kind, text, f"template: {name}:{line}")), match.end()


def _complaint(source: str, position: int) -> str:
    char = source[position : position + 1]
    if not char:
        return "unclosed action"
    if char == '"':
        return "unterminated quoted string"
    if char == "'":
        return "unterminated character constant"
    if char == "`":
        return "unterminated raw quoted string"
    return (
        f"unexpected {govalues.quote(char)} in operand"
        if char == "}"
        else f"unrecognized character in action: {_unicode(char)}"
    )


def _unicode(char: str) -> str:
    return f"U+{ord(char):04X}" + (f" '{char}'" if char.isprintable() else "")


def _value(kind: str, text: str, where: str) -> object:
    try:
        if kind == "text":
            return text[1:-1] if text[0] == "`" else govalues.unquote(text[1:-1])
        if kind == "char":
            return GoInt(ord(govalues.unquote(text[1:-1], "'")))
        if kind == "number":
            plain = text.replace("_", "")
            return GoInt(int(plain, 0)) if re.fullmatch(r"[-+]?(0[xX][0-9a-fA-F]+|0|[1-9]\d*)", plain) else float(plain)
    except (ValueError, TypeError):
        raise TemplateError(f"{where}: invalid syntax") from None
    return text
