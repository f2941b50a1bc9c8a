"""maxSurge and maxUnavailable: how many pods more and how many fewer than wanted a rolling update may have.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable (rounded down) and
#max-surge (rounded up); golden suite rollouts, cases surge-*-unavailable-*.
"""

from __future__ import annotations

from typing import NamedTuple


class Fence(NamedTuple):
    """Numbers of pods: at most `surge` more than wanted, at most `unavailable` fewer."""

    surge: int
    unavailable: int


def scaled(value: int | str, total: int, up: bool) -> int:
    """`3` → 3; `"25%"` of `total`, rounded up or down. ValueError for other text."""
    if isinstance(value, int):
        return value
    if not value.endswith("%") or not value[:-1].isdecimal():
        raise ValueError(f"{value!r} must be an integer or a percentage such as 25%")
    percent = int(value[:-1]) * total
    return -(-percent // 100) if up else percent // 100


def fence(deployment: dict) -> Fence:
    """Zero both for Recreate; for RollingUpdate never both zero, or nothing could move."""
    spec = deployment["spec"]
    strategy = spec.get("strategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return Fence(0, 0)
    rolling, total = strategy.get("rollingUpdate") or {}, spec["replicas"]
    surge = scaled(rolling.get("maxSurge", "25%"), total, up=True)
    unavailable = scaled(rolling.get("maxUnavailable", "25%"), total, up=False)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return Fence(surge, min(unavailable, total))


def least_available(deployment: dict) -> int:
    """The floor under the number of available pods."""
    return deployment["spec"]["replicas"] - fence(deployment).unavailable


def most_pods(deployment: dict) -> int:
    """The ceiling over the number of pods."""
    return deployment["spec"]["replicas"] + fence(deployment).surge


def is_rolling(deployment: dict) -> bool:
    return (deployment["spec"].get("strategy") or {}).get("type", "RollingUpdate") == "RollingUpdate"
