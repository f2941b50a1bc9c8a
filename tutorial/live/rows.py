"""A row of the journal: how an input is written down so that damage to it is seen, and read back up to the damage."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

FORMAT = 3  # 2: the session's without what its terminal showed and remembered; 1: without a sum


class Row(NamedTuple):
    """`sequence` counts up by one in a cluster; `at` in virtual µs; `kind` says who plays `entry` (JSON) again."""

    sequence: int
    epoch: int
    at: int
    kind: str
    entry: dict


class Written(NamedTuple):
    """A row as the database holds it; `text` is the entry's JSON, `sum` tells whether any of it has changed."""

    sequence: int
    epoch: int
    at: int
    kind: str
    format: int
    text: str
    sum: int | None


class Damage(NamedTuple):
    """What is wrong with what is kept: `code` is a word for it, `where` says it to the operator.

    `rows`: what cannot be lived through any more, first the one that is wrong."""

    code: str
    where: str
    rows: list[Written]


class Unreadable(ValueError):
    """A row that is damaged."""

    def __init__(self, code: str, where: str):
        super().__init__(where)
        self.code = code


def written(cluster: str, row: Row) -> Written:
    text = json.dumps(row.entry, separators=(",", ":"))
    made = Written(row.sequence, row.epoch, row.at, row.kind, FORMAT, text, None)
    return made._replace(sum=sum_of(cluster, made))


def sum_of(cluster: str, row: Written) -> int:
    """CRC-32 of everything in a row and of whose it is."""
    head = f"{cluster}\0{row.sequence}\0{row.epoch}\0{row.at}\0{row.kind}\0{row.format}\0"
    return zlib.crc32(str(row.text).encode("utf-8", "surrogatepass"), zlib.crc32(head.encode("utf-8", "surrogatepass")))


def read(cluster: str, kept: Iterable[Written], after: int, last: int | None) -> tuple[list[Row], Damage | None]:
    """The rows after number `after` up to the first that is damaged, and what is wrong with that one.

    `last`: the number of the newest row that was acknowledged; None when nobody has noted it."""
    found = list(kept)
    rows: list[Row] = []
    for index, one in enumerate(found):
        try:
            rows.append(_row(cluster, one, after + index + 1))
        except Unreadable as error:
            return rows, Damage(error.code, str(error), found[index:])
    end = after + len(rows)
    if last is None or last == end:
        return rows, None
    if isinstance(last, int) and end < last:
        return rows, Damage("rows_missing", f"rows {end + 1}-{last} are missing at the end", [])
    return rows, Damage("count_wrong", f"the cluster's row counts {last!r:.40} rows, there are {end}", [])


def _row(cluster: str, one: Written, expected: int) -> Row:
    if one.sequence != expected:
        raise Unreadable("rows_missing", f"row {expected} is missing (the next one is {one.sequence})")
    if one.format != 1 and one.sum != sum_of(cluster, one):
        raise Unreadable("row_changed", f"row {one.sequence} is not what was written (its sum is wrong)")
    try:
        entry: Any = json.loads(one.text)
    except (TypeError, ValueError, RecursionError) as error:
        raise Unreadable("row_changed", f"row {one.sequence} is no JSON: {error}") from error
    if not isinstance(entry, dict):
        raise Unreadable("row_changed", f"row {one.sequence} is {type(entry).__name__}, not an object")
    return Row(one.sequence, one.epoch, one.at, one.kind, entry)
