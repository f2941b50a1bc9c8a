"""What a process sees of its surroundings, and what comes of running it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from cluster.images.catalogue import Image
from cluster.images.filesystem.files import Clock, Files, Write
from cluster.images.wire import HttpRequest, Reply, Resolved


class Asker(Protocol):
    """The network, from where the process is. Sources: cluster.images.wire."""

    def resolve(self, name: str, record: str = "A") -> Resolved: ...

    def request(self, request: HttpRequest) -> Reply: ...

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply: ...


class Line(NamedTuple):
    """`at` in virtual µs; `text` as written, with its newline if it has one."""

    at: int
    text: str
    stream: str = "stdout"


class Serving(NamedTuple):
    """A program that listens: since when (virtual µs), its argv, until when (None: as long as the container runs)."""

    since: int
    argv: tuple[str, ...]
    until: int | None = None


@dataclass
class Place:
    """`files.clock` is the moment; `started`: µs since 1970 at which the container's main process came up; `epoch`: µs
    since 1970 at virtual time 0; `limits`: {"cpu": millicores, "memory": bytes} where set; `processes`: the command
    lines of what runs there beside (first the main process); `argv`: of the main process; `node`: name of its node."""

    image: Image
    files: Files
    env: dict[str, str]
    hostname: str
    argv: tuple[str, ...] = ()
    started: int = 0
    ip: str = ""
    epoch: int = 0
    user: int = 0
    group: int = 0
    groups: tuple[int, ...] = (0,)
    cwd: str = "/"
    asker: Asker | None = None
    limits: dict[str, int] = field(default_factory=dict)
    processes: tuple[str, ...] = ()
    serving: tuple[Serving, ...] = ()
    node: str = ""
    tty: bool = False
    privileged: bool = False
    escalates: bool = True  # a program of root's that is set-uid runs as root (allowPrivilegeEscalation)
    room: int | None = None  # bytes of memory that its processes may take together
    memory: dict[str, dict] = field(default_factory=dict)  # of programs that listen, by port: Answer.memory
    draws: Any = None  # (purpose, n) → 64 bits, where there is chance ($RANDOM)

    @property
    def now(self) -> int:
        return self.files.clock.now

    def beside(self) -> Place:
        """The same place for a process beside this one, with a clock of its own."""
        clock = Clock(self.now)
        return replace(self, files=self.files.fork(clock))


class Ran(NamedTuple):
    """What came of a process. `ends`: virtual µs, None while its end is not in sight; `heeds`: it ends when asked to;
    `error`: it could not be started, in the runtime's words."""

    code: int
    ends: int | None
    lines: list[Line]
    writes: list[Write]
    error: str | None = None
    serving: tuple[Serving, ...] = ()
    heeds: bool = False
    endless: bool = False  # it will never end by itself, whatever is written or answered
    cwd: str = "/"
    asked: bool = False  # it looked at what may be another next time: the network, chance, the time
    stored: tuple[tuple[int, str, int], ...] = ()  # (when, path, bytes) of files of which only the size is known
    oom: bool = False  # it took more memory than there is
    cut: bool = False  # it goes on after what was computed, and does more than print
    given: tuple[Write, ...] = ()  # what others write into files that it sees, as far as that was known
    heard: Any = None  # what the network told it that its caller wants to keep
    known: int | None = None  # its end is not in sight, but what others do and answer is known up to this moment only
