"""Whole numbers in texts that anybody may have written, read as Go reads them."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"([+-]?)0*([0-9]{1,19})")  # Python reads no number of thousands of digits


def int64(text: str) -> int | None:
    """As strconv.ParseInt(text, 10, 64); None for what is no number or too large."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    value = -int(found[2]) if found[1] == "-" else int(found[2])
    return value if -(1 << 63) <= value < 1 << 63 else None
