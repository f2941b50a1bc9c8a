"""Cells of the server's tables, made once for an object and kept as long as they read the same.

Stored objects never change, so an object's cells change with its ages only: `3h` reads the same for minutes, and a cell
that is an age and nothing else is made anew without the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cluster.kinds import cells

if TYPE_CHECKING:
    from cluster.kinds.base import Kind


class _Row(NamedTuple):
    """The cells of `obj` as `kind` shows it, which read the same from `begin` to `end` (µs since 1970)."""

    obj: dict
    kind: Kind
    begin: int
    end: int
    cells: list
    ages: list[tuple[int, int]] | None


class Rows:
    """Cells of at most `most` objects; then it begins anew."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[int, _Row] = {}

    def cells(self, kind: Kind, obj: dict, now: int) -> list:
        """As `kind.row`; the same list while it holds. `now` in µs since 1970."""
        known = self._made.get(id(obj))
        if known is None or known.obj is not obj or known.kind is not kind:
            known = None
            if len(self._made) >= self._most:
                self._made.clear()
        elif known.begin <= now < known.end:
            return known.cells
        if known is not None and known.ages is not None:
            found, steady = cells.aged(known.cells, known.ages, now)
            made = known._replace(begin=now, end=now + steady, cells=found)
        else:
            found, steady, ages = cells.timed(lambda: kind.row(obj, now))
            made = _Row(obj, kind, now, now + steady, found, ages)
        self._made[id(obj)] = made
        return found
