"""kubectl's JSONPath templates: text with `{...}` in it.

Source: https://kubernetes.io/docs/reference/kubectl/jsonpath/, words of errors and corner cases from kubectl 1.35.2
(tests/cluster/kubectl/test_jsonpath.py). Evaluation is in jsonpath_steps.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cluster.objects.go import jsontext as json
from cluster.objects.go import values as govalues
from cluster.objects.jsonpath.steps import (
    Array,
    Field,
    Filter,
    Identifier,
    JsonPathError,
    Literal,
    Recursive,
    Step,
    Union,
    Wildcard,
    follow,
)

_SLICE = re.compile(r"(-?\d*)(:-?\d*)?(:-?\d*)?\Z")
_COMPARISON = re.compile(r"([^!<>=]+)([!<>=]+)(.+?)\Z", re.DOTALL)
_ENDS_NAME = " \t\r\n.,[]$@{}"


class Template(NamedTuple):
    """Pieces are texts, or lists of steps."""

    source: str
    pieces: tuple[str | tuple[Step, ...], ...]


def parse(source: str) -> Template:
    """Read a template. JsonPathError in kubectl's words if it is none."""
    pieces: list[str | tuple[Step, ...]] = []
    position = 0
    while (start := source.find("{", position)) >= 0:
        if start > position:
            pieces.append(source[position:start])
        steps, position = _Reader(source, start + 1).action()
        pieces.append(steps)
    if position < len(source):
        pieces.append(source[position:])
    return Template(source, tuple(pieces))


def results(template: Template, data: object, allow_missing: bool = True) -> list[list[object]]:
    """What each piece of the template finds in `data`, in order."""
    found, _, _ = _run(template.pieces, 0, data, allow_missing, 0)
    return found


def render(template: Template, data: object, allow_missing: bool = True, as_json: bool = False) -> str:
    """The text that the template gives for `data`. JsonPathError in kubectl's words where it cannot be followed."""
    try:
        found = results(template, data, allow_missing)
    except JsonPathError as wrong:
        raise JsonPathError(
            f"error executing jsonpath {govalues.quote(template.source)}: Error executing template: "
            f"{wrong}. Printing more "
            f"information for debugging the template:\n\ttemplate "
            f"was:\n\t\t{template.source}\n\tobject given to jsonpath "
            f"engine was:\n\t\t{govalues.syntax(data)}\n\n\n"
        ) from None
    if as_json:
        return "".join(json.pretty(values) + "\n" for values in found)
    return "".join(" ".join(map(text_of, values)) for values in found)


def text_of(value: object) -> str:
    """A found value as it is printed: objects and lists as JSON."""
    return json.compact(value) if isinstance(value, dict | list) else "null" if value is None else govalues.plain(value)


def _run(pieces: tuple, start: int, data: object, allow: bool, depth: int) -> tuple[list, int, bool]:
    """Evaluates from piece `start` on; returns results, the place where it stopped, and whether that was an `end`."""
    found: list[list[object]] = []
    index = start
    while index < len(pieces):
        piece = pieces[index]
        if isinstance(piece, str):
            found.append([piece])
        elif Identifier("end") in piece:
            if not depth:
                raise JsonPathError("not in range, nothing to end")
            return found, index, True
        elif Identifier("range") in piece:
            stop, ended = index, False
            for value in follow(piece, [data], allow) or [None]:
                inner, at, ended = _run(pieces, index + 1, value, allow, depth + 1)
                if value is not None:
                    found.extend(inner)
                stop = at if ended else index
            index = stop
        else:
            found.append(follow(piece, [data], allow))
        index += 1
    return found, index, False


