"""Virtual time and the queue of due work.

Work is data, `(due, sequence, component, key, causes)`: never a callable, so that a snapshot is JSON.
One (component, key) stands in the queue at most once: the earliest due time wins. `schedule` tells of what has
happened, and such causes come together; `remind` is a reconciler's wish for a later moment, which it repeats each time
it runs: what led to the wish is a cause of what is done at that moment, and of nothing that is done earlier.
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
        # Reminders for which something earlier has come, (due, causes); and the one of the work that is being done.
        self._wishes: dict[tuple[str, str], tuple[int, list]] = {}
        self._wished: dict[tuple[str, str], tuple[int, list]] = {}

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
        """Have `component` look at `key` at `due`, or earlier if it is already due earlier, because `causes` happened;
        without any, the causes are those of what waited."""
        place = (component, key)
        waiting = self._waiting.get(place)
        if waiting is not None and waiting.due <= due:
            _add_causes(waiting.causes, causes)
            return
        if waiting is not None:
            self._wishes[place] = waiting.due, waiting.causes
            causes = causes or waiting.causes
        self._put(due, component, key, causes)

    def remind(self, due: int, component: str, key: str, causes=()) -> None:
        """Have `component` look at `key` again at `due`, or earlier; a wish that is repeated keeps its first causes."""
        place = (component, key)
        waiting = self._waiting.get(place)
        wished_for, first = self._wished.get(place, (None, causes))
        if wished_for == due:
            causes = first
        if waiting is None or due < waiting.due:
            self._put(due, component, key, causes)
        elif due == waiting.due:
            _add_causes(waiting.causes, causes)
        elif place not in self._wishes or due < self._wishes[place][0]:
            self._wishes[place] = due, list(causes)

    def _put(self, due: int, component: str, key: str, causes) -> None:
        if due < self.now:
            raise ValueError(f"due(={due}) must be >= now(={self.now})")
        self._sequence += 1
        work = Work(due, self._sequence, component, key, list(causes))
        self._waiting[component, key] = work
        heappush(self._heap, work)

    def pop(self) -> Work | None:
        """The next due work; time moves to it. None when the queue is empty."""
        work = self._first()
        if work is None:
            return None
        heappop(self._heap)
        place = work.component, work.key
        del self._waiting[place]
        self._wished = {place: self._wishes.pop(place)} if place in self._wishes else {}
        self.now = max(self.now, work.due)
        return work

    def forget(self, component: str, key: str) -> None:
        """Take a key out of the queue."""
        self._waiting.pop((component, key), None)
        self._wishes.pop((component, key), None)

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
            "wishes": [[*place, due, list(causes)] for place, (due, causes) in sorted(self._wishes.items())],
        }

    @classmethod
    def load(cls, data: dict) -> "Clock":
        clock = cls(data["now"], data["sequence"])
        for due, sequence, component, key, causes in data["queue"]:
            work = Work(due, sequence, component, key, list(causes))
            clock._waiting[component, key] = work
            clock._heap.append(work)  # sorted, and so a heap
        for component, key, due, causes in data.get("wishes", ()):  # not in what older versions kept
            clock._wishes[component, key] = due, list(causes)
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
