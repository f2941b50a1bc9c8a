"""How often a cluster has moved (time passed, something was done), for those who wait for the next time."""

from __future__ import annotations

import asyncio


class Moves:
    def __init__(self) -> None:
        self.count = 0
        self._waiting: list[asyncio.Future] = []

    def tell(self) -> None:
        self.count += 1
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def beyond(self, seen: int, seconds: float) -> int:
        """Wait until it has moved more often than `seen` times, at most so many wall seconds; returns how often."""
        if self.count <= seen:
            future = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await asyncio.wait((future,), timeout=seconds)
        return self.count
