"""What a simulation was given from outside since a moment of its past: enough to live through it all again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import takewhile

from cluster.inputs import Input

Snapshot = dict


class Record:
    """`origin`: the snapshot with which the record begins, or a function that is asked for it when it is first needed.
    `inputs`: what has come since, oldest first. `first`: the number of the next one while there is none."""

    def __init__(self, origin: Snapshot | Callable[[], Snapshot], inputs: Iterable[Input] = (), first: int = 1):
        self.kept_origin = origin  # as it was given: a function as long as nobody has needed the origin
        self.inputs = list(inputs)
        self._first = first

    @property
    def origin(self) -> Snapshot:
        """The snapshot from which `inputs` lead to now."""
        if callable(self.kept_origin):
            self.kept_origin = self.kept_origin()
        return self.kept_origin

    @property
    def next_sequence(self) -> int:
        """The number of the next input."""
        return self.inputs[-1].sequence + 1 if self.inputs else self._first

    def forget_before(self, origin: Snapshot) -> None:
        """Begin at a snapshot of the same simulation's later past: inputs that led there are not kept."""
        self.kept_origin, self._first = origin, max(self._first, origin["inputs"])
        self.inputs = [given for given in self.inputs if given.sequence >= origin["inputs"]]

    def moment_of(self, sequence: int) -> int:
        """When the input of this number came (virtual µs). ValueError when it is not kept."""
        for given in self.inputs:
            if given.sequence == sequence:
                return given.at
        raise ValueError(f"before={sequence} is not the number of an input that is kept")

    def until(self, at: int, before: int | None = None) -> list[Input]:
        """The inputs up to the virtual time `at`, and up to the one numbered `before`, without it. ValueError for a
        time that is not in the record."""
        start = self.origin["clock"]["now"]
        if at < start:
            raise ValueError(f"at(={at}) must be >= {start}, where this cluster's record begins")
        return list(takewhile(lambda given: given.at <= at and given.sequence != before, self.inputs))

    def branch(self) -> Record:
        """One that goes on by itself from here."""
        return Record(self.kept_origin, self.inputs, self._first)
