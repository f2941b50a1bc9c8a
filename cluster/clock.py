"""Virtual time and the queue of due work.

Work is data, `(due, sequence, component, key, causes)`: never a callable, so that a snapshot is JSON.
One (component, key) stands in the queue at most once: the earliest due time wins and the causes come together.
A reconciler that still needs a later moment asks for it again each time it runs.
"""

from heapq import heappop, heappush
from typing import NamedTuple

# A key that ten thousand changes have touched needs no ten thousand causes: the first ones say what began it,
# the latest what completed it.
CAUSES_KEPT = 32


class Work(NamedTuple):
    """`due` in µs; `sequence` breaks ties in order of asking; `causes` are revisions and input ids."""

    due: int
    sequence: int
    component: str
    key: str
    causes: list


class Clock:
    def __init__(self, now: int = 0, sequence: int = 0):
        self.now = now
        self._sequence = sequence
        self._heap: list[Work] = []
        self._waiting: dict[tuple[str, str], Work] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def next_due(self) -> int | None:
        """When the next work is due, or None when nothing is left to do."""
        work = self._first()
        return work.due if work else None

    def due_at(self, component: str, key: str) -> int | None:
        """When this key of this component is due, or None."""
        work = self._waiting.get((component, key))
        return work.due if work else None

    def schedule(self, due: int, component: str, key: str, causes=()) -> None:
        """Have `component` look at `key` at `due`, or earlier if it is already due earlier."""
        if due < self.now:
            raise ValueError(f"due(={due}) must be >= now(={self.now})")
        place = (component, key)
        waiting = self._waiting.get(place)
        if waiting is not None:
            _add_causes(waiting.causes, causes)
            if waiting.due <= due:
                return
            causes = waiting.causes
        self._sequence += 1
        work = Work(due, self._sequence, component, key, list(causes))
        self._waiting[place] = work
        heappush(self._heap, work)

    def pop(self) -> Work | None:
        """The next due work; time moves to it. None when the queue is empty."""
        work = self._first()
        if work is None:
            return None
        heappop(self._heap)
        del self._waiting[work.component, work.key]
        self.now = max(self.now, work.due)
        return work

    def forget(self, component: str, key: str) -> None:
        """Take a key out of the queue."""
        self._waiting.pop((component, key), None)

    def take_over(self, other: "Clock") -> None:
        """What waits in `other` is due here at the same moments, after what waits here."""
        for work in sorted(other._waiting.values(), key=_order):
            self.schedule(work.due, work.component, work.key, work.causes)

    def dump(self) -> dict:
        """Plain JSON, the queue in the order in which it will run."""
        return {
            "now": self.now,
            "sequence": self._sequence,
            "queue": [[*work[:4], list(work.causes)] for work in sorted(self._waiting.values(), key=_order)],
        }

    @classmethod
    def load(cls, data: dict) -> "Clock":
        clock = cls(data["now"], data["sequence"])
        for due, sequence, component, key, causes in data["queue"]:
            work = Work(due, sequence, component, key, list(causes))
            clock._waiting[component, key] = work
            clock._heap.append(work)  # sorted, and so a heap
        return clock

    def _first(self) -> Work | None:
        heap = self._heap
        while heap:
            work = heap[0]
            if self._waiting.get((work.component, work.key)) is work:
                return work
            heappop(heap)  # overtaken by an earlier one, or forgotten
        return None


def _order(work: Work) -> tuple[int, int]:
    return work.due, work.sequence


def _add_causes(causes: list, more) -> None:
    for cause in more:
        if cause in causes:
            continue
        if len(causes) >= CAUSES_KEPT:
            del causes[CAUSES_KEPT // 2]
        causes.append(cause)
