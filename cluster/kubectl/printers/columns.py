"""`-o custom-columns=HEADER:path,...` and `-o custom-columns-file=`.

Source: https://kubernetes.io/docs/reference/kubectl/#custom-columns and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import govalues, jsonpath
from cluster.kubectl.printers.table import escape
from cluster.kubectl.printers.tabwriter import TabWriter

_TWO_LINES = "Expected format is one line of space separated headers, one line of space separated column specs."


class Column(NamedTuple):
    """`wrong`: why the path cannot be read."""

    header: str
    path: jsonpath.Template
    wrong: str = ""


def relaxed(path: str) -> str:
    """`metadata.name`, `.metadata.name`, `{metadata.name}` → `{.metadata.name}`. KubectlError for anything else."""
    if not path:
        return path
    match = re.fullmatch(r"\{\.?([^{}]+)\}|\.?([^{}]+)", path)
    if match is None:
        raise KubectlError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
        )
    return "{." + (match[1] or match[2]) + "}"


def from_spec(spec: str) -> list[Column]:
    """Columns out of `NAME:.metadata.name,IMAGE:...`."""
    if not spec:
        raise KubectlError("custom-columns format specified but no custom columns given")
    columns = []
    for part in spec.split(","):
        header, colon, path = part.partition(":")
        if not colon:
            raise KubectlError(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        columns.append(_column(header, path))
    return columns


def from_file(text: str) -> list[Column]:
    """Columns out of a file of two lines."""
    lines = text.splitlines()
    if not lines:
        raise KubectlError(f"invalid template, missing header line. {_TWO_LINES}")
    if len(lines) < 2:
        raise KubectlError(f"invalid template, missing spec line. {_TWO_LINES}")
    headers, paths = lines[0].split(), lines[1].split()
    if len(headers) != len(paths):
        raise KubectlError(f"number of headers ({len(headers)}) and field specifications ({len(paths)}) don't match")
    return [_column(header, path) for header, path in zip(headers, paths, strict=True)]


def _column(header: str, path: str) -> Column:
    try:
        return Column(header, jsonpath.parse(relaxed(path)))
    except jsonpath.JsonPathError as wrong:
        return Column(header, jsonpath.parse(""), str(wrong))


def render(columns: list[Column], objects: list[dict], headers: bool = True) -> str:
    """The table of `objects`; a column that finds nothing says `<none>`."""
    writer = TabWriter(minimum=6, padding=3)
    if headers:
        writer.write("\t".join(column.header for column in columns) + "\n")
    for obj in objects:
        writer.write("\t".join(_cell(column, obj) for column in columns) + "\n")
    return writer.flush()


def _cell(column: Column, obj: dict) -> str:
    try:
        found = jsonpath.results(column.path, obj)
    except jsonpath.JsonPathError as wrong:
        raise KubectlError(str(wrong)) from None
    values = [escape(govalues.plain(value)) for values in found for value in values]
    if not found or not found[0]:
        values.insert(0, "<none>")
    return ",".join(values)
