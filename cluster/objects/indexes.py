"""Completion indexes as Jobs write them: `0-3,5,7-9`.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#backoff-limit-per-index
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def parsed(text: str, total: int) -> set[int]:
    """The indexes below `total`."""
    found: set[int] = set()
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found.update(range(int(first), min(int(last or first) + 1, total)))
    return found


def checked(text: str, total: int) -> int:
    """How many indexes there are in `text`. ValueError with the server's message for what is no list below `total`."""
    count, before = 0, None
    for part in text.split(",") if text else ():
        first, last = _interval(part, total)
        if before is not None and before >= first:
            raise ValueError(f"non-increasing order, previous: {before}, current: {first}")
        count, before = count + last - first + 1, last
    return count


def overlap(one: str, other: str, total: int) -> int | None:
    """The first index that stands in both; what is no interval is passed over."""
    both = _readable(one, total) & _readable(other, total)
    return min(both, default=None)


def written(indexes: Iterable[int]) -> str:
    parts: list[list[int]] = []
    for index in sorted(indexes):
        if parts and parts[-1][1] == index - 1:
            parts[-1][1] = index
        else:
            parts.append([index, index])
    return ",".join(_part(first, last) for first, last in parts)


def _readable(text: str, total: int) -> set[int]:
    found: set[int] = set()
    for part in text.split(",") if text else ():
        try:
            first, last = _interval(part, total)
        except ValueError:
            continue
        found.update(range(first, last + 1))
    return found


def _interval(text: str, total: int) -> tuple[int, int]:
    limits = text.split("-")
    if len(limits) > 2:
        raise ValueError(
            f'the fragment "{text}" violates the requirement that an index interval can have at most two parts '
            "separated by '-'"
        )
    numbers = [_number(limit, total) for limit in limits]
    if len(numbers) == 2 and numbers[0] >= numbers[1]:
        raise ValueError(f"non-increasing order, previous: {numbers[0]}, current: {numbers[1]}")
    return numbers[0], numbers[-1]


def _number(text: str, total: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise ValueError(f'cannot convert string to integer for index: "{text}"')
    if int(text) >= total:
        raise ValueError(f'too large index: "{text}"')
    return int(text)


def _part(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first},{last}" if last == first + 1 else f"{first}-{last}"
