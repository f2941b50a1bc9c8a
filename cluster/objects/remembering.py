"""What was made of an object, kept for the next who asks: stored objects never change, so each is its own key."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any


class Remembered:
    """At most `most` of them; then it begins anew. The object is kept, too, so that no other takes its identity."""

    def __init__(self, most: int):
        self._most = most
        self._made: dict[tuple[int, Hashable], tuple[Any, Any]] = {}

    def of(self, obj: Any, make: Callable[[], Any], way: Hashable = None) -> Any:
        """What `make` gave for this very object and `way` (the same object each time)."""
        known = self._made.get((id(obj), way))
        if known is None or known[0] is not obj:
            if len(self._made) >= self._most:
                self._made.clear()
            known = self._made[id(obj), way] = (obj, make())
        return known[1]
