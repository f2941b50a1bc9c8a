"""What an unquoted YAML scalar means to kubectl: the rules of go-yaml v2, which are neither PyYAML's nor YAML 1.2's.

`y`, `on`, `No` are booleans; `0o17` and `017` are 15; `1_000` is 1000; `1e3` is a number; `1:30` and `2020-01-01` stay
text. Source: https://pkg.go.dev/sigs.k8s.io/yaml (it reads with go-yaml v2) and golden suite validation, cases yaml-*.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

TAGS = "tag:yaml.org,2002:"
STR, BOOL, INT, FLOAT, NULL, TIMESTAMP, MERGE, BINARY = (
    TAGS + name for name in ("str", "bool", "int", "float", "null", "timestamp", "merge", "binary")
)
_RESOLVABLE = {"", STR, BOOL, INT, FLOAT, NULL, TIMESTAMP}

_WORDS: dict[str, tuple[str, Any]] = {"<<": (MERGE, "<<")}
for _words, _tag, _value in (
    ("y Y yes Yes YES true True TRUE on On ON", BOOL, True),
    ("n N no No NO false False FALSE off Off OFF", BOOL, False),
    ("~ null Null NULL", NULL, None),
    (".nan .NaN .NAN", FLOAT, math.nan),
    (".inf .Inf .INF +.inf +.Inf +.INF", FLOAT, math.inf),
    ("-.inf -.Inf -.INF", FLOAT, -math.inf),
):
    _WORDS.update((word, (_tag, _value)) for word in _words.split())
_WORDS[""] = (NULL, None)

_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DOT_FLOAT = re.compile(r"\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_TIMES = (
    re.compile(r"(\d{4})-(\d\d?)-(\d\d?)[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)"),
    re.compile(r"(\d{4})-(\d\d?)-(\d\d?) (\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?"),
    re.compile(r"(\d{4})-(\d\d?)-(\d\d?)"),
)
_BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")


class ScalarError(ValueError):
    """A scalar that contradicts its tag."""


def resolve(tag: str, text: str) -> tuple[str, Any]:
    """(tag, value) of a plain scalar. Timestamps keep their text. Raises ScalarError (`!!int abc`)."""
    if tag not in _RESOLVABLE:
        return tag, text
    found, value = (STR, text) if tag == STR else _guess(tag, text)
    if tag in ("", found, STR):
        return found, value
    if tag == FLOAT and found == INT:
        return FLOAT, float(value)
    raise ScalarError(f"cannot decode {short_tag(found)} `{text}` as a {short_tag(tag)}")


def short_tag(tag: str) -> str:
    """`tag:yaml.org,2002:int` → `!!int`."""
    return "!!" + tag.removeprefix(TAGS) if tag.startswith(TAGS) else tag


def reads_as_text(text: str) -> bool:
    """Whether `text` may be written without quotes and is text again when read."""
    return _guess("", text)[0] == STR and not ((text[0] in "+-" or text[0].isdecimal()) and _BASE_60.fullmatch(text))


def _guess(tag: str, text: str) -> tuple[str, Any]:
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first == "." and _DOT_FLOAT.fullmatch(text):
        return FLOAT, float(text)
    if first not in "+-0123456789":
        return STR, text
    if tag in ("", TIMESTAMP) and _is_time(text):
        return TIMESTAMP, text
    plain = text.replace("_", "")
    if _INTEGER.fullmatch(plain):
        number = _integer(plain)
        if -(1 << 63) <= number < 1 << 64:
            return INT, number
    if _FLOAT.fullmatch(plain):
        fraction = float(plain)
        if not math.isinf(fraction):
            return FLOAT, fraction
    return STR, text


def _integer(text: str) -> int:
    sign = -1 if text[0] == "-" else 1
    digits = text.lstrip("+-").lower()
    if digits.startswith("0x"):
        return sign * int(digits[2:], 16)
    if digits.startswith("0b"):
        return sign * int(digits[2:], 2)
    if digits.startswith("0") and len(digits) > 1:
        return sign * int(digits.lstrip("0o") or "0", 8)
    return sign * int(digits) if len(digits) < 25 else 1 << 70  # too large for any integer: a float then


def _is_time(text: str) -> bool:
    for pattern in _TIMES:
        found = pattern.fullmatch(text)
        if found:
            try:
                year, month, day, hour, minute, second = [*map(int, found.groups()), 0, 0, 0][:6]
                datetime(year, month, day, hour, minute, second)
            except ValueError:
                return False
            return True
    return False
