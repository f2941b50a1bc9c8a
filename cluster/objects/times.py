"""Times as Kubernetes writes them (RFC 3339, UTC) from and to integers of microseconds since 1970.

Source: metav1.Time has whole seconds, metav1.MicroTime has six digits
(https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/#time-v1-meta).
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rfc3339(microseconds: int) -> str:
    """`1600000000000000` → `2020-09-13T12:26:40Z`; fractions of a second are dropped."""
    return _whole_seconds(microseconds // SECOND)


def rfc3339_micro(microseconds: int) -> str:
    """`1600000000000001` → `2020-09-13T12:26:40.000001Z`."""
    return f"{_whole_seconds(microseconds // SECOND)[:-1]}.{microseconds % SECOND:06d}Z"


def rfc1123z(microseconds: int) -> str:
    """`1795406696000000` → `Mon, 23 Nov 2026 04:04:56 +0000`, whatever the language of the machine."""
    moment = _EPOCH + timedelta(microseconds=microseconds)
    day = f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year:04d}"
    return f"{day} {moment:%H:%M:%S} +0000"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=65536)
def parse(text: str) -> int:
    """RFC 3339 text → microseconds since 1970. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f'"{text}" has no time zone; RFC 3339 wants one, such as Z')
    return (moment - _EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def _whole_seconds(seconds: int) -> str:
    moment = _EPOCH + timedelta(seconds=seconds)
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}Z"  # strftime does not fill up years before 1000
