"""A cluster in a lesson's start state."""

from __future__ import annotations

from cluster.simulation import DEFAULT_EPOCH, Simulation
from tutorial.lessons.document import Lesson
from tutorial.lessons.script import apply_objects, run_script

SETTLE = 600_000_000  # µs of virtual time that the start state may need to come to rest


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
        simulation.settle(SETTLE)
    if start.objects:
        apply_objects(simulation, start.objects)
    if start.commands:
        ran = run_script(simulation, "\n".join(start.commands), files)
        if ran.code:
            raise BadStart(f"start.commands: {ran.error or ran.transcript[-400:]}")
    if start.objects or start.commands:
        simulation.settle(SETTLE)
    return simulation, files
