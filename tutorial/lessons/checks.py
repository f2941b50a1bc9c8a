"""A lesson's goals and guards, asked after every change.

A goal that was reached stays reached; a guard that was broken stays broken, and knows the first moment that broke it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tutorial.lessons.cel import BadExpression, Expression, compiled
from tutorial.lessons.document import Check, Lesson
from tutorial.lessons.world import World


class Monitor:
    """Feed it changes; `met` maps goals to the time (µs) they were reached, `broken` guards to the time they broke."""

    def __init__(self, lesson: Lesson, world: World, state: dict[str, dict[str, int]] | None = None):
        """`world`: as it is now. `state`: what `dump` gave earlier. Raises BadExpression for an author's mistake."""
        self.lesson, self.world = lesson, world
        self.met: dict[str, int] = dict((state or {}).get("met", {}))
        self.broken: dict[str, int] = dict((state or {}).get("broken", {}))
        self.errors: dict[str, str] = {}  # check → what is wrong with its expression
        self._details: dict[str, str] = {}
        self._expressions = {check.id: expression(check) for check in (*lesson.goals, *lesson.guards)}
        self._detail_expressions = {
            check.id: compiled(check.detail, "string") for check in lesson.goals if check.detail
        }

    @property
    def solved(self) -> bool:
        return bool(self.lesson.goals) and not self.broken and all(goal.id in self.met for goal in self.lesson.goals)

    def feed(self, changes: Iterable[Any]) -> bool:
        """Take changes in, oldest first, asking after each; True when a goal or guard turned."""
        before = len(self.met) + len(self.broken)
        for change in changes:
            self.ask(self.world.apply(change))
        return len(self.met) + len(self.broken) != before

    def ask(self, kind: str | None = None) -> None:
        """Ask every open check that a change of `kind` concerns; all of them when None."""
        for goal in self.lesson.goals:
            if goal.id not in self.met and self._concerns(goal, kind) and self._evaluate(goal).holds:
                self.met[goal.id] = self.world.now
        for guard in self.lesson.guards:
            if guard.id not in self.broken and self._concerns(guard, kind) and self._evaluate(guard).value is False:
                self.broken[guard.id] = self.world.now

    def report(self, language: str) -> list[dict]:
        """The frame's `checks`: id, kind, met, text, detail (what is missing) and at (µs, when it turned)."""
        goals = [
            _line(goal, "goal", goal.id in self.met, language, self.met.get(goal.id), self.missing(goal))
            for goal in self.lesson.goals
        ]
        guards = [
            _line(guard, "guard", guard.id not in self.broken, language, self.broken.get(guard.id))
            for guard in self.lesson.guards
        ]
        return goals + guards

    def missing(self, goal: Check) -> str | None:
        """What the author's `detail` says about a goal that is not reached, or the author's mistake."""
        if goal.id in self.met:
            return None
        if goal.id in self.errors:
            return self.errors[goal.id]
        detail = self._detail_expressions.get(goal.id)
        return str(detail.evaluate(self.world).value or "") or None if detail else None

    def dump(self) -> dict[str, dict[str, int]]:
        return {"met": dict(self.met), "broken": dict(self.broken)}

    def _concerns(self, check: Check, kind: str | None) -> bool:
        return kind is None or self._expressions[check.id].concerns(kind)

    def _evaluate(self, check: Check):
        outcome = self._expressions[check.id].evaluate(self.world)
        error = outcome.error or (outcome.missing if check in self.lesson.guards else "")
        if error:  # a guard that cannot be told is no guard
            self.errors[check.id] = error
        return outcome


def expression(check: Check) -> Expression:
    """The check's expression, compiled. Raises BadExpression naming the check."""
    try:
        return compiled(check.cel)
    except BadExpression as error:
        raise BadExpression(f"{check.id}: {error}") from error


def remembered(world: World, simulation: Any, since: int) -> None:
    """Give a world as it is now the history that `simulation` has recorded since revision `since`; nothing is asked."""
    changes = list(simulation.store.changes_since(max(since, simulation.store.compacted)))
    now = world.now
    world.undo(reversed(changes))
    for change in changes:
        world.apply(change)
    world.now = now


def rebuilt(lesson: Lesson, simulation: Any, since: int, world_of: Callable[[Any], World]) -> Monitor:
    """The monitor as it stands after everything that `simulation` recorded since revision `since`."""
    world = world_of(simulation)
    changes = list(simulation.store.changes_since(max(since, simulation.store.compacted)))
    world.undo(reversed(changes))
    monitor = Monitor(lesson, world)
    monitor.ask()
    monitor.feed(changes)
    return monitor


def _line(check: Check, kind: str, met: bool, language: str, at: int | None, detail: str | None = None) -> dict:
    text = check.text.get(language) or next(iter(check.text.values()), check.id)
    return {"id": check.id, "kind": kind, "met": met, "text": text, "detail": detail, "at": at}
