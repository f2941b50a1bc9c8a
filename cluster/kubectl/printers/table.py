"""Tables for people: prints the columns that the server's Table object has.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables; layout as kubectl
1.35.2 prints it (golden suite tour, `raw`).
"""

from __future__ import annotations

from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.tabwriter import TabWriter


def escape(text: str) -> str:
    """Control characters that would drive the terminal, made visible."""
    return text.replace("\x1b", "^[").replace("\r", "\\r")


class TablePrinter:
    """Prints tables one after another; headers come again only when the columns change.

    `rows(table, kind)` writes; `flush()` gives the text. kind: prefix of names, `deployment.apps`, or "" for none.
    """

    def __init__(
        self,
        headers: bool = True,
        wide: bool = False,
        namespace: bool = False,
        labels: bool = False,
        label_columns: tuple[str, ...] = (),
        kind: str = "",
        remember: bool = False,
    ):
        self._headers, self._wide, self._namespace, self._labels = headers, wide, namespace, labels
        self._label_columns, self._kind = label_columns, kind
        self._writer = TabWriter(minimum=6, padding=3, remember=remember)
        self._last_columns: list[dict] | None = None
        self._header_printed = False

    def flush(self) -> str:
        return self._writer.flush()

    def add(self, table: dict, event: str = "") -> None:
        """Add a Table object: `columnDefinitions`, `rows` of `cells` and `object` (its metadata). `event`: of a
        watch."""
        columns = table.get("columnDefinitions") or self._last_columns or []
        if columns != self._last_columns:
            self._last_columns, self._header_printed = columns, False
        rows = table.get("rows") or []
        if rows and self._headers and not self._header_printed:
            self._line(self._header(columns, event))
        self._header_printed = self._header_printed or bool(rows)
        for row in rows:
            self._line(self._cells(columns, row, event))

    def _header(self, columns: list[dict], event: str) -> list[str]:
        names = ["Event"] if event else []
        names += ["Namespace"] if self._namespace else []
        names += [column["name"] for column in columns if self._shown(column)]
        names += [label.split("/")[-1] for label in self._label_columns]
        names += ["Labels"] if self._labels else []
        return [name.upper() for name in names]

    def _shown(self, column: dict) -> bool:
        return self._wide or not column.get("priority")

    def _cells(self, columns: list[dict], row: dict, event: str) -> list[str]:
        metadata = (row.get("object") or {}).get("metadata") or {}
        cells = [f"{event:<8}"] if event else []
        cells += [metadata.get("namespace") or ""] if self._namespace else []
        name_at = self._name_column(columns)
        for index, (column, value) in enumerate(zip(columns, row.get("cells") or (), strict=False)):
            if self._shown(column):
                text = _cell(value)
                cells.append(f"{self._kind}/{text}" if index == name_at else text)
        labels = metadata.get("labels") or {}
        cells += [_cell(labels.get(label, "")) for label in self._label_columns]
        cells += [format_labels(labels)] if self._labels else []
        return cells

    def _name_column(self, columns: list[dict]) -> int:
        if self._kind:
            for index, column in enumerate(columns):
                if column.get("format") == "name" and column.get("type") == "string":
                    return index
        return -1

    def _line(self, cells: list[str]) -> None:
        self._writer.write("\t".join(cells) + "\n")


def format_labels(labels: dict | None) -> str:
    """`a=b,c=d` in the order of the keys, `<none>` for no labels."""
    return ",".join(f"{key}={labels[key]}" for key in sorted(labels)) if labels else "<none>"


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = govalues.plain(value)
    for index, char in enumerate(text):
        if char in "\f\n\r":
            return escape(text[:index]) + "..."
    return escape(text)
