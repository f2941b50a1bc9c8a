"""Time zones by their IANA names, from the pinned package `tzdata`: what a machine itself knows of zones differs.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones (Go's time.LoadLocation).
"""

from __future__ import annotations

from datetime import UTC, tzinfo
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

_DATA = files("tzdata")


class UnknownZone(ValueError):
    """No such time zone; the message is that of Go's LoadLocation."""


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """`Asia/Seoul`, `UTC` or "" (which is UTC). Raises UnknownZone; upper and lower case matter."""
    if name in ("", "UTC"):
        return UTC
    if ".." in name or name[:1] in ("/", "\\"):
        raise UnknownZone("time: invalid location name")
    if name not in _names():
        raise UnknownZone(f"unknown time zone {name}")
    with _DATA.joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(_DATA.joinpath("zones").read_text(encoding="utf-8").split())
