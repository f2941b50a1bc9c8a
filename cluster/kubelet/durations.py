"""Durations as Go prints them. Source: https://pkg.go.dev/time#Duration.String"""

from __future__ import annotations

_MS, _S = 1_000, 1_000_000


def truncated_to_ms(microseconds: int) -> str:
    """`1200000` → `1.2s`, `515000` → `515ms`, `62500000` → `1m2.5s`, `0` → `0s`."""
    ms = microseconds // _MS
    if ms < 1000:
        return f"{ms}ms" if ms else "0s"
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{ms / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + seconds


def whole_seconds(microseconds: int) -> str:
    """`300000000` → `5m0s`, `10000000` → `10s`."""
    minutes, seconds = divmod(microseconds // _S, 60)
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"
