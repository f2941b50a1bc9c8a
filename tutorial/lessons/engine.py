"""What lessons need of the engine: a world to check, and a cluster in a lesson's start state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.kinds import KINDS, kind_name
from cluster.runtime import Runtime
from cluster.simulation import Simulation
from cluster.store import Compacted
from tutorial.lessons.slim import Slimmer
from tutorial.lessons.world import World

DEEPEST = 2_000  # revisions that are looked through for what led to one


def inputs_of(simulation: Simulation) -> Callable[[str], Any]:
    """`"i7"` → the Input of that number, or None."""

    def find(id_: str) -> Any:
        inputs = simulation.inputs
        if not inputs:
            return None
        index = int(id_[1:]) - inputs[0].sequence
        return inputs[index] if 0 <= index < len(inputs) else None

    return find


class _AtMoment:
    """A world of checks in the place of the cluster that slim objects are made of: only what is recorded of the moment
    at which a check stands, so that the answer is the same whenever it is asked. What runs on the nodes is not."""

    def __init__(self, epoch: int):
        self.epoch, self.runtime, self.store = epoch, Runtime(), self
        self.world: World
        self._slimmer = Slimmer(self)

    @property
    def now(self) -> int:
        return self.world.now

    def slim(self, resource: str, obj: dict) -> dict | None:
        made = self._slimmer.slim(resource, obj)
        if made is not None:
            made.pop("stopped", None)  # of a node's machine: not to be told here
        return made

    def select(self, resource: str, namespace: str, selector: Any) -> list[dict]:
        return self.world.select(KINDS.by_resource[resource].kind, namespace, selector)


def _change(simulation: Simulation, revision: int) -> Any:
    """None for one that is kept no longer, or that no change made: a new branch begins above all that were issued."""
    try:
        return simulation.store.change(revision)
    except (Compacted, IndexError):
        return None


def led_by(simulation: Simulation, counts: Callable[[Any], bool]) -> Callable[[Any], Any]:
    """Change → the newest Input that led to it, of those that count; None if none did."""

    def find(change: Any) -> Any:
        known: set[int | str] = set()
        waiting = [change]
        while waiting and len(known) < DEEPEST:
            fresh = [cause for cause in waiting.pop().causes if cause not in known]
            known.update(fresh)
            found = (_change(simulation, cause) for cause in fresh if isinstance(cause, int))
            waiting += [one for one in found if one is not None]
        given = filter(None, map(inputs_of(simulation), (cause for cause in known if isinstance(cause, str))))
        return max(filter(counts, given), key=lambda one: one.sequence, default=None)

    return find


def last_input(simulation: Simulation) -> int:
    """The number of the newest input, 0 if there is none."""
    return simulation.inputs[-1].sequence if simulation.inputs else 0


def check_world(
    simulation: Simulation,
    files: dict[str, str],
    input_of: Callable[[str], Any] | None = None,
    is_learners: Callable[[Any], bool] | None = None,
) -> World:
    """The world as it is now, with no history yet. `files` is looked at anew for each check. `is_learners(input)`: is
    it the learner's doing? If not given, all is that comes from now on: what there is made the start state."""
    moment, start = _AtMoment(simulation.epoch), last_input(simulation)
    led = led_by(simulation, is_learners or (lambda given: given.sequence > start))
    world = moment.world = World(moment.slim, kind_name, input_of or inputs_of(simulation), files, led)
    for resource in simulation.store.resources():
        for obj in simulation.store.list(resource):
            world.put(resource, obj)
    world.now, world.revision = simulation.now, simulation.store.revision
    return world
