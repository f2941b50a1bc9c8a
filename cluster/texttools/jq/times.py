"""jq's functions of times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cluster.texttools.jq.functions import FUNCTIONS, Plain, known
from cluster.texttools.jq.texts import text
from cluster.texttools.jq.values import JqError, kind, plain

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _broken(moment: datetime) -> list:
    since = moment.timetuple()
    return [since.tm_year, since.tm_mon - 1, since.tm_mday, since.tm_hour, since.tm_min,
            since.tm_sec + moment.microsecond / 1e6, (since.tm_wday + 1) % 7, since.tm_yday - 1]  # fmt: skip


def _moment(value: Any) -> datetime:
    if kind(value) == "number":
        return _EPOCH + timedelta(seconds=value)
    year, month, day, hour, minute, second = value[:6]
    return datetime(int(year), int(month) + 1, int(day), int(hour), int(minute), tzinfo=UTC) + timedelta(seconds=second)


def _seconds(value: Any) -> float:
    return (_moment(value) - _EPOCH) / timedelta(seconds=1)


@known("strptime", 1)
def _strptime(value: Any, form: str) -> list:
    try:
        return _broken(datetime.strptime(text(value, "cannot be parsed as a date"), form).replace(tzinfo=UTC))
    except ValueError:
        raise JqError(f'date "{value}" does not match format "{form}"') from None


@known("strftime", 1)
def _strftime(value: Any, form: str) -> str:
    if kind(value) not in ("number", "array"):
        raise JqError("strftime/1 requires parsed datetime inputs")
    return _moment(value).strftime(form)


FUNCTIONS["gmtime", 0] = Plain(lambda value: _broken(_moment(value)))
FUNCTIONS["mktime", 0] = Plain(lambda value: plain(float(int(_seconds(value)))))