class _Reader:
    """Reads the steps of one action, `{` being behind it."""

    def __init__(self, source: str, position: int):
        self.source, self.position = source, position
        self.steps: list[Step] = []

    def action(self) -> tuple[tuple[Step, ...], int]:
        while True:
            rest = self.source[self.position : self.position + 3]
            char = rest[:1]
            if char == "}":
                return tuple(self.steps), self.position + 1
            if rest == "[?(":
                self._filter()
            elif rest.startswith(".."):
                self._recursive()
            elif char in ("", "\r", "\n"):
                raise JsonPathError("unclosed action")
            else:
                self._one(char)

    def _one(self, char: str) -> None:
        if char in " @$":
            self.position += 1
        elif char == "[":
            self._array()
        elif char in "\"'":
            self._quoted(char)
        elif char == ".":
            self.position += 1
            self._field()
        elif char in "+-" or char.isdecimal():
            self._number()
        elif char == "_" or char.isalpha():
            word = self._until(_ENDS_NAME)
            self.steps.append(Literal(word == "true") if word in ("true", "false") else Identifier(word))
        else:
            shown = f" '{char}'" if char.isprintable() else ""
            raise JsonPathError(f"unrecognized character in action: U+{ord(char):04X}{shown}")

    def _until(self, ends: str) -> str:
        start = self.position
        while self.position < len(self.source) and self.source[self.position] not in ends:
            self.position += 1
        return self.source[start : self.position]

    def _field(self) -> None:
        start = self.position
        while self.position < len(self.source) and self.source[self.position] not in _ENDS_NAME:
            self.position += 2 if self.source[self.position] == "\\" else 1
        name = self.source[start : self.position]
        self.steps.append(Wildcard() if name == "*" else Field(name.replace("\\", "")))

    def _recursive(self) -> None:
        if self.steps and isinstance(self.steps[-1], Recursive):
            raise JsonPathError("invalid multiple recursive descent")
        self.position += 2
        self.steps.append(Recursive())
        following = self.source[self.position : self.position + 1]
        if following == "_" or following.isalnum():
            self._field()

    def _number(self) -> None:
        match = re.compile(r"[-+]?[\d.]*").match(self.source, self.position)
        assert match is not None
        self.position = match.end()
        try:
            self.steps.append(Literal(int(match[0]) if re.fullmatch(r"[-+]?\d+", match[0]) else float(match[0])))
        except ValueError:
            raise JsonPathError(f"cannot parse number {match[0]}") from None

    def _quoted(self, quote: str) -> None:
        start = self.position
        self.position += 1
        while True:
            char = self.source[self.position : self.position + 1]
            if char in ("", "\n"):
                raise JsonPathError("unterminated quoted string")
            self.position += 1
            if char == quote and self.source[self.position - 2] != "\\":
                break
        text = self.source[start : self.position]
        try:
            self.steps.append(Literal(govalues.unquote(text[1:-1], quote)))
        except ValueError as wrong:
            raise JsonPathError(f"unquote string {text} error {wrong}") from None

    def _array(self) -> None:
        self.position += 1
        text = self._until("]\n")
        if self.source[self.position : self.position + 1] != "]":
            raise JsonPathError("unterminated array")
        self.position += 1
        parts = text.split(",")
        if len(parts) > 1:
            self.steps.append(Union(tuple(_inner(f"[{part.strip(' ')}]") for part in parts)))
        elif re.fullmatch(r"'[^']*'", text):
            self.steps.extend(_inner("." + text[1:-1]))
        else:
            self.steps.append(_slice(":" if text == "*" else text))

    def _filter(self) -> None:
        start = self.position = self.position + 3
        quote, closed = "", False
        while True:
            char = self.source[self.position : self.position + 1]
            if char in ("", "\n"):
                raise JsonPathError("unterminated filter")
            self.position += 1
            if char in "\"'" and not quote:
                quote = char
            elif char in "\"'":
                closed = closed or (char == quote and self.source[self.position - 2] != "\\")
            elif char == ")" and bool(quote) == closed:
                break
        text = self.source[start : self.position - 1]
        if self.source[self.position : self.position + 1] != "]":
            raise JsonPathError("unclosed array expect ]")
        self.position += 1
        match = _COMPARISON.match(text)
        if match is None:
            self.steps.append(Filter(_inner(text), "exists", ()))
        else:
            self.steps.append(Filter(_inner(match[1]), match[2], _inner(match[3])))


def _inner(text: str) -> tuple[Step, ...]:
    steps, _ = _Reader(text + "}", 0).action()
    return steps


def _slice(text: str) -> Array:
    match = _SLICE.match(text)
    if match is None:
        raise JsonPathError(f"invalid array index {text}")
    start, end, step = (_index(part) for part in match.groups())
    if match[2] is None:
        return Array(start, None if start is None else start + 1, None, derived=start is not None)
    return Array(start, end, step)


def _index(text: str | None) -> int | None:
    digits = (text or "").removeprefix(":")
    if digits == "-":
        raise JsonPathError("array index - is not a number")
    return int(digits) if digits else None
