"""The tables that minikube draws."""

from __future__ import annotations


def table(head: list[str], rows: list[list[str]]) -> str:
    """As minikube draws one: headings in the middle, cells to the left."""
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]

    def rule(left: str, middle: str, right: str) -> str:
        return left + middle.join("─" * (width + 2) for width in widths) + right + "\n"

    def line(cells: list[str], centred: bool = False) -> str:
        shown = [_padded(cell, width, centred) for cell, width in zip(cells, widths, strict=True)]
        return "│" + "│".join(f" {cell} " for cell in shown) + "│\n"

    body = "".join(map(line, rows))
    return rule("┌", "┬", "┐") + line(head, True) + rule("├", "┼", "┤") + body + rule("└", "┴", "┘")


def _width(text: str) -> int:
    """A mark such as ✅ takes two columns."""
    return len(text) + sum(1 for character in text if character == "✅")


def _padded(text: str, width: int, centred: bool) -> str:
    left = (width - _width(text)) // 2 if centred else 0
    return " " * left + text + " " * (width - _width(text) - left)
