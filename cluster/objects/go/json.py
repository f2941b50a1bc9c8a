"""What Go's JSON decoder says of text that is not JSON, and reading JSON as the API server does.

Source: https://pkg.go.dev/encoding/json (SyntaxError); the server's limit of nesting is 10,000 there, ours is lower
because no object of the API comes near it.
"""

from __future__ import annotations

import json
import re
from typing import Any

MAX_DEPTH = 200
_LITERAL = {"t": "true", "f": "false", "n": "null"}
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_SPACE = re.compile(r"[ \t\r\n]*")


class GoJSONError(ValueError):
    """The text of Go's error, such as `invalid character 'x' looking for beginning of value`."""


class Pairs(dict):
    """A JSON object in which names occurred more than once; `repeated` are those names, in order."""

    repeated: list[str]


def loads(text: str | bytes) -> Any:
    """Any JSON value; objects with repeated names become `Pairs` (the last one wins). Raises GoJSONError."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    text = raw.decode("utf-8", "replace")  # as Go: bytes that are no UTF-8 become U+FFFD
    if text.count("{") + text.count("[") > MAX_DEPTH and depth_of(text) > MAX_DEPTH:
        raise GoJSONError("exceeded max depth")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise GoJSONError(syntax_error(raw.decode("latin-1")) or str(error)) from None


def depth_of(text: str) -> int:
    """How deep brackets nest, those in strings left out; looks at the text only, so any input is safe."""
    depth = deepest = 0
    for mark in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = Pairs(found)
    seen: set[str] = set()
    repeated.repeated = [name for name, _ in pairs if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
    return repeated


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def syntax_error(text: str) -> str | None:
    """Go's words for the first mistake in `text` (one character a byte: Go looks at bytes), or None when it is JSON."""
    found = first_mistake(text)
    return found[0] if found else None


def first_mistake(text: str) -> tuple[str, int] | None:
    """(Go's words, how many bytes were read) for the first mistake in `text`, or None when it is JSON."""
    try:
        position = _space(text, _value(text, _space(text, 0), 0))
    except _Mistake as mistake:
        return str(mistake), mistake.offset
    return None if position == len(text) else (str(_Mistake(text, position, "after top-level value")), position + 1)


class _Mistake(Exception):
    def __init__(self, text: str, position: int, context: str):
        self.offset = position + 1
        if position >= len(text):
            super().__init__("unexpected end of JSON input")
        else:
            super().__init__(f"invalid character {_quote(text[position])} {context}")


def _quote(character: str) -> str:
    if character == "'":
        return "'\\''"
    if character == '"':
        return "'\"'"
    named = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\a": "\\a"}
    byte = ord(character)
    if character in named:
        return f"'{named[character]}'"
    if byte < 0x20 or byte == 0x7F:
        return f"'\\x{byte:02x}'"
    return f"'{chr(byte)}'" if byte < 0x7F or byte >= 0xA1 else f"'\\u{byte:04x}'"


def _space(text: str, position: int) -> int:
    return _SPACE.match(text, position).end()  # type: ignore[union-attr]


def _value(text: str, position: int, depth: int) -> int:
    if depth > MAX_DEPTH:
        raise _Mistake(text, len(text), "")
    first = text[position : position + 1]
    if first == "{":
        return _members(text, position, depth)
    if first == "[":
        return _items(text, position, depth)
    if first == '"':
        return _string(text, position)
    if first in _LITERAL:
        return _literal(text, position, _LITERAL[first])
    if first and first in "-0123456789":
        return _number(text, position)
    raise _Mistake(text, position, "looking for beginning of value")


def _members(text: str, position: int, depth: int) -> int:
    position = _space(text, position + 1)
    if text[position : position + 1] == "}":
        return position + 1
    while True:
        if text[position : position + 1] != '"':
            raise _Mistake(text, position, "looking for beginning of object key string")
        position = _space(text, _string(text, position))
        if text[position : position + 1] != ":":
            raise _Mistake(text, position, "after object key")
        position = _space(text, _value(text, _space(text, position + 1), depth + 1))
        if text[position : position + 1] == "}":
            return position + 1
        if text[position : position + 1] != ",":
            raise _Mistake(text, position, "after object key:value pair")
        position = _space(text, position + 1)


def _items(text: str, position: int, depth: int) -> int:
    position = _space(text, position + 1)
    if text[position : position + 1] == "]":
        return position + 1
    while True:
        position = _space(text, _value(text, position, depth + 1))
        if text[position : position + 1] == "]":
            return position + 1
        if text[position : position + 1] != ",":
            raise _Mistake(text, position, "after array element")
        position = _space(text, position + 1)


def _string(text: str, position: int) -> int:
    whole = _STRING.match(text, position)
    if whole:
        return whole.end()
    position += 1
    while position < len(text) and text[position] >= " " and text[position] != '"':
        if text[position] == "\\":
            position += 1
            if position >= len(text) or text[position] not in '"\\/bfnrtu':
                raise _Mistake(text, position, "in string escape code")
            if text[position] == "u":
                for _ in range(4):
                    position += 1
                    if position >= len(text) or text[position] not in "0123456789abcdefABCDEF":
                        raise _Mistake(text, position, "in \\u hexadecimal character escape")
        position += 1
    raise _Mistake(text, position, "in string literal")


def _literal(text: str, position: int, word: str) -> int:
    for offset, letter in enumerate(word):
        if text[position + offset : position + offset + 1] != letter:
            raise _Mistake(text, position + offset, f"in literal {word} (expecting '{letter}')")
    return position + len(word)


def _number(text: str, position: int) -> int:
    found = _NUMBER.match(text, position)
    if not found:
        raise _Mistake(text, position + 1, "in numeric literal")
    end = found.end()
    rest = text[end : end + 1]
    if rest == ".":
        raise _Mistake(text, end + 1, "after decimal point in numeric literal")
    if rest in ("e", "E"):
        end += 2 if text[end + 1 : end + 2] in ("+", "-") and text[end + 1 : end + 2] else 1
        raise _Mistake(text, end, "in exponent of numeric literal")
    return end
