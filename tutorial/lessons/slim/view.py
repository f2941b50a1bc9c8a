"""What the makers of slim objects look at, and small conversions."""

from __future__ import annotations

from typing import Any, NamedTuple

from cluster.objects import quantities, times


class View(NamedTuple):
    """Of one cluster."""

    simulation: Any

    def time(self, text: str | None) -> int | None:
        """A timestamp as virtual µs."""
        return times.parse(text) - self.simulation.epoch if text else None


def milli(quantity: Any) -> int:
    """Millicores."""
    return quantities.milli(quantity) if quantity else 0


def whole(quantity: Any) -> int:
    """Bytes, pods."""
    return quantities.units(quantity) if quantity else 0
