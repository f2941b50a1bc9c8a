"""Booleans in texts, read as Go reads them."""

from __future__ import annotations

_WORDS = dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True)
_WORDS |= dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False)


def parse_bool(text: str) -> bool | None:
    """As strconv.ParseBool (https://pkg.go.dev/strconv#ParseBool); None for what is neither."""
    return _WORDS.get(text)
