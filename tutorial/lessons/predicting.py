"""Questions about what is going to happen: answered by a branch of the learner's own cluster, never by an author."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cluster.simulation import Simulation
from tutorial.lessons.cel import BadExpression, Expression, compiled
from tutorial.lessons.document import Question
from tutorial.lessons.engine import check_world
from tutorial.lessons.script import READING, run_script
from tutorial.lessons.settle import settle


class CannotTell(ValueError):
    """The question makes no sense in this cluster as it is; the message says why."""


class Seen(NamedTuple):
    """A value of the question's expression, and since when (virtual µs) it had it."""

    value: str
    at: int


def _first(seen: list[Seen]) -> Seen:
    return next((one for one in seen if one.value), seen[-1])


# Which of the values that an expression had after each change is the answer; the first moment of several alike.
TAKES: dict[str, Callable[[list[Seen]], Seen]] = {
    "last": lambda seen: seen[-1],
    "first": _first,
    "most": lambda seen: max(seen, key=lambda one: _number(one.value)),
    "least": lambda seen: min(seen, key=lambda one: _number(one.value)),
}


def choices(question: Question, simulation: Simulation, files: dict[str, str]) -> list[str]:
    """What can be answered, in this cluster as it is now. Raises CannotTell."""
    if question.choices:
        return list(question.choices)
    outcome = among(question).evaluate(check_world(simulation, files))
    found = str(outcome.value or "").split("\n") if outcome.value else []
    if len(found) < 2:
        raise CannotTell(outcome.missing or outcome.error or f"there is nothing to choose from: {found}")
    return found


def predicted(question: Question, simulation: Simulation, files: dict[str, str]) -> Seen:
    """The answer, and the moment in the branch that shows it: its script has run there, and all is quiet. Raises
    CannotTell. `simulation` is not touched: a branch lives through it."""
    return TAKES[question.take](lived(question, simulation, files))


def lived(question: Question, simulation: Simulation, files: dict[str, str]) -> list[Seen]:
    """All values that the question's expression has in a branch that lives through it, each with its first moment.

    Commands are run at a reader's pace, as `tutorial.share.played` records them. Raises CannotTell."""
    twin = simulation.branch()
    world = check_world(twin, dict(files))
    since = twin.store.revision
    begun = twin.now
    ran = run_script(twin, question.script, dict(files), READING)
    if ran.failure:
        raise CannotTell(ran.failure)
    settle(twin)
    expression = asked(question)
    seen = [Seen(_said(expression, world), begun)]
    for change in twin.store.changes_since(since):
        if expression.concerns(world.apply(change)):
            value = _said(expression, world)
            if value != seen[-1].value:
                seen.append(Seen(value, change.time))
    return seen


def depends(question: Question, seen: list[Seen]) -> bool:
    """Whether the answer has to do with the cluster: its value changes there, or is another one where nothing is."""
    if len(seen) > 1:
        return True
    try:
        return _said(asked(question), check_world(Simulation(nodes=0), {})) != seen[0].value
    except CannotTell:
        return True  # it asks for something that only this cluster has


def asked(question: Question) -> Expression:
    """Raises BadExpression."""
    return _compiled(question, f"string({question.cel})")


def among(question: Question) -> Expression:
    """The expression of `among` (a list of texts) as one text. Raises BadExpression."""
    return _compiled(question, f"({question.among}).join('\\n')")


def _compiled(question: Question, source: str) -> Expression:
    try:
        return compiled(source, "string")
    except BadExpression as error:
        raise BadExpression(f"{question.id}: {error}") from error


def _said(expression: Expression, world: Any) -> str:
    outcome = expression.evaluate(world)
    if outcome.error:
        raise CannotTell(outcome.error)
    return str(outcome.value or "")


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise CannotTell(f"{text!r} is no whole number") from error
