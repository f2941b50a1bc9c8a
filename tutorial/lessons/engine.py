"""What lessons need of the engine: a world to check, and a cluster in a lesson's start state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.kinds import kind_name
from cluster.simulation import Simulation
from tutorial.lessons.slim import Slimmer
from tutorial.lessons.world import World


def inputs_of(simulation: Simulation) -> Callable[[str], Any]:
    """`"i7"` → the Input of that number, or None."""

    def find(id_: str) -> Any:
        inputs = simulation.inputs
        if not inputs:
            return None
        index = int(id_[1:]) - inputs[0].sequence
        return inputs[index] if 0 <= index < len(inputs) else None

    return find


def check_world(simulation: Simulation, files: dict[str, str], input_of: Callable[[str], Any] | None = None) -> World:
    """The world as it is now, with no history yet. `files` is looked at anew for each check."""
    world = World(Slimmer(simulation).slim, kind_name, input_of or inputs_of(simulation), files)
    for resource in simulation.store.resources():
        for obj in simulation.store.list(resource):
            world.put(resource, obj)
    world.now = simulation.now
    return world
