"""How names and rows are set on a screen of 80 columns."""

from __future__ import annotations

from typing import NamedTuple

_WIDTH = 80
_TAB = 8


class Cell(NamedTuple):
    """`width`: that busybox's column has at least."""

    text: str
    width: int
    left: bool = False


def lines(rows: list[list[Cell]], gnu: bool) -> str:
    """Rows with their columns under one another; GNU's are as wide as they must be, busybox's as they always are."""
    widths = [max(len(row[at].text) for row in rows) for at in range(len(rows[0]) - 1)]
    text = ""
    for row in rows:
        cells = [_set(cell, width if gnu else cell.width) for cell, width in zip(row, widths, strict=False)]
        head = " ".join(cells)
        text += f"{head} {row[-1].text}\n"
    return text


def _set(cell: Cell, width: int) -> str:
    return cell.text.ljust(width) if cell.left else cell.text.rjust(width)


def columns(names: list[str], gnu: bool) -> str:
    """Names from top to bottom and from left to right."""
    return _narrow(names) if gnu else _even(names)


def _narrow(names: list[str]) -> str:
    """As many columns as fit, each as wide as its names; the gaps are tabs where they reach far enough."""
    for count in range(min(len(names), _WIDTH // 3), 0, -1):
        height = -(-len(names) // count)
        parts = [names[at : at + height] for at in range(0, len(names), height)]
        widths = [max(map(len, part)) + 2 for part in parts]
        if count == 1 or (len(parts) == count and sum(widths) - 2 < _WIDTH):
            break
    text = ""
    for row in range(height):
        at = start = 0
        for part, width in zip(parts, widths, strict=True):
            if row < len(part):
                text += _gap(at, start) + part[row]
                at, start = start + len(part[row]), start + width
        text += "\n"
    return text


def _gap(at: int, to: int) -> str:
    text = ""
    while at < to:
        tab = to // _TAB > (at + 1) // _TAB
        text += "\t" if tab else " "
        at += _TAB - at % _TAB if tab else 1
    return text


def _even(names: list[str]) -> str:
    """Columns of one width."""
    width = max(map(len, names)) + 2
    count = max(1, _WIDTH // width)
    height = -(-len(names) // count)
    rows = [names[row::height] for row in range(height)]
    return "".join("".join(name.ljust(width) for name in row[:-1]) + row[-1] + "\n" for row in rows)


def human(size: int, gnu: bool) -> str:
    """`1.5K`: GNU rounds up, busybox to the nearest."""
    if size < 1024:
        return str(size)
    number, unit = float(size), 0
    while number >= 1024:
        number, unit = number / 1024, unit + 1
    letter = " KMGTP"[unit]
    if not gnu:
        return f"{number:.1f}{letter}"
    up = -(-size * 10 // 1024**unit)
    return f"{up / 10:.1f}{letter}" if up < 100 else f"{-(-size // 1024**unit)}{letter}"
