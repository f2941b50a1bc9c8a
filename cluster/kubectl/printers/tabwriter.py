"""Elastic tab stops, as Go's text/tabwriter aligns columns (https://pkg.go.dev/text/tabwriter).

A cell is what stands before a tab; what stands after the last tab of a line belongs to no column. A column is a run of
neighbouring lines that have a cell in that place, so a line without it ends the column.
"""


class TabWriter:
    """Collects lines; `flush()` gives them aligned.

    minimum: least width of a column; padding: blanks after the widest cell; remember: later flushes are at least as
    wide
    as earlier ones (`kubectl get -w`).
    """

    def __init__(self, minimum: int = 0, padding: int = 2, remember: bool = False) -> None:
        self._minimum, self._padding, self._remember = minimum, padding, remember
        self._text: list[str] = []
        self._widths: list[int] = []

    def write(self, text: str) -> None:
        self._text.append(text)

    def flush(self) -> str:
        """All that was written since the last flush, aligned."""
        text, self._text = "".join(self._text), []
        if not text:
            return ""
        lines = [line.split("\t") for line in text.split("\n")]
        widths: list[list[int]] = [[] for _ in lines]
        self._measure(lines, widths, 0, len(lines), 0)
        return "\n".join(map(_aligned, lines, widths))

    def _measure(self, lines: list[list[str]], widths: list[list[int]], start: int, end: int, column: int) -> None:
        row = start
        while row < end:
            if column >= len(lines[row]) - 1:
                row += 1
                continue
            first = row
            while row < end and column < len(lines[row]) - 1:
                row += 1
            width = self._width(lines[first:row], column)
            for index in range(first, row):
                widths[index].append(width)
            self._measure(lines, widths, first, row, column + 1)

    def _width(self, block: list[list[str]], column: int) -> int:
        width = max(self._minimum, *(len(cells[column]) + self._padding for cells in block))
        if not self._remember:
            return width
        if column < len(self._widths):
            width = max(width, self._widths[column])
            self._widths[column] = width
        else:
            self._widths.append(width)
        return width


def _aligned(cells: list[str], widths: list[int]) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False)) + cells[-1]
