"""Cells of the server's tables that several kinds share.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables, golden tour.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from cluster.kinds.base import Column
from cluster.objects.times import HOUR, MINUTE, SECOND, parse

_DAY = 24 * HOUR
FOREVER = 1 << 62
_UNITS = (
    (10 * MINUTE, SECOND), (8 * HOUR, MINUTE), (8 * _DAY, HOUR), (8 * 365 * _DAY, _DAY),
)  # fmt: skip
_told: ContextVar[list[int] | None] = ContextVar("what is told of how long cells hold", default=None)
UNKNOWN, NONE = "<unknown>", "<none>"
NAME = Column("Name", format="name")
AGE = Column("Age")
CONTAINERS = (
    Column("Containers", description="Names of each container in the template.", priority=1),
    Column("Images", description="Images referenced by each container in the template.", priority=1),
)


class Aging(str):
    """How long ago something was; `since` in µs since 1970."""

    since: int


def age(time: str | None, now: int) -> str:
    """How long ago `time` (RFC 3339) was; `now` in µs since 1970."""
    if not time:
        return UNKNOWN
    since = parse(time)
    found = Aging(duration(now - since))
    found.since = since
    return found


def timed(made: Callable[[], list]) -> tuple[list, int, list[tuple[int, int]] | None]:
    """(cells, for how many µs their ages and durations read the same, (place, since when) of those that are ages: None
    where a part of a cell is one)."""
    outer, told = _told.get(), [FOREVER]
    _told.set(told)
    try:
        found = made()
    finally:
        _told.set(outer)
    ages = [(place, cell.since) for place, cell in enumerate(found) if isinstance(cell, Aging)]
    plain = [str(cell) if isinstance(cell, Aging) else cell for cell in found]
    return plain, min(told), ages if len(ages) == len(told) - 1 else None


def aged(found: list, ages: list[tuple[int, int]], now: int) -> tuple[list, int]:
    """(the same cells later, for how many µs they read the same)."""
    later, steady = list(found), FOREVER
    for place, since in ages:
        later[place] = _duration(now - since)
        steady = min(steady, _steady(now - since))
    return later, steady


def duration(elapsed: int) -> str:
    """µs in two or three figures: `90s`, `2m5s`, `3h20m`, `2d`, `1y20d`."""
    told = _told.get()
    if told is not None:
        told.append(_steady(elapsed))
    return _duration(elapsed)


def _steady(elapsed: int) -> int:
    """How long `duration` reads the same as time goes on; the limits are whole multiples of the unit before them."""
    if elapsed < 0:
        return (1 - 2 * SECOND if elapsed <= -2 * SECOND else 0) - elapsed
    unit = next((unit for limit, unit in _UNITS if elapsed < limit), 365 * _DAY)
    return unit - elapsed % unit


def _duration(elapsed: int) -> str:
    if elapsed <= -2 * SECOND:
        return "<invalid>"
    if elapsed < 0:
        return "0s"
    if elapsed < 2 * MINUTE:
        return f"{elapsed // SECOND}s"
    if elapsed < 10 * MINUTE:
        return _two(elapsed // MINUTE, "m", elapsed // SECOND % 60, "s")
    if elapsed < 3 * HOUR:
        return f"{elapsed // MINUTE}m"
    if elapsed < 8 * HOUR:
        return _two(elapsed // HOUR, "h", elapsed // MINUTE % 60, "m")
    if elapsed < 48 * HOUR:
        return f"{elapsed // HOUR}h"
    if elapsed < 8 * _DAY:
        return _two(elapsed // _DAY, "d", elapsed // HOUR % 24, "h")
    if elapsed < 2 * 365 * _DAY:
        return f"{elapsed // _DAY}d"
    if elapsed < 8 * 365 * _DAY:
        return _two(elapsed // (365 * _DAY), "y", elapsed // _DAY % 365, "d")
    return f"{elapsed // (365 * _DAY)}y"


def containers(template: dict) -> tuple[str, str]:
    """Names and images of a template's containers."""
    found = template.get("spec", {}).get("containers") or ()
    return ",".join(c.get("name", "") for c in found), ",".join(c.get("image", "") for c in found)


def label_text(labels: dict | None) -> str:
    """`a=1,b=2`, or <none>."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items())) if labels else NONE


def selector_text(selector: dict | None) -> str:
    """A label selector as kubectl writes one; "" when it selects everything."""
    selector = selector or {}
    parts = [(key, f"{key}={value}") for key, value in (selector.get("matchLabels") or {}).items()]
    parts += [(item["key"], _expression(item)) for item in selector.get("matchExpressions") or ()]
    return ",".join(text for _, text in sorted(parts, key=lambda part: part[0]))


def listed(values: list[str], nothing: str, most: int = 3) -> str:
    """The first few, and how many more there are."""
    if not values:
        return nothing
    text = ",".join(values[:most])
    return f"{text} + {len(values) - most} more..." if len(values) > most else text


def _two(first: int, unit: str, second: int, smaller: str) -> str:
    return f"{first}{unit}{second}{smaller}" if second else f"{first}{unit}"


def _expression(item: dict) -> str:
    key, values = item["key"], ",".join(sorted(item.get("values") or ()))
    return {
        "In": f"{key} in ({values})",
        "NotIn": f"{key} notin ({values})",
        "Exists": key,
        "DoesNotExist": f"!{key}",
    }.get(item["operator"], key)
