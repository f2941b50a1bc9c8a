"""What `--sort-by` makes of tables and of objects, and how kubectl ends where there is no order."""

from __future__ import annotations

from cluster.kubectl.client.resources import Info
from cluster.kubectl.command import Call
from cluster.kubectl.errors import Exit
from cluster.kubectl.printers import sorting


def sorted_tables(call: Call, infos: list[Info], field: str) -> list[Info]:
    """Rows of each table in the order of `field`."""
    path = sorting.parse(field)
    found = []
    for info in infos:
        table = info.object or {}
        try:
            rows = sorting.rows(table.get("rows") or [], path)
        except sorting.Unsortable as wrong:
            raise unsortable(call, wrong.told(path.source, "[][][]reflect.Value"), 375) from None
        found.append(Info(info.resource, info.namespace, info.name, {**table, "rows": rows}, info.source))
    return found


def unsortable(call: Call, text: str, line: int) -> Exit:
    """It ends in the client's log."""
    call.err(f"{call.logged('F', f'sorter.go:{line}')} {text}\n")
    return Exit(1)
