"""awk's values: numbers, texts, and texts from outside that count as numbers where they look like one."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"[ \t\n]*[-+]?(?:\d{1,300}\.?\d{0,300}|\.\d{1,300})(?:[eE][-+]?\d{1,3})?")
_LARGE = 1e16


class Given(str):
    """A text that came from outside: a field, a variable of the command line."""

    __slots__ = ()


def number(value: Any) -> float:
    if isinstance(value, float):
        return value
    found = _NUMBER.match(value)
    return float(found[0]) if found else 0.0


def text(value: Any, form: str = "%.6g") -> str:
    if not isinstance(value, float):
        return str(value)
    if value == value and abs(value) < _LARGE and value == int(value):
        return str(int(value))
    return special(value) or form % value


def special(value: float) -> str:
    if value != value:
        return "nan"
    return ("inf" if value > 0 else "-inf") if value in (float("inf"), float("-inf")) else ""


def looks_like_number(value: Any) -> bool:
    if isinstance(value, float):
        return True
    if not isinstance(value, Given):
        return False
    found = _NUMBER.match(value)
    return found is not None and not value[found.end() :].strip(" \t\n")


def truth(value: Any) -> bool:
    if looks_like_number(value):
        return number(value) != 0
    return value != "" if not isinstance(value, Unset) else False


class Unset(Given):
    """What nothing was assigned to: "" and 0."""

    __slots__ = ()


UNSET = Unset("")


def compare(one: Any, other: Any) -> int:
    """Less than, equal to or more than 0. Numbers by value when both are, else by their characters."""
    if all(looks_like_number(value) or isinstance(value, Unset) for value in (one, other)):
        a, b = number(one), number(other)
        return (a > b) - (a < b)
    first, second = text(one), text(other)
    return (first > second) - (first < second)
