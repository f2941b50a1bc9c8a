"""How differences are written: normal, unified, context. Source: GNU diffutils' manual, "Output Formats"."""

from __future__ import annotations

from collections.abc import Sequence

from cluster.texttools.diff.edits import Edit

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def normal(found: list[Edit], old: Sequence[str], new: Sequence[str]) -> str:
    text = ""
    for a, b, c, d in found:
        letter = "a" if a == b else "d" if c == d else "c"
        text += f"{_range(a, b)}{letter}{_range(c, d)}\n"
        text += _marked("< ", old[a:b])
        text += "---\n" if letter == "c" else ""
        text += _marked("> ", new[c:d])
    return text


def _range(start: int, end: int) -> str:
    if end - start > 1:
        return f"{start + 1},{end}"
    return str(end if end == start else start + 1)


def _marked(mark: str, lines: Sequence[str]) -> str:
    return "".join(f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}{_NO_NEWLINE}" for line in lines)


def grouped(found: list[Edit], around: int) -> list[list[Edit]]:
    """Changes that are shown together, with so many lines around them."""
    groups: list[list[Edit]] = []
    for edit in found:
        if groups and edit.a - groups[-1][-1].b <= 2 * around:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return groups


def unified(found: list[Edit], old: Sequence[str], new: Sequence[str], around: int = 3) -> str:
    text = ""
    for group in grouped(found, around):
        start, begin = max(0, group[0].a - around), max(0, group[0].c - around)
        start, begin = max(start, group[0].a - group[0].c + begin), max(begin, group[0].c - group[0].a + start)
        end = min(len(old), group[-1].b + around)
        last = end - group[-1].b + group[-1].d
        text += f"@@ -{_counted(start, end)} +{_counted(begin, last)} @@\n"
        at = start
        for a, b, c, d in group:
            text += _marked(" ", old[at:a]) + _marked("-", old[a:b]) + _marked("+", new[c:d])
            at = b
        text += _marked(" ", old[at:end])
    return text


def _counted(start: int, end: int) -> str:
    count = end - start
    return str(end) if count == 1 else f"{start + 1 if count else start},{count}"


def context(found: list[Edit], old: Sequence[str], new: Sequence[str], around: int = 3) -> str:
    text = ""
    for group in grouped(found, around):
        start, end = max(0, group[0].a - around), min(len(old), group[-1].b + around)
        begin, last = max(0, group[0].c - around), min(len(new), group[-1].d + around)
        text += f"***************\n*** {_lines(start, end)} ****\n"
        if any(edit.a < edit.b for edit in group):
            text += _half([(e.a, e.b, e.mixed) for e in group], old, start, end, "- ")
        text += f"--- {_lines(begin, last)} ----\n"
        if any(edit.c < edit.d for edit in group):
            text += _half([(e.c, e.d, e.mixed) for e in group], new, begin, last, "+ ")
    return text


def _lines(start: int, end: int) -> str:
    return f"{start + 1},{end}" if end - start > 1 else str(end)


def _half(parts: list[tuple[int, int, bool]], lines: Sequence[str], start: int, end: int, mark: str) -> str:
    text, at = "", start
    for first, after, mixed in parts:
        text += _marked("  ", lines[at:first]) + _marked("! " if mixed else mark, lines[first:after])
        at = after
    return text + _marked("  ", lines[at:end])
