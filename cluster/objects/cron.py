"""Cron schedules: `*/5 * * * *`, `0 9 * * mon-fri`, `@hourly`, `@every 90m`.

Source: https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format (ParseStandard, which Kubernetes uses)
and https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from cluster.objects.go import durations
from cluster.objects.times import SECOND
from cluster.objects.zones import UnknownZone, zone

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at + 1 for at, name in enumerate(_MONTH_NAMES)}
_DAYS = {name: at for at, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
# (least, most, names) of minute, hour, day of month, month, day of week
_FIELDS: tuple[tuple[int, int, dict[str, int]], ...] = (
    (0, 59, {}), (0, 23, {}), (1, 31, {}), (1, 12, _MONTHS), (0, 6, _DAYS),
)  # fmt: skip
_NAMED = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_YEARS = 5  # what does not come within five years never comes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INT64 = 2**63


class CronError(ValueError):
    """The text is no schedule; the message is that of the parser which Kubernetes uses."""


class Values(NamedTuple):
    """The values of one field; `any` when it says `*`, which matters for the two fields about days."""

    values: frozenset[int]
    any: bool


class Calendar(NamedTuple):
    """A schedule by the calendar of a time zone."""

    minutes: Values
    hours: Values
    days: Values
    months: Values
    weekdays: Values
    zone: tzinfo

    def next(self, after: int) -> int | None:
        """The first moment later than `after` (both µs since 1970); None when there is none within five years."""
        day = (_EPOCH + timedelta(seconds=after // SECOND)).astimezone(self.zone).date()
        last = day.year + _YEARS
        while day.year <= last:
            if day.month not in self.months.values:
                day = _next_month(day)
                continue
            if self._has(day) and (found := self._on(day, after)) is not None:
                return found
            day += timedelta(days=1)
        return None

    def _has(self, day: date) -> bool:
        """When both fields name days, either will do."""
        by_month, by_week = day.day in self.days.values, day.isoweekday() % 7 in self.weekdays.values
        both = self.days.any or self.weekdays.any
        return (by_month and by_week) if both else (by_month or by_week)

    def _on(self, day: date, after: int) -> int | None:
        """The first moment of a day that is later than `after`. What the clock skips in spring never comes, what it
        shows twice in autumn comes twice."""
        if self._offset(day, time(0)) == self._offset(day + timedelta(days=1), time(0)):
            return self._on_plain(day, after)
        moments = (
            moment
            for hour in self.hours.values
            for minute in self.minutes.values
            for fold in (0, 1)
            if (moment := self._moment(day, hour, minute, fold)) is not None and moment > after
        )
        return min(moments, default=None)

    def _on_plain(self, day: date, after: int) -> int | None:
        """A day on which the clock is not changed."""
        first = self._moment(day, 0, 0, 0)
        assert first is not None
        since = (after - first) // (60 * SECOND)  # the last whole minute that is not later than `after`
        for hour in sorted(self.hours.values):
            if hour * 60 + 59 > since:
                for minute in sorted(self.minutes.values):
                    if hour * 60 + minute > since:
                        return first + (hour * 60 + minute) * 60 * SECOND
        return None

    def _moment(self, day: date, hour: int, minute: int, fold: int) -> int | None:
        local = datetime.combine(day, time(hour, minute), self.zone).replace(fold=fold)
        moment = local.astimezone(UTC)
        back = moment.astimezone(self.zone)
        same = (back.date(), back.hour, back.minute, back.fold) == (day, hour, minute, fold)
        return (moment - _EPOCH) // timedelta(microseconds=1) if same else None

    def _offset(self, day: date, at: time) -> timedelta | None:
        return datetime.combine(day, at, self.zone).utcoffset()


class Every(NamedTuple):
    """`@every`: a fixed number of µs apart, whole seconds."""

    interval: int

    def next(self, after: int) -> int | None:
        return after // SECOND * SECOND + self.interval


Schedule = Calendar | Every


@lru_cache(maxsize=1024)
def parse(text: str) -> Schedule:
    """A schedule, perhaps after `TZ=Asia/Seoul ` or `CRON_TZ=...`. Raises CronError."""
    if not text:
        raise CronError("empty spec string")
    where: tzinfo = UTC
    if text.startswith(("TZ=", "CRON_TZ=")):
        name, _, rest = text.partition("=")[2].partition(" ")
        try:
            where = zone(name)
        except UnknownZone as wrong:
            raise CronError(f"provided bad location {name}: {wrong}") from None
        text = rest.strip()
    if text.startswith("@"):
        return _named(text, where)
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise CronError(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    return _calendar(fields, where)


def _calendar(fields: list[str], where: tzinfo) -> Calendar:
    minutes, hours, days, months, weekdays = (_values(f, *bounds) for f, bounds in zip(fields, _FIELDS, strict=True))
    return Calendar(minutes, hours, days, months, weekdays, where)


def _named(text: str, where: tzinfo) -> Schedule:
    if text in _NAMED:
        return _calendar(_NAMED[text].split(), where)
    if not text.startswith("@every "):
        raise CronError(f"unrecognized descriptor: {text}")
    try:
        seconds = durations.parse(text.removeprefix("@every ")) // 10**9
    except ValueError as wrong:
        raise CronError(f"failed to parse duration {text}: {wrong}") from None
    return Every(max(1, seconds) * SECOND)


def _values(field: str, least: int, most: int, names: dict[str, int]) -> Values:
    found: set[int] = set()
    anything = False
    for part in field.split(","):
        if part:
            values, star = _range(part, least, most, names)
            found.update(values)
            anything = anything or star
    return Values(frozenset(found), anything)


def _range(text: str, least: int, most: int, names: dict[str, int]) -> tuple[range, bool]:
    """`5`, `1-5`, `*/10`, `mon-fri`, `8/2` (from 8 on, every second)."""
    span, *steps = text.split("/")
    low, *highs = span.split("-")
    star = low in ("*", "?")
    if star:
        start, end = least, most
    else:
        start = _number(low, names)
        if len(highs) > 1:
            raise CronError(f"too many hyphens: {text}")
        end = _number(highs[0], names) if highs else start
    step = 1
    if len(steps) > 1:
        raise CronError(f"too many slashes: {text}")
    if steps:
        step = _number(steps[0], {})
        end = end if highs else most
        star = star and step <= 1
    if start < least:
        raise CronError(f"beginning of range ({start}) below minimum ({least}): {text}")
    if end > most:
        raise CronError(f"end of range ({end}) above maximum ({most}): {text}")
    if start > end:
        raise CronError(f"beginning of range ({start}) beyond end of range ({end}): {text}")
    if step == 0:
        raise CronError(f"step of range should be a positive number: {text}")
    return range(start, end + 1, step), star


def _number(text: str, names: dict[str, int]) -> int:
    if text.lower() in names:
        return names[text.lower()]
    failed = f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": '
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise CronError(failed + "invalid syntax")
    number = int(text[:40])
    if not -_INT64 <= number < _INT64:
        raise CronError(failed + "value out of range")
    if number < 0:
        raise CronError(f"negative number ({number}) not allowed: {text}")
    return number


def _next_month(day: date) -> date:
    return date(day.year + 1, 1, 1) if day.month == 12 else date(day.year, day.month + 1, 1)
