"""The fields of a message, as a browser may have written them."""

from __future__ import annotations

from typing import Any

from tutorial.words import Refusal


def wrong(field: str, given: Any, allowed: str) -> Refusal:
    """What to say of a value that is not `allowed`."""
    return Refusal("bad_field", field=field, given=repr(given)[:80], allowed=allowed)


def number(given: dict, field: str) -> int:
    """A whole number from 0 on. Raises Refusal."""
    value = given.get(field)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise wrong(field, value, "0, 1, 2, …")
    return value


def text(given: dict, field: str, most: int | None = None) -> str:
    """Text of at most so many characters. Raises Refusal."""
    value = given.get(field)
    if not isinstance(value, str) or (most is not None and len(value) > most):
        raise wrong(field, value, "text" if most is None else f"text of at most {most} characters")
    return value
