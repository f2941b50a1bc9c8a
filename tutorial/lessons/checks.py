"""A lesson's goals and guards, asked after every change.

A goal that was reached stays reached; what was broken stays broken, and knows the first moment that broke it. What was
decided is kept with its moment, so that the state at any earlier moment is read off, not worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tutorial.lessons.document import Check, Lesson
from tutorial.lessons.standing import BROKEN, MET, OPEN, Moment, Standing
from tutorial.lessons.world import World


class Monitor:
    """Feed it changes; `met` maps goals to the time (µs) they were reached, `broken` checks to the time they broke."""

    def __init__(self, lesson: Lesson, world: World, state: dict[str, dict] | None = None):
        """`world`: as it is now. `state`: what `dump` gave earlier. Raises BadExpression for an author's mistake."""
        self.lesson, self.world = lesson, world
        self.goals = {check.id: Standing(check, check.says or "sometime") for check in lesson.goals}
        self.guards = {check.id: Standing(check, check.says or "always") for check in lesson.guards}
        self._all = [*self.goals.values(), *self.guards.values()]
        for one in self._all:
            if kept := (state or {}).get(one.check.id):
                one.load(kept)

    @property
    def met(self) -> dict[str, int]:
        return {id_: one.turned.at for id_, one in self.goals.items() if one.state == MET and one.turned}

    @property
    def broken(self) -> dict[str, int]:
        return {one.check.id: one.turned.at for one in self._all if one.state == BROKEN and one.turned}

    @property
    def errors(self) -> dict[str, str]:
        """Check → what is wrong with its expression."""
        return {one.check.id: one.error for one in self._all if one.error}

    @property
    def solved(self) -> bool:
        return bool(self.goals) and not self.broken and len(self.met) == len(self.goals)

    @property
    def recalls(self) -> bool:
        """Must its world know the history from before now?"""
        return any(one.recalls for one in self._all)

    def standing(self, id_: str) -> Standing | None:
        return next((one for one in self._all if one.check.id == id_), None)

    def feed(self, changes: Iterable[Any]) -> list[Standing]:
        """Take changes in, oldest first, asking after each; what that decided, in its order."""
        return [one for change in changes for one in self.ask(self.world.apply(change))]

    def ask(self, kind: str | None = None) -> list[Standing]:
        """Ask every open check that a change of `kind` concerns, all of them when None; what that decided."""
        return [one for one in self._all if one.state == OPEN and one.look(self.world, kind)]

    def report(self, language: str) -> list[dict]:
        """The frame's `checks`: id, kind, met, text, state (open, met, broken), detail (what is missing, or was at the
        moment that broke it), at (µs, when it turned) and, of what is broken, `moment`: the change that broke it."""
        goals = [self._line(one, "goal", one.state == MET, language) for one in self.goals.values()]
        return goals + [self._line(one, "guard", one.state != BROKEN, language) for one in self.guards.values()]

    def missing(self, goal: Check) -> str | None:
        """What the author's `detail` says about a goal that is not reached, or the author's mistake."""
        one = self.goals[goal.id]
        return one.error or one.missing(self.world) or None if one.state == OPEN else one.detail or None

    def dump(self) -> dict[str, dict]:
        """As JSON, for `state` of a later one."""
        return {one.check.id: one.dump() for one in self._all}

    def cut(self, at: int, revision: int) -> None:
        """Back to the state at `revision`, at `at` µs."""
        for one in self._all:
            one.cut(Moment(at, revision))

    def _line(self, one: Standing, kind: str, met: bool, language: str) -> dict:
        check = one.check
        moment = {"time": one.turned.at, "revision": one.turned.revision} if one.turned else {}
        return {
            "id": check.id,
            "kind": kind,
            "met": met,
            "text": check.text.get(language) or next(iter(check.text.values()), check.id),
            "detail": self.missing(check) if kind == "goal" else one.detail or None,
            "at": one.turned.at if one.turned else None,
            "state": one.state,
            "moment": {**moment, **one.happened} if one.happened else None,
        }


def remembered(world: World, simulation: Any, since: int) -> None:
    """Give a world as it is now the history that `simulation` has recorded since revision `since`; nothing is asked."""
    changes = list(simulation.store.changes_since(max(since, simulation.store.compacted)))
    now, revision = world.now, world.revision
    world.undo(reversed(changes))
    for change in changes:
        world.apply(change)
    world.now, world.revision = now, revision
