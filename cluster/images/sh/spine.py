"""Where in its script a shell stands, and how it takes up its work there again.

A main process is worked out again and again, each time a little farther. So that what is known need not be worked out
anew, its state is marked from time to time (see `marks`): what the shell holds, and its stands: one for each list,
loop, branch and function that it is in, outermost first. To take up its work from a mark the interpreter walks down
the script by the stands, doing nothing on its way, and at the last one gets its state back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cluster.images.sh.marks import Course, Mark
    from cluster.images.sh.shell import Shell


class Stand:
    """One construct that the shell is in. `value`: where in it; `again`: it was taken up from a mark."""

    __slots__ = ("_spine", "again", "value")

    def __init__(self, value: Any, again: bool = False, spine: Spine | None = None):
        self.value, self.again, self._spine = value, again, spine

    def __enter__(self) -> Stand:
        return self

    def __exit__(self, *error: object) -> None:
        if self._spine is not None:
            self._spine.stands.pop()


class Spine:
    """Of one main shell. `way`: the values of the stands that are still to be walked down."""

    def __init__(self, course: Course, mark: Mark | None):
        self.course, self.mark = course, mark
        self.way: list[Any] = list(mark.stands) if mark is not None else []
        self.stands: list[Stand] = []
        self._moved = -1  # the last moment at which a step began

    def stand(self, shell: Shell, value: Any) -> Stand:
        again = bool(self.way)
        if again:
            value = self.way.pop(0)
            if not self.way and self.mark is not None:
                self.mark.restore(shell)
        stand = Stand(value, again, self)
        self.stands.append(stand)
        return stand

    def look(self, shell: Shell) -> None:
        """A step begins: it may be time for a mark."""
        if shell.clock.now > self._moved:
            self._moved, shell.tape.alone = shell.clock.now, 0
        if shell.tape.steps >= self.course.due:
            self.course.mark(shell, [stand.value for stand in self.stands])
