"""RollingUpdate: how large the new ReplicaSet may become, and what may be taken from the old ones, in one step.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment; golden suites
rollouts and rollouts_random.
"""

from __future__ import annotations

from typing import NamedTuple


class Old(NamedTuple):
    """An old ReplicaSet: how many replicas it wants and how many of its pods are available."""

    name: str
    want: int
    available: int


def new_size(new: int, total: int, wanted: int, most: int) -> int:
    """The size of the new ReplicaSet that has `new` of all `total` replicas: as many as the ceiling `most` allows."""
    if new > wanted:
        return wanted
    if total >= most:
        return new
    return new + min(most - total, wanted - new)


def removable(total: int, floor: int, new: int, new_available: int) -> int:
    """How many old replicas may go: those above the floor of availability, counting new ones that are not up yet."""
    return total - floor - (new - new_available)


class Cleanup(NamedTuple):
    """`steps`: (name, new size). `lagging`: a ReplicaSet's status still counts pods that are already on their way out,
    so no more may be decided from it now."""

    steps: list[tuple[str, int]]
    lagging: bool


def cleanup(olds: list[Old], most: int) -> Cleanup:
    """Unavailable old replicas go first, oldest ReplicaSet first, `most` in all: no availability is lost by it."""
    plan: list[tuple[str, int]] = []
    done = 0
    for old in olds:
        if done >= most:
            break
        if old.want == 0 or old.want == old.available:
            continue
        if old.want < old.available:
            return Cleanup(plan, True)
        count = min(most - done, old.want - old.available)
        plan.append((old.name, old.want - count))
        done += count
    return Cleanup(plan, False)


def scale_down(olds: list[Old], available: int, floor: int) -> list[tuple[str, int]]:
    """(name, new size): available old replicas go as far as `available` pods in all stay at the `floor` or above."""
    plan, left = [], available - floor
    for old in olds:
        if left <= 0:
            break
        if old.want == 0:
            continue
        count = min(old.want, left)
        plan.append((old.name, old.want - count))
        left -= count
    return plan
