"""The changes that a store keeps, found by revision.

Revisions count up by one, with gaps where a branch went on above those of another (`skip`): the numbers between
were issued over there, so nobody who knows one of them can go on from it here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cluster.store import Change


class Compacted(LookupError):
    """The history does not lead on from the revision asked for; `oldest` is the first one that it does lead on from."""

    def __init__(self, message: str, oldest: int):
        super().__init__(message)
        self.oldest = oldest


class Older(Protocol):
    """Changes that are read when somebody first looks so far back: `count` of them, after revision `compacted`."""

    compacted: int
    count: int

    def __call__(self) -> list[Change]: ...


class History:
    """`compacted`: changes up to this revision are no longer kept. `gaps`: `[last before, first after]`, ascending.

    `older`: what comes before `changes`, up to revision `known`."""

    def __init__(
        self,
        changes: Iterable[Change] = (),
        compacted: int = 0,
        gaps: Iterable[list[int]] = (),
        older: Older | None = None,
        known: int = 0,
    ):
        self._fresh = list(changes)
        self._older, self._known = older, known
        self.compacted = compacted
        self.gaps = [list(gap) for gap in gaps]

    def __len__(self) -> int:
        return len(self._fresh) + (self._older.count if self._older is not None else 0)

    @property
    def changes(self) -> list[Change]:
        """All that are kept. Raises what `older` raises, once: from then on what it should have read is compacted."""
        if self._older is not None:
            older, self._older = self._older, None
            try:
                self._fresh[:0] = older()
            except Exception:  # what cannot be read is gone; what came since is here
                self.compacted = self._known
                raise
        return self._fresh

    def append(self, change: Change) -> None:
        self._fresh.append(change)

    def at(self, revision: int) -> Change:
        """The change that made `revision`. Raises Compacted when no longer kept, IndexError when there is none."""
        if revision <= self.compacted:
            raise self._too_old(revision)
        found = self.changes[self._after(revision) - 1]
        if found.revision != revision:
            raise IndexError(f"revision {revision} was made by no change; the last one kept is {found.revision}")
        return found

    def since(self, revision: int) -> Iterator[Change]:
        """Changes after `revision`, oldest first. Raises Compacted when they are not all here."""
        self.check(revision)
        if self._older is not None and revision >= self._known:
            return iter(self._fresh[bisect_right(self._fresh, revision, key=lambda change: change.revision) :])
        changes = self.changes
        return (changes[index] for index in range(self._after(revision), len(changes)))

    def check(self, revision: int) -> None:
        """Raises Compacted when nobody who knows `revision` can go on from it here."""
        if revision < self.compacted:
            raise self._too_old(revision)
        for last, first in self.gaps:
            if last < revision < first:
                raise Compacted(f"revision {revision} is of a branch that was left", first)

    def compact(self, revision: int) -> None:
        """Forget the changes up to `revision`."""
        if revision > self.compacted:
            del self.changes[: self._after(revision)]
            self.compacted = revision

    def keep(self, most: int) -> None:
        """Forget all but the newest `most` changes."""
        if len(self) > most:
            self.compact(self.changes[-most - 1].revision)

    def skip(self, last: int, first: int) -> None:
        """After `last` the next revision that counts is `first`, which no change made either."""
        self.gaps.append([last, first])

    def copy(self) -> History:
        return History(self._fresh, self.compacted, self.gaps, self._older, self._known)

    def _too_old(self, revision: int) -> Compacted:
        return Compacted(f"revision {revision} is compacted; kept are those after {self.compacted}", self.compacted + 1)

    def _after(self, revision: int) -> int:
        """How many of the kept changes are not after `revision`."""
        if not self.gaps:
            return min(revision - self.compacted, len(self.changes))
        return bisect_right(self.changes, revision, key=lambda change: change.revision)
