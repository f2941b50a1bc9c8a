"""Scaling a Deployment in the middle of a rollout: every active ReplicaSet gets its share.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling; golden suite
rollouts, cases proportional-scale-*.
"""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """An active ReplicaSet: `size` replicas now; `most` = the max-replicas it was last told (None: never told)."""

    name: str
    size: int
    most: int | None
    created: str


def shares(parts: list[Part], wanted: int, surge: int, existing: int) -> list[tuple[str, int]]:
    """(name, new size) in the order in which they are to be scaled. `existing`: pods the Deployment has now.

    The larger ReplicaSets come first; among equals the newer when growing, the older when shrinking.
    What rounding leaves over goes to the first.
    """
    allowed = wanted + surge if wanted > 0 else 0
    to_add = allowed - sum(part.size for part in parts)
    ordered = _ordered(parts, growing=to_add > 0) if to_add else list(parts)
    sizes, added = [], 0
    for part in ordered:
        share = _share(part, wanted, surge, existing, to_add, added)
        sizes.append(part.size + share)
        added += share
    if sizes and to_add:
        sizes[0] = max(0, sizes[0] + to_add - added)
    return [(part.name, size) for part, size in zip(ordered, sizes, strict=True)]


def _ordered(parts: list[Part], growing: bool) -> list[Part]:
    by_age = sorted(parts, key=lambda part: (part.created, part.name), reverse=growing)
    return sorted(by_age, key=lambda part: part.size, reverse=True)


def _share(part: Part, wanted: int, surge: int, existing: int, to_add: int, added: int) -> int:
    if part.size == 0 or to_add == 0 or to_add == added:
        return 0
    fraction = _fraction(part, wanted, surge, existing)
    return min(fraction, to_add - added) if to_add > 0 else max(fraction, to_add - added)


def _fraction(part: Part, wanted: int, surge: int, existing: int) -> int:
    """How many replicas `part` should gain or lose to keep its proportion of the whole."""
    if wanted == 0:
        return -part.size
    before = part.most or existing
    if before == 0:
        return 0
    return _rounded(part.size * (wanted + surge), before) - part.size


def _rounded(numerator: int, denominator: int) -> int:
    """The nearest integer of a non-negative fraction, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)
