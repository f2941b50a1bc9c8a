"""A cluster in a lesson's start state."""

from __future__ import annotations

from cluster.simulation import DEFAULT_EPOCH, Simulation
from tutorial.lessons.document import Lesson, Start
from tutorial.lessons.script import apply_objects, run_script
from tutorial.lessons.settle import settle


class BadStart(ValueError):
    """The start state cannot be reached; the message is what the script said."""


def started(
    lesson: Lesson | None,
    seed: int = 0,
    epoch: int = DEFAULT_EPOCH,
    profile: str | None = None,
    most_objects: int = 0,
) -> tuple[Simulation, dict[str, str]]:
    """(simulation, files) as the learner finds them; `most_objects` 0: as many as they like. Raises BadStart."""
    start = lesson.start if lesson else Start()
    simulation = Simulation(seed=seed, nodes=start.nodes, profile=profile or start.profile, epoch=epoch)
    if most_objects:
        simulation.limit_objects(most_objects)
    files = dict(lesson.files) if lesson else {}
    if start.nodes:
        settle(simulation)
    if start.objects:
        try:
            apply_objects(simulation, start.objects)
        except ValueError as error:
            raise BadStart(f"start.objects: {error}") from error
    if start.commands:
        ran = run_script(simulation, "\n".join(start.commands), files)
        if ran.failure:
            raise BadStart(f"start.commands: {ran.failure}")
    if start.objects or start.commands:
        settle(simulation)
    return simulation, files
