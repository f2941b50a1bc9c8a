"""How much one socket, session or cluster may ask for."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class Bucket:
    """Lets `burst` through at once and `rate` a second after that."""

    def __init__(self, rate: float, burst: float, now: Callable[[], float] = monotonic):
        self.rate, self.burst = rate, burst
        self._now = now
        self._left, self._at = float(burst), now()

    def take(self) -> bool:
        now = self._now()
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def spend(self, amount: float) -> None:
        """Note what was used without asking; `take` says no until it has been made good."""
        self._left -= amount


class Answered:
    """The answers to the last messages, so that a message that is sent again is answered but not done again."""

    def __init__(self, kept: int = 500):
        self.kept = kept
        self._answers: dict[str, dict] = {}

    def get(self, id_: object) -> dict | None:
        return self._answers.get(str(id_))

    def put(self, id_: object, answer: dict) -> None:
        self._answers[str(id_)] = answer
        while len(self._answers) > self.kept:
            del self._answers[next(iter(self._answers))]

    def dump(self) -> list:
        """The ids whose answers say no more than that it was done: enough after a restart."""
        return [id_ for id_, answer in self._answers.items() if answer["type"] == "ack"][-100:]

    def load(self, ids: list[str]) -> None:
        for id_ in ids:
            self.put(id_, {"type": "ack", "id": id_, "result": {}})
