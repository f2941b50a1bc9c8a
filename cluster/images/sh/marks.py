"""What is known of a main process from working it out before: its state at some moments, and what that depended on.

A mark is right as long as everything up to its moment is as it was: files that others write, the network, the stop
signal. So a change in the middle of a run costs what comes after it, and going on costs what is new. Whether there are
marks changes nothing but the cost: what comes of a run is the same as if it were worked out from its beginning.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Any

from cluster.images.filesystem import looks
from cluster.images.sh.spine import Spine
from cluster.images.sh.streams import Input
from cluster.images.sh.tape import BLOCK, FAR

if TYPE_CHECKING:
    from cluster.images.filesystem.files import Files
    from cluster.images.filesystem.tree import Layer
    from cluster.images.place import Place, Ran
    from cluster.images.sh.shell import Shell

_EVERY = 40  # steps between two marks, at least
_MOST, _NEAR = 16, 6  # marks of a run; those before the moment that matters
_OF_SHELL = (
    "variables", "exported", "functions", "aliases", "traps", "options", "arguments", "children", "cwd", "code", "name",
    "dialect", "depth", "interactive", "quiet", "executed", "drawn", "_unchecked",
)  # fmt: skip
_OF_PLACE = (
    "env", "hostname", "argv", "started", "ip", "user", "group", "groups", "cwd", "limits", "processes", "serving",
    "tty", "privileged", "escalates", "room", "memory",
)  # fmt: skip
_NOT_OF_TAPE = ("until", "horizon", "looked", "signal")  # what is asked for, not what comes of it


class Mark:
    """The state of a main shell at the beginning of a step. `at`: its moment (virtual µs)."""

    def __init__(self, shell: Shell, stands: list[Any]):
        tape, files = shell.tape, shell.files
        self.at, self.steps, self.stands = shell.clock.now, tape.steps, stands
        self.read, self.asks = tape.until is not None, tape.asks
        self.plain, self.span, self.guessed = tape.plain, tape.span, files.guessed
        self._shell = {name: _own(getattr(shell, name)) for name in _OF_SHELL}
        self._fds = {fd: _own(stream) for fd, stream in shell.fds.items()}
        self._tape = {name: _own(value) for name, value in vars(tape).items() if name not in _NOT_OF_TAPE}
        self._written, self._looked = list(files.written), dict(files.looked)

    def restore(self, shell: Shell) -> None:
        for name, value in self._shell.items():
            setattr(shell, name, _own(value))
        shell.fds = {fd: _own(stream) for fd, stream in self._fds.items()}
        for name, value in self._tape.items():
            setattr(shell.tape, name, _own(value))
        shell.clock.now = self.at
        shell.files.resume(self._written, self._looked, self.guessed)

    def serves(self, until: int | None, signal: int | None) -> bool:
        """Whether one can go on from here to that moment, with a stop signal then."""
        if signal is not None and (self.at >= signal or not self.plain):
            return False
        if until is None:
            return self.plain or not self.read
        return self.at <= until and (self.plain or (self.read and self.span[0] <= until < self.span[1]))


def _own(value: Any) -> Any:
    """A copy that does not change with what it was made from."""
    return copy(value) if isinstance(value, dict | list | Input) else value


class Course:
    """The marks of one run. `ran`: what came of it last, with what was asked for (its user keeps it here; it goes when
    it is no longer right); `walked`: steps of the shell that were really worked out, in all."""

    def __init__(self) -> None:
        self._marks: dict[bool, list[Mark]] = {
            False: [],
            True: [],
        }  # True: only for reading what it does up to a moment
        self._inputs: tuple[dict[str, Layer], list] | None = None
        self._looked: dict[str, int] = {}
        self._guessed = False
        self._since = 0
        self._signal: int | None = None
        self._front = 0  # the moment that matters now: it will go on from about there
        self.ran: tuple[Any, Ran] | None = None
        self.due = _EVERY
        self.walked = 0

    def fit(self, place: Place, since: int) -> None:
        """What is known has to fit the place (before anything runs in it) and a network that is as it is `since`
        then: what does not is forgotten."""
        layers = {mount.key: mount.layer for mount in place.files.mounts}
        inputs = (layers, [getattr(place, name) for name in _OF_PLACE])
        before, self._inputs = self._inputs, inputs
        if before is None or before[1] != inputs[1] or before[0].keys() != layers.keys():
            self._forget(lambda mark: True)
        else:
            self._forget_changed(before[0], layers)
        if since != self._since:
            self._since = since
            self._forget(lambda mark: mark.at >= since)

    def _forget(self, wrong: Callable[[Mark], bool]) -> None:
        self.ran = None
        self._marks = {kind: [mark for mark in marks if not wrong(mark)] for kind, marks in self._marks.items()}

    def _forget_changed(self, before: dict[str, Layer], layers: dict[str, Layer]) -> None:
        news = [(at, key, change) for key, layer in layers.items() for at, change in layer.differs(before[key])]
        if news and self._guessed:
            self._forget(lambda mark: mark.guessed)
        first = min((at for at, key, change in news if looks.matter(self._looked, key, change)), default=None)
        if first is not None:
            self._forget(lambda mark: mark.at >= first)

    def spine(self, until: int | None, signal: int | None, looked: int | None) -> Spine:
        """The way to the last mark from which one can go on, as `running.run` is asked to."""
        self._signal = signal
        self._front = until if until is not None else FAR if looked is None else looked
        found = [mark for marks in self._marks.values() for mark in marks if mark.serves(until, signal)]
        if until is None and looked is not None:
            found = _as_far_as_asked(found, looked)
        mark = max(found, key=lambda mark: mark.at, default=None)
        self.due = _EVERY + (mark.steps if mark is not None else 0)
        return Spine(self, mark)

    def mark(self, shell: Shell, stands: list[Any]) -> None:
        """A step begins: keep this, unless it hangs on what comes later."""
        tape, now = shell.tape, shell.clock.now
        self.due = tape.steps + max(_EVERY, (len(tape.lines) + len(shell.files.written)) // 50)
        kind = tape.until is not None and not tape.plain
        marks = self._marks[kind]
        alive = any(child.ends is None or child.ends > now for child in shell.children)
        place = bisect_left(marks, now, key=_moment)
        known = place < len(marks) and marks[place].at == now
        if alive or known or (self._signal is not None and now >= self._signal):
            return
        marks.insert(place, Mark(shell, stands))
        if len(marks) > _MOST:
            front = bisect_right(marks, self._front, key=_moment)
            near = max(0, front - _NEAR)
            self._marks[kind] = [*marks[:near:2], *marks[near:front], *marks[front::2]]

    def keep(self, files: Files, steps: int) -> None:
        """What the run has looked at; `steps`: that were worked out."""
        self._guessed = self._guessed or files.guessed
        for path, moment in files.looked.items():
            self._looked[path] = max(moment, self._looked.get(path, moment))
        self.walked += steps


def _moment(mark: Mark) -> int:
    return mark.at


def _as_far_as_asked(marks: list[Mark], looked: int) -> list[Mark]:
    """Those that one comes by who does not go much beyond `looked` (see Tape.step), and who wants to hear what the
    network says from then on."""
    before = [mark for mark in marks if mark.at <= looked]
    end = (max((mark.steps for mark in before), default=0) // BLOCK + 1) * BLOCK
    return before + [mark for mark in marks if mark.at > looked and mark.steps < end and not mark.asks]
