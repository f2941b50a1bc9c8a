"""Texts that the API's types read for themselves: quantities, times, base64; and what they say when they cannot.

Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource (ParseQuantity), https://pkg.go.dev/time (ParseError),
https://pkg.go.dev/encoding/base64 (CorruptInputError).
"""

from __future__ import annotations

import re

from cluster.objects import times

QUANTITY_FORMAT = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"
_SUFFIXES = {"", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"}
_EXPONENT = re.compile(r"[eE][-+]?[0-9]+")
_TIME_PARTS = (
    (r"\d{4}", "2006"), ("-", "-"), (r"\d\d", "01"), ("-", "-"), (r"\d\d", "02"), ("T", "T"), (r"\d\d", "15"),
    (":", ":"), (r"\d\d", "04"), (":", ":"), (r"\d\d(?:[.,]\d+)?", "05"), (r"Z|[+-]\d\d:\d\d", "Z07:00"),
)  # fmt: skip


class ScalarTextError(ValueError):
    """A text that cannot be read; the message is Go's."""


def time(text: str, micro: bool) -> str:
    """RFC 3339 text as the API writes it back: in UTC, with whole seconds or six digits. Raises ScalarTextError."""
    layout = "2006-01-02T15:04:05.000000Z07:00" if micro else "2006-01-02T15:04:05Z07:00"
    position = 0
    for pattern, name in _TIME_PARTS:
        part = re.compile(pattern).match(text, position)
        if not part:
            raise ScalarTextError(
                f"parsing time {go_quote(text)} as {go_quote(layout)}: "
                f"cannot parse {go_quote(text[position:])} as {go_quote(name)}"
            )
        position = part.end()
    try:
        moment = times.parse(text.replace(",", "."))
    except (ValueError, OverflowError):
        raise ScalarTextError(f"parsing time {go_quote(text)}: day out of range") from None
    return times.rfc3339_micro(moment) if micro else times.rfc3339(moment)


def quantity_error(text: str) -> str | None:
    """What the API's quantity reader says of `text`, or None when it can be read."""
    found = re.fullmatch(r"[+-]?([0-9]*(?:\.[0-9]*)?)([eEinumkKMGTP]*[-+]?[0-9]*)", text)
    if not text or not found:
        return f"quantities must match the regular expression '{QUANTITY_FORMAT}'"
    if found[2] not in _SUFFIXES and not _EXPONENT.fullmatch(found[2]):
        return "unable to parse quantity's suffix"
    return None


def go_quote(text: str) -> str:
    """Text in double quotes as Go's %q prints it."""
    return '"' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else _escape(c)) for c in text) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f"}
_ESCAPES["\v"] = "\\v"


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x80:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def base64_mistake(text: str, padded: bool = True, marks: str = "+/") -> int | None:
    """Where Go's strict base64 decoder stops, or None. `marks`: what stands beside letters and digits."""
    plain = [(index, c) for index, c in enumerate(text) if c not in "\r\n"]
    padding = 0
    for count, (index, c) in enumerate(plain):
        if padded and c == "=" and count % 4 >= 2:
            padding += 1
            continue
        if padding or not (c.isascii() and (c.isalnum() or c in marks)):
            return index
    left = len(plain) % 4
    return len(text) - left if (left if padded else left == 1) else None
