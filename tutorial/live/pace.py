"""From wall time to virtual time: rate, pause, and jumps. Pure arithmetic; the caller says what time it is."""

from __future__ import annotations

SLOWEST, FASTEST = 0.1, 100.0  # as static/js/page/timebar/rates.js; who wants more runs on until something


class Pace:
    """`wall` is in seconds (monotonic), virtual time in µs."""

    def __init__(self, now: int, wall: float, rate: float = 1.0, running: bool = True):
        self.rate, self.running = rate, running
        self.jump: int | None = None  # reach this moment as fast as it can be computed
        self.anchor(now, wall)

    def anchor(self, now: int, wall: float) -> None:
        """Virtual `now` is reached at this very moment."""
        self._virtual, self._wall = now, wall

    def target(self, wall: float) -> int:
        """How far virtual time may have come."""
        if self.jump is not None:
            return self.jump
        if not self.running:
            return self._virtual
        return self._virtual + max(0, int((wall - self._wall) * 1_000_000 * self.rate))

    def wall_of(self, virtual: int) -> float | None:
        """When `virtual` will be reached; None while paused."""
        if not self.running:
            return None
        return self._wall + (virtual - self._virtual) / (1_000_000 * self.rate)

    def change(self, wall: float, now: int, rate: float | None = None, running: bool | None = None) -> None:
        self.anchor(now, wall)
        if rate is not None:
            self.rate = rate
        if running is not None:
            self.running = running
            self.jump = None if not running else self.jump
