"""Backslashes in texts, and the formats of printf.

Source: POSIX, File Format Notation (https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap05.html)."""

from __future__ import annotations

import re

_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "\\": "\\",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    '"': '"',
    "'": "'",
}
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|0?[0-7]{1,3}|.)", re.DOTALL)


def unescaped(text: str) -> str:
    """`\\n`, `\\t`, `\\x41`, `\\101` … as echo -e and printf read them."""

    def one(found: re.Match) -> str:
        code = found[1]
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        if code[0] in "01234567":
            return chr(int(code, 8) & 255)
        return _ESCAPES.get(code, found[0])

    return _ESCAPE.sub(one, text) if "\\" in text else text


_DIRECTIVE = re.compile(r"%([-+ #0]*)(\*|\d{0,4})(?:\.(\d{0,4}))?([sdiouxXfFgGeEcbq%])")


def formatted(form: str, values: list[str]) -> str:
    """The format, with its backslashes, is used again until no value is left."""
    form, left, text = unescaped(form), list(values), ""
    while True:
        count = len(left)
        text += _filled(form, left)
        if not left or len(left) == count or len(text) > 1_000_000:
            return text


def formatted_once(form: str, values: list[str]) -> str:
    """The format as it stands, used once."""
    return _filled(form, list(values))


def _filled(form: str, values: list[str]) -> str:
    return _DIRECTIVE.sub(lambda found: _one(found, values), form)


def _one(found: re.Match, values: list[str]) -> str:
    flags, width, precision, letter = found.groups()
    if letter == "%":
        return "%"
    width = (values.pop(0) if values else "") if width == "*" else width
    width = width if width.isdecimal() and int(width) < 10_000 else ""
    value = values.pop(0) if values else ""
    after = "" if precision is None else f".{precision}"
    if letter in "sbqc":
        value = unescaped(value) if letter == "b" else value[:1] if letter == "c" else value
        return f"%{flags}{width}{after}s" % value
    number = float(value) if re.fullmatch(r"[-+]?\d{1,20}(\.\d{1,15})?", value) else 0.0
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,15}", value):
        number = float(int(value, 16))
    if letter in "fFgGeE":
        return f"%{flags}{width}{after}{letter}" % number
    whole = int(value) if re.fullmatch(r"[-+]?\d{1,20}", value) else int(number)
    return f"%{flags}{width}{after}{letter.replace('i', 'd').replace('u', 'd')}" % whole
