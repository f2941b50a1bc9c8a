"""How one check stands: what it has seen of the history, and whether it is decided.

A check looks at moments: the world after each single change. It is open until it is met or broken, and then stays so.

    always   broken at the first moment at which the expression is false; met when the window closes
    never    broken at the first moment at which it is true; met when the window closes
    sometime met at the first moment at which it is true; broken when the window closes before that
    before   decided at the first moment at which `then` holds: met if `first` held at an earlier moment, at least
             `apart` seconds earlier, else broken; broken when the window closes before that
"""

from __future__ import annotations

from typing import NamedTuple

from tutorial.lessons.cel import BadExpression, Expression, compiled
from tutorial.lessons.document import Check
from tutorial.lessons.world import World

OPEN, MET, BROKEN = "open", "met", "broken"
BODY = {"always": "always", "never": "never", "sometime": "sometime", "before": "before.then"}
STRICT = ("always", "never")  # what must hold at every moment must be tellable at every moment


class Moment(NamedTuple):
    """Virtual µs, and the revision of the change that made it (None: kept before 2026-11-23, when it was not noted)."""

    at: int
    revision: int | None

    def is_after(self, other: Moment) -> bool:
        return self.at > other.at if self.revision is None else self.revision > (other.revision or 0)


class Standing:
    """Of one check, asked moment by moment with `look`."""

    def __init__(self, check: Check, verb: str):
        """`verb`: one of document.SAYS. Raises BadExpression, naming the check, for an author's mistake."""
        self.check, self.verb = check, verb
        self.state = OPEN
        self.since: Moment | None = None  # when the window opened; without `from` it always is
        self.first: Moment | None = None  # when `before.first` held for the first time
        self.turned: Moment | None = None  # when it was decided
        self.detail = ""  # what the author says of the moment that broke it
        self.happened: dict | None = None  # the change that broke it (World.happened)
        self.error = ""  # the author's mistake
        said = {verb if name == "cel" else name: source for name, source in check.expressions().items()}
        self._asked = {name: _compiled(check, name, source) for name, source in said.items()}
        self._detail = _compiled(check, "detail", check.detail) if check.detail else None

    @property
    def recalls(self) -> bool:
        """Does what is still to be decided look at what happened before?"""
        return self.state == OPEN and any(one.recalls for one in (*self._asked.values(), self._detail) if one)

    @property
    def watching(self) -> bool:
        return self.since is not None or "from" not in self._asked

    def look(self, world: World, kind: str | None = None) -> bool:
        """The world as it is at one moment, after a change of an object of `kind` (None: of anything); True when that
        decided the check. Only expressions that the change concerns are asked."""
        if self.state != OPEN:
            return False
        if not self.watching:
            if not self._holds("from", world, kind):
                return False
            self.since, kind = Moment(world.now, world.revision), None  # what the window opens on is all new to it
        if "until" in self._asked and self._holds("until", world, kind):
            self._turn(MET if self.verb in STRICT else BROKEN, world)
        else:
            self._body(world, kind)
        return self.state != OPEN

    def missing(self, world: World) -> str:
        """What the author says of the world as it is, while the check is open."""
        return self._told(world) if self.state == OPEN else ""

    def cut(self, end: Moment) -> None:
        """Back to how it stood at `end`: what was seen after it has not happened."""
        if self.turned and self.turned.is_after(end):
            self.state, self.turned, self.detail, self.happened = OPEN, None, "", None
        self.first = None if self.first and self.first.is_after(end) else self.first
        self.since = None if self.since and self.since.is_after(end) else self.since

    def dump(self) -> dict:
        """As JSON, without what is empty."""
        said = {name: getattr(self, name) for name in ("since", "first", "turned", "detail", "happened")}
        return {"state": self.state, **{name: value for name, value in said.items() if value}}

    def load(self, kept: dict) -> None:
        self.state, self.detail, self.happened = kept["state"], kept.get("detail", ""), kept.get("happened")
        for name in ("since", "first", "turned"):
            setattr(self, name, Moment(*kept[name]) if kept.get(name) else None)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _body(self, world: World, kind: str | None) -> None:
        body = self._asked[BODY[self.verb]]
        if body.concerns(kind):
            value = self._value(body, world, strict=self.verb in STRICT)
            if self.verb == "always" and value is False:
                self._turn(BROKEN, world)
            elif value is True and self.verb != "always":
                self._turn({"never": BROKEN, "sometime": MET}.get(self.verb) or self._order(world), world)
        if self.verb == "before" and self.state == OPEN and not self.first and self._holds("before.first", world, kind):
            self.first = Moment(world.now, world.revision)

    def _order(self, world: World) -> str:
        return MET if self.first and world.now - self.first.at >= self.check.apart * 1_000_000 else BROKEN

    def _turn(self, state: str, world: World) -> None:
        self.state, self.turned = state, Moment(world.now, world.revision)
        if state == BROKEN:
            self.happened, self.detail = world.happened(), self._told(world)

    def _holds(self, name: str, world: World, kind: str | None) -> bool:
        asked = self._asked[name]
        return asked.concerns(kind) and self._value(asked, world) is True

    def _value(self, expression: Expression, world: World, strict: bool = False) -> object:
        outcome = expression.evaluate(world)
        self.error = outcome.error or (outcome.missing if strict else "") or self.error
        return outcome.value

    def _told(self, world: World) -> str:
        return str(self._detail.evaluate(world).value or "") if self._detail else ""


def _compiled(check: Check, name: str, source: str) -> Expression:
    try:
        return compiled(source, "string" if name == "detail" else "bool")
    except BadExpression as error:
        place = check.id if name in STRICT or name == "sometime" else f"{check.id}.{name}"
        raise BadExpression(f"{place}: {error}") from error
