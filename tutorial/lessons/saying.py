"""Reads what one check of a lesson says: exactly one of `cel`, `always`, `never`, `sometime`, `before`, in a window."""

from __future__ import annotations

from typing import Any, Protocol

from tutorial.lessons.document import SAYS, Check

FORMS = ("cel", *SAYS)
CHECK_KEYS = {"id", "text", "detail", "from", "until", *FORMS}
LONGEST_APART = 86_400  # s: the longest that a learner can let pass in one go


class Reader(Protocol):
    """What collects the problems of a file (shape.py)."""

    def problem(self, place: str, message: str) -> None: ...
    def mapping(self, place: str, value: Any, allowed: set[str], needed: Any = ()) -> dict: ...
    def text(self, place: str, value: Any) -> str: ...
    def words(self, place: str, value: Any) -> dict[str, str]: ...


def read_check(reader: Reader, place: str, item: dict, goal: bool | None) -> Check:
    """The check of a mapping that has an `id` and no unknown keys; what is wrong with it goes to `reader`. `goal`:
    is it one, or a guard (None: neither, it is only tried)?"""
    given = [form for form in FORMS if form in item]
    if len(given) != 1:
        said = " and ".join(given) if given else "nothing of what it looks at"
        reader.problem(place, f"says {said}; it must say one of {', '.join(FORMS)}")
    form = given[0] if given else "cel"
    check = Check(
        item["id"],
        cel="",
        text=reader.words(f"{place}.text", item.get("text")),
        detail=reader.text(f"{place}.detail", item.get("detail", "")),
        says="" if form == "cel" else form,
        since=reader.text(f"{place}.from", item.get("from", "")),
        until=reader.text(f"{place}.until", item.get("until", "")),
    )
    if form == "before":
        _order(reader, f"{place}.before", item[form], check)
    elif given:
        check.cel = reader.text(f"{place}.{form}", item[form])
    if goal is not None:
        _decidable(reader, place, check, goal)
    return check


def _order(reader: Reader, place: str, value: Any, check: Check) -> None:
    value = reader.mapping(place, value, {"first", "then", "apart"}, {"first", "then"})
    check.first, check.cel = (reader.text(f"{place}.{key}", value.get(key, "")) for key in ("first", "then"))
    apart = value.get("apart", 0)
    if isinstance(apart, bool) or not isinstance(apart, (int, float)) or not 0 <= apart <= LONGEST_APART:
        reader.problem(f"{place}.apart", f"{apart!r} must be a number of seconds from 0 to {LONGEST_APART}")
        apart = 0
    check.apart = apart


def _decidable(reader: Reader, place: str, check: Check, goal: bool) -> None:
    """A goal must be able to be reached, a guard to be broken."""
    own = "sometime" if goal else "always"
    if not check.says and (check.since or check.until):
        window = "from" if check.since else "until"
        reader.problem(f"{place}.{window}", f"goes with {', '.join(SAYS)}; instead of `cel` say `{own}`")
    elif goal and check.says in ("always", "never") and not check.until:
        reader.problem(f"{place}.{check.says}", "can never be reached without `until`: when is it kept long enough?")
    elif not goal and check.says == "sometime" and not check.until:
        reader.problem(f"{place}.sometime", "can never be broken without `until`: by when must it have happened?")
