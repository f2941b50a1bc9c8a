"""additionalPrinterColumns: cells by JSONPath.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#additional-printer-columns
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cluster.kinds.base import Column
from cluster.kinds.cells import age
from cluster.objects import jsonpath
from cluster.objects.schema import OBJECT_META, definition
from cluster.objects.times import parse

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Cell(NamedTuple):
    """Where a cell's value stands, and what it is shown as."""

    type: str
    path: jsonpath.Template


def read(found: list[dict]) -> tuple[tuple[Column, ...], tuple[Cell, ...]]:
    """The columns of a version, the name first; without any of its own it shows its age."""
    columns, cells = [Column("Name", format="name", description=_described("name"))], []
    for each in found or [_age()]:
        try:
            path = jsonpath.parse(f"{{{each.get('jsonPath', '')}}}")
        except jsonpath.JsonPathError:
            break  # the real server falls back to the columns before it
        told = each.get("description") or f"Custom resource definition column (in JSONPath format): {each['jsonPath']}"
        columns.append(Column(each["name"], each["type"], each.get("format", ""), told, each.get("priority", 0)))
        cells.append(Cell(each["type"], path))
    return tuple(columns), tuple(cells)


def value_of(cell: Cell, obj: dict, now: int) -> Any:
    """`now` in µs since 1970; None where there is nothing to show."""
    try:
        found = jsonpath.results(cell.path, obj)
    except jsonpath.JsonPathError:
        return None
    if not found or not found[0]:
        return None
    value = found[0][0]
    return _SHOWN[cell.type](value, now) if value is not None or cell.type == "string" else None


def _integer(value: Any, now: int) -> int | None:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _number(value: Any, now: int) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _boolean(value: Any, now: int) -> bool | None:
    return value if isinstance(value, bool) else None


def _string(value: Any, now: int) -> str:
    return "<nil>" if value is None else jsonpath.text_of(value)


def _date(value: Any, now: int) -> str | None:
    if not isinstance(value, str):
        return None
    if not _RFC3339.fullmatch(value):
        return "<invalid>"
    return age(value, now) if parse(value) else "<unknown>"


_SHOWN = {"integer": _integer, "number": _number, "boolean": _boolean, "string": _string, "date": _date}


def _age() -> dict:
    told = _described("creationTimestamp")
    return {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp", "description": told}


def _described(field: str) -> str:
    found = definition(OBJECT_META)
    assert found is not None
    return found.properties[field].description
