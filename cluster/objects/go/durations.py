"""Durations as Go reads and writes them: `1h30m`, `1.5s`, `-2ms`.

Sources: https://pkg.go.dev/time#ParseDuration, https://pkg.go.dev/time#Duration.String
"""

from __future__ import annotations

import re
from fractions import Fraction

_NANO = {"ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_PART = re.compile(r"([0-9]*)(?:(\.)([0-9]*))?([^0-9.]*)")


def parse(text: str) -> int:
    """Nanoseconds. Raises ValueError with Go's message."""
    wrong = ValueError(f'time: invalid duration "{text}"')
    sign, rest = (-1, text[1:]) if text[:1] == "-" else (1, text.removeprefix("+"))
    if rest == "0":
        return 0
    if not rest:
        raise wrong
    total = Fraction(0)
    while rest:
        found = _PART.match(rest)
        if found is None or not (found[1] or found[3]):
            raise wrong
        if not found[4]:
            raise ValueError(f'time: missing unit in duration "{text}"')
        if found[4] not in _NANO:
            raise ValueError(f'time: unknown unit "{found[4]}" in duration "{text}"')
        total += Fraction(f"{found[1] or 0}.{found[3] or 0}") * _NANO[found[4]]
        rest = rest[found.end() :]
    if total >= 2**63:
        raise wrong
    return sign * int(total)


def truncated_to_ms(microseconds: int) -> str:
    """`1200000` → `1.2s`, `515000` → `515ms`, `62500000` → `1m2.5s`, `0` → `0s`."""
    ms = microseconds // 1_000
    if ms < 1000:
        return f"{ms}ms" if ms else "0s"
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{ms / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + seconds


def whole_seconds(microseconds: int) -> str:
    """`300000000` → `5m0s`, `10000000` → `10s`."""
    minutes, seconds = divmod(microseconds // 1_000_000, 60)
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"
