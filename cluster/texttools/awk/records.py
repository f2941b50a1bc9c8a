"""Records and their fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from cluster.texttools.awk.values import UNSET, Given
from cluster.texttools.awk.words import AwkError
from cluster.texttools.regular import Regular

if TYPE_CHECKING:
    from cluster.texttools.awk.evaluating import Evaluator

_MOST_FIELDS = 10_000


def records(chunks: Iterator[str], separator: Callable[[], str]) -> Iterator[str]:
    """The records of a file that comes in pieces; "" as separator: paragraphs."""
    rest = ""
    for chunk in chunks:
        rest += chunk
        while (cut := _next(rest, separator())) is not None:
            record, rest = cut
            yield record
    if separator() == "":
        rest = rest.strip("\n")
    if rest:
        yield rest


def _next(text: str, separator: str) -> tuple[str, str] | None:
    if separator == "":
        text = text.lstrip("\n")
        found = re.search(r"\n\n+(?=[^\n])", text)
        return (text[: found.start()], text[found.end() :]) if found else None
    if len(separator) == 1:
        record, mark, rest = text.partition(separator)
        return (record, rest) if mark else None
    hit = Regular(separator, extended=True).span(text)
    return (text[: hit[0]], text[hit[1] :]) if hit and hit[1] > hit[0] else None


def split(text: str, separator: str, paragraphs: bool = False) -> list[str]:
    if not text:
        return []
    if separator == " ":
        return re.split(r"[ \t\n]+", text.strip(" \t\n")) if text.strip(" \t\n") else []
    if paragraphs:
        return [part for line in text.split("\n") for part in split(line, separator)]
    if separator == "":
        return list(text)
    if len(separator) == 1 and separator != "\\":
        return text.split(separator)
    return split_by(Regular(separator, extended=True), text)


def split_by(test: Regular, text: str) -> list[str]:
    parts, at, search = [], 0, 0
    while (hit := test.span(text, search)) is not None:
        if hit[1] == hit[0]:
            search = hit[1] + 1
            if search > len(text):
                break
            continue
        parts.append(text[at : hit[0]])
        at = search = hit[1]
    return [*parts, text[at:]]


class Record:
    """The current record; it is taken apart when a field is asked for, put together when one was changed."""

    def __init__(self, machine: Evaluator):
        self._machine = machine
        self._whole: str | None = ""
        self._fields: list[Any] | None = []

    def set(self, whole: str) -> None:
        self._whole, self._fields = whole, None

    @property
    def whole(self) -> str:
        if self._whole is None:
            machine = self._machine
            self._whole = machine.text(machine.variables["OFS"]).join(map(machine.text, self._fields or ()))
        return self._whole

    @property
    def _parts(self) -> list[Any]:
        if self._fields is None:
            machine = self._machine
            parts = split(self.whole, machine.text(machine.variables["FS"]), machine.variables["RS"] == "")
            self._fields = [Given(part) for part in parts]
        return self._fields

    @property
    def count(self) -> float:
        return float(len(self._parts))

    def field(self, index: int) -> Any:
        self._check(index)
        if not index:
            return Given(self.whole)
        return self._parts[index - 1] if index <= len(self._parts) else UNSET

    def change(self, index: int, value: str) -> None:
        self._check(index)
        if not index:
            self.set(value)
            return
        if index > len(self._parts):
            self.resize(index)
        self._parts[index - 1] = Given(value)
        self._whole = None

    def resize(self, count: int) -> None:
        self._check(count)
        parts = self._parts
        self._fields = [*parts[:count], *[UNSET] * (count - len(parts))]
        self._whole = None

    @staticmethod
    def _check(index: int) -> None:
        if not 0 <= index <= _MOST_FIELDS:
            raise AwkError(f"negative field index ${index}" if index < 0 else f"field index {index} is too large")
