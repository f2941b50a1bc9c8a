"""Questions about what is going to happen: answered by a branch of the learner's own cluster, never by an author."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.simulation import Simulation
from tutorial.lessons.cel import BadExpression, Expression, compiled
from tutorial.lessons.document import Question
from tutorial.lessons.engine import check_world
from tutorial.lessons.script import run_script
from tutorial.lessons.settle import settle


class CannotTell(ValueError):
    """The question makes no sense in this cluster as it is; the message says why."""


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise CannotTell(f"{text!r} is no whole number") from error


# What is taken of the values that an expression had after each change.
TAKES: dict[str, Callable[[list[str]], str]] = {
    "last": lambda values: values[-1],
    "first": lambda values: next((value for value in values if value), ""),
    "most": lambda values: str(max(map(_number, values))),
    "least": lambda values: str(min(map(_number, values))),
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


def predicted(question: Question, simulation: Simulation, files: dict[str, str]) -> str:
    """What will have happened once the question's script has run and all is quiet. Raises CannotTell.

    `simulation` is not touched: a branch lives through it."""
    twin = simulation.branch()
    world = check_world(twin, dict(files))
    since = twin.store.revision
    ran = run_script(twin, question.script, dict(files))
    if ran.failure:
        raise CannotTell(ran.failure)
    settle(twin)
    expression = asked(question)
    values = [_said(expression, world)]
    for change in twin.store.changes_since(since):
        if expression.concerns(world.apply(change)):
            values.append(_said(expression, world))
    return TAKES[question.take](values)


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
