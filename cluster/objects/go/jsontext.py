"""JSON as kubectl prints it: sorted keys, four blanks, `<`, `>` and `&` escaped as Go's encoder does."""

import json
import re

_ESCAPED = re.compile("[<>&\u2028\u2029]")


def pretty(value: object, indent: int = 4, in_order: bool = False) -> str:
    """`value` over several lines, without a newline at the end. `in_order`: keys as they come (objects that kubectl
    made)."""
    return _escape(json.dumps(_numbers(value), indent=indent, ensure_ascii=False, sort_keys=not in_order))


def compact(value: object, in_order: bool = False) -> str:
    """`value` on one line, without blanks. `in_order`: fields are not sorted."""
    return _escape(json.dumps(_numbers(value), separators=(",", ":"), ensure_ascii=False, sort_keys=not in_order))


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _numbers(value: object) -> object:
    """Go writes whole floats without a fraction."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e21 else value
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return value
