"""A cluster in a lesson's start state."""

from __future__ import annotations

from cluster.simulation import DEFAULT_EPOCH, Simulation
from tutorial.lessons.document import Lesson
from tutorial.lessons.script import apply_objects, run_script
from tutorial.lessons.settle import settle


class BadStart(ValueError):
    """The start state cannot be reached; the message is what the script said."""


def started(
    lesson: Lesson | None, seed: int = 0, epoch: int = DEFAULT_EPOCH, profile: str | None = None
) -> tuple[Simulation, dict[str, str]]:
    """(simulation, files) as the learner finds them. Raises BadStart."""
    if lesson is None:
        return Simulation(seed=seed, nodes=1, profile=profile or "lesson", epoch=epoch), {}
    start = lesson.start
    simulation = Simulation(seed=seed, nodes=start.nodes, profile=profile or start.profile, epoch=epoch)
    files = dict(lesson.files)
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
