"""Letting a world come to rest, however restless it is."""

from __future__ import annotations

from cluster.simulation import Simulation

LONGEST = 600_000_000  # µs: ten virtual minutes, enough for evictions from a lost node (5 minutes)


def settle(simulation: Simulation, most: int = LONGEST) -> None:
    """Do what is due within `most` µs from now. A crash loop never rests; it is left where it is then."""
    end = simulation.now + most
    while (due := simulation.next_due) is not None and due <= end:
        simulation.step()
