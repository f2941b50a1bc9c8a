"""What one computed run gives: its lines, programs that listen, load; and how far it may be computed."""

from __future__ import annotations

from cluster.images.place import Line, Serving
from cluster.images.sh.streams import Forever, OutOfMemory

MOST_LINES = 100_000  # about the 10 MiB that a container's log may have before it is rotated
STEPS = 20_000  # a script that needs more commands than that counts as one that runs on
STEPS_READ = 60_000  # likewise when it is computed up to a moment


class Tape:
    """`until`: compute up to this moment (virtual µs); None: find out how it ends, but not beyond `horizon` once it has
    asked the network."""

    def __init__(self, until: int | None, horizon: int | None = None):
        self.until, self.horizon = until, horizon
        self.asks = False  # it asked the network
        self.waits = False  # the horizon was reached
        self.lines: list[Line] = []
        self.serving: list[Serving] = []
        self.stored: dict[str, tuple[int, int]] = {}  # files that are larger than what is kept: path → (when, bytes)
        self.heeds = False  # the main process ends when it is asked to
        self.stop_code = 0
        self.stop_takes = 0
        self.tmpfs: dict[str, int] = {}  # files that are kept in memory: path → bytes
        self.full: int | None = None  # when a process beside takes the last of the memory
        self.steps = 0
        self.signal: int | None = None  # when SIGTERM comes
        self.killed: tuple[int, str] | None = None  # when a command sends process 1 a signal, and which
        self.cut = False  # it goes on after what was computed, with more than printing
        self.endless = False  # the main process was found never to end by itself
        self.dated = 0  # how often the time was asked for by something else than a printed line
        self.varied = 0  # how often something that may differ next time (the network, chance) was asked

    def step(self, now: int, quiet: bool = False) -> None:
        """One more command. Raises Forever when that is enough. `quiet`: from now on nothing but printing happens."""
        self.steps += 1
        if self.steps > (STEPS if self.until is None else STEPS_READ):
            self.cut = True
            raise Forever
        self.reach(now, quiet)

    def reach(self, now: int, quiet: bool = False) -> None:
        """It is `now`. Raises Forever beyond the moment up to which is computed, OutOfMemory when memory is full."""
        if self.full is not None and now >= self.full:
            raise OutOfMemory(self.full)
        if self.asks and self.until is None and self.horizon is not None and now > self.horizon:
            self.cut = self.waits = True
            raise Forever
        if self.until is not None and now > self.until:
            self.cut = self.cut or not quiet
            raise Forever

    def print(self, at: int, text: str, stream: str) -> None:
        if text:
            self.lines.append(Line(at, text, stream))
            if len(self.lines) > 2 * MOST_LINES:
                del self.lines[:MOST_LINES]
