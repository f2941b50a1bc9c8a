"""What one computed run gives: its lines, programs that listen, load; and how far it may be computed."""

from __future__ import annotations

from cluster.images.place import Line, Serving
from cluster.images.sh.streams import Forever, OutOfMemory

FAR = 1 << 62  # µs
MOST_LINES = 100_000  # about the 10 MiB that a container's log may have before it is rotated
STEPS = 20_000  # a script that needs more commands than that in no time counts as one that runs on
STEPS_READ = 60_000  # likewise when it is computed up to a moment
MOST_STEPS = 200_000  # that a script is followed for
BLOCK = 8_000  # commands that are worked out in one go beyond what must be known


class Tape:
    """`until`: compute up to this moment (virtual µs); None: find out how it ends, but not beyond `horizon` once it has
    asked the network, and not much beyond `looked` (None: its end matters now)."""

    def __init__(self, until: int | None, horizon: int | None = None, looked: int | None = None):
        self.until, self.horizon, self.looked = until, horizon, looked
        self.asks = False  # it asked the network
        self.known: int | None = None  # the run was left there, to be gone on with when that moment has come
        self.lines: list[Line] = []
        self.serving: list[Serving] = []
        self.stored: dict[str, tuple[int, int]] = {}  # files that are larger than what is kept: path → (when, bytes)
        self.heeds = False  # the main process ends when it is asked to
        self.stop_code = 0
        self.stop_takes = 0
        self.tmpfs: dict[str, int] = {}  # files that are kept in memory: path → bytes
        self.full: int | None = None  # when a process beside takes the last of the memory
        self.steps = 0
        self.alone = 0  # steps since time passed, where the shell can be taken up again
        self.plain = True  # what was worked out so far is the same whatever `until` is
        self.span = (0, FAR)  # else: the moments `until` with which it is the same
        self.signal: int | None = None  # when SIGTERM comes
        self.killed: tuple[int, str] | None = None  # when a command sends process 1 a signal, and which
        self.cut = False  # it goes on after what was computed, with more than printing
        self.endless = False  # the main process was found never to end by itself
        self.dated = 0  # how often the time was asked for by something else than a printed line
        self.varied = 0  # how often something that may differ next time (the network, chance) was asked

    def step(self, now: int, quiet: bool = False) -> None:
        """One more command. Raises Forever when that is enough. `quiet`: from now on nothing but printing happens."""
        self.steps += 1
        self.alone += 1
        if self.alone > (STEPS if self.until is None else STEPS_READ) or self.steps > MOST_STEPS:
            self.cut = True
            raise Forever
        if self.until is None and self.looked is not None and now > self.looked and self.steps % BLOCK == 0:
            self.cut, self.known = True, now
            raise Forever
        self.reach(now, quiet)

    def reach(self, now: int, quiet: bool = False) -> None:
        """It is `now`. Raises Forever beyond the moment up to which is computed, OutOfMemory when memory is full."""
        if self.full is not None and now >= self.full:
            raise OutOfMemory(self.full)
        if self.asks and self.until is None and self.horizon is not None and now > self.horizon:
            self.cut, self.known = True, self.horizon
            raise Forever
        if self.until is not None and now > self.until:
            self.cut = self.cut or not quiet
            raise Forever

    def print(self, at: int, text: str, stream: str) -> None:
        if text:
            self.lines.append(Line(at, text, stream))
            if len(self.lines) > 2 * MOST_LINES:
                del self.lines[:MOST_LINES]
