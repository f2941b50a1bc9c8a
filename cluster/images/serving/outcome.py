"""How a program that serves runs and ends."""

from __future__ import annotations

from typing import NamedTuple


class Run(NamedTuple):
    """`ends`: µs after the start at which it ends by itself with `code` (None: never). `stops`: µs it takes to end
    after the stop signal, with `stop_code` (None: it ignores the signal and must be killed). `error`: it cannot even
    be started."""

    ends: int | None = None
    code: int = 0
    stops: int | None = None
    stop_code: int = 0
    error: str | None = None
