"""Durations and times as kubectl writes them.

Source of the age format: what kubectl prints in AGE columns (`kubectl get` and `describe`); its steps are recorded in
tests/cluster/kubectl/test_ages.py.
"""

from cluster.objects import times

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400


def human(seconds: float) -> str:
    """An age: `59s`, `2m30s`, `90m`, `5h10m`, `47h`, `3d4h`, `200d`, `2y30d`, `9y`. A negative age is `<invalid>`.

    Up to two seconds in the future count as now (clocks of two machines differ).
    """
    if seconds <= -2:
        return "<invalid>"
    whole = int(seconds)
    if whole < 0:
        return "0s"
    minutes, hours, days, years = whole // _MINUTE, whole // _HOUR, whole // _DAY, whole // _YEAR
    if whole < 2 * _MINUTE:
        return f"{whole}s"
    if minutes < 10:
        return _two(minutes, "m", whole % _MINUTE, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return _two(days, "d", hours % 24, "h")
    if days < 2 * 365:
        return f"{days}d"
    if years < 8:
        return _two(years, "y", days % 365, "d")
    return f"{years}y"


def _two(big: int, big_unit: str, small: int, small_unit: str) -> str:
    return f"{big}{big_unit}{small}{small_unit}" if small else f"{big}{big_unit}"


def since(timestamp: str | None, now: int) -> str:
    """The age of an RFC 3339 `timestamp` at `now` (µs since 1970); `<unknown>` where there is none."""
    if not timestamp:
        return "<unknown>"
    return human((now - times.parse(timestamp)) / times.SECOND)


def rfc1123z(timestamp: str | None) -> str:
    """`2026-11-23T04:04:56Z` → `Mon, 23 Nov 2026 04:04:56 +0000`, as `describe` writes times."""
    if not timestamp:
        return "Mon, 01 Jan 0001 00:00:00 +0000"
    return times.rfc1123z(times.parse(timestamp))


def go_duration(microseconds: int) -> str:
    """A duration as Go prints it: `0s`, `1.5s`, `1m0s`, `1h0m0s`, `20ms`."""
    sign, rest = ("-", -microseconds) if microseconds < 0 else ("", microseconds)
    if rest == 0:
        return "0s"
    if rest < 1000:
        return f"{sign}{rest}µs"
    if rest < times.SECOND:
        return f"{sign}{_trim(rest, 1000)}ms"
    hours, rest = divmod(rest, times.HOUR)
    minutes, rest = divmod(rest, times.MINUTE)
    text = f"{_trim(rest, times.SECOND)}s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    return f"{sign}{hours}h{text}" if hours else sign + text


def _trim(value: int, unit: int) -> str:
    whole, part = divmod(value, unit)
    digits = str(part).zfill(len(str(unit)) - 1).rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)
