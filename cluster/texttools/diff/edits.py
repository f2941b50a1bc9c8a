"""The shortest way from one list of lines to another, as GNU diff shows it.

Source: E. Myers, "An O(ND) Difference Algorithm and Its Variations" (Algorithmica 1, 1986). Of the places where the
same lines could as well be gone or come, the lowest is shown, or the one beside another change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_MOST = 3_000  # lines of difference that are looked for; texts further apart are shown as wholly different


class Edit(NamedTuple):
    """Lines `old[a:b]` become `new[c:d]`."""

    a: int
    b: int
    c: int
    d: int

    @property
    def mixed(self) -> bool:
        return self.a < self.b and self.c < self.d


def edits(old: Sequence, new: Sequence, around: int = 3) -> list[Edit]:
    """From the first to the last; between two of them at least one line is common. Of the lines that both texts end
    with GNU looks at `around` only."""
    least, start, ends = min(len(old), len(new)), 0, 0
    while start < least and old[start] == new[start]:
        start += 1
    while ends < least - start and old[-1 - ends] == new[-1 - ends]:
        ends += 1
    found: list[Edit] = []
    for step in _steps(old[start : len(old) - ends], new[start : len(new) - ends]):
        _add(found, Edit(*(number + start for number in step)))
    cut = max(0, ends - around)
    return _settled(found, old[: len(old) - cut], new[: len(new) - cut])


def _add(found: list[Edit], edit: Edit) -> None:
    """As one with the last, where they touch."""
    if found and (found[-1].b, found[-1].d) == (edit.a, edit.c):
        edit = Edit(found[-1].a, edit.b, found.pop().c, edit.d)
    found.append(edit)


def _steps(old: Sequence, new: Sequence) -> list[Edit]:
    """One line each."""
    reached: dict[int, int] = {1: 0}
    history: list[dict[int, int]] = []
    for depth in range(min(len(old) + len(new), _MOST) + 1):
        history.append(dict(reached))
        for k in range(-depth, depth + 1, 2):
            x = reached[k + 1] if _comes(reached, k, depth) else reached[k - 1] + 1
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            reached[k] = x
            if x >= len(old) and x - k >= len(new):
                return _back(history, x, x - k)
    return [Edit(0, len(old), 0, len(new))]


def _comes(reached: dict[int, int], k: int, depth: int) -> bool:
    """Whether the step onto diagonal k is a line that comes (else one that goes)."""
    return k == -depth or (k != depth and reached[k - 1] < reached[k + 1])


def _back(history: list[dict[int, int]], x: int, y: int) -> list[Edit]:
    found = []
    for depth in range(len(history) - 1, 0, -1):
        reached, k = history[depth], x - y
        comes = _comes(reached, k, depth)
        before = k + 1 if comes else k - 1
        x = reached[before]
        y = x - before
        found.append(Edit(x, x, y, y + 1) if comes else Edit(x, x + 1, y, y))
    return found[::-1]


def _settled(found: list[Edit], old: Sequence, new: Sequence) -> list[Edit]:
    """Every change that only takes or only adds at the place where it is shown."""
    at = 0
    while at < len(found):
        edit = found[at]
        above = found[at - 1] if at else Edit(0, 0, 0, 0)
        below = found[at + 1] if at + 1 < len(found) else Edit(len(old), len(old), len(new), len(new))
        lines, start, end = (old, edit.a, edit.b) if edit.c == edit.d else (new, edit.c, edit.d)
        up = down = 0
        if not edit.mixed:
            while down < below.a - edit.b and lines[start + down] == lines[end + down]:
                down += 1
            while up < edit.a - above.b and lines[start - 1 - up] == lines[end - 1 - up]:
                up += 1
        joins_above = at and up == edit.a - above.b
        if at + 1 < len(found) and down == below.a - edit.b:
            found[at : at + 2] = [Edit(edit.a + down, below.b, edit.c + down, below.d)]
            at -= 1 if joins_above else 0
        elif joins_above and not edit.mixed:
            found[at - 1 : at + 1] = [Edit(above.a, edit.b - up, above.c, edit.d - up)]
            at = at if found[at - 1].mixed else at - 1
        else:
            found[at] = Edit(*(number + down for number in edit))
            at += 1
    return found
