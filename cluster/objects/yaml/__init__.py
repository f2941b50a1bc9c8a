"""YAML as kubectl reads it (sigs.k8s.io/yaml over go-yaml v2), with the place of every field for editors.

libyaml, of which go-yaml is a port, does the scanning (through PyYAML's events), so mistakes have go-yaml's words; what
the values mean is decided by `yaml_scalars`. `dump` is in `yaml_dump` and writes as `kubectl -o yaml` does.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cluster.objects.go import json as gojson
from cluster.objects.yaml.dump import dump, go_syntax
from cluster.objects.yaml.nodes import Node, Refused, compose
from cluster.objects.yaml.scalars import BINARY, MERGE, STR, ScalarError, resolve

__all__ = ["Document", "Position", "YAMLError", "dump", "load", "load_all"]

MAX_VALUES = 1_000_000  # values in one document, aliases expanded
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


class YAMLError(ValueError):
    """Text that kubectl cannot read. `str()` is what stands after `error: error parsing FILE: `; `line` and `column`
    count from 1 in the whole text and are None where unknown."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None):
        super().__init__(message)
        self.line, self.column = line, column


class Position(NamedTuple):
    """Where something stands in the text, both counted from 1."""

    line: int
    column: int


class Document(NamedTuple):
    """One document: its JSON value, and where its fields stand."""

    value: Any
    line: int  # of the text before it, to make positions count from the text's start
    repeated: list[tuple[str, Position]]  # keys that occur again in their map (kubectl takes the last one silently)
    root: Node | None

    def position(self, path: str) -> Position | None:
        """Where the field at `path` (`spec.containers[0].image`) begins: its key, or the list item. A path that is
        not there gives the deepest part of it that is; None for a document without positions (JSON)."""
        node, place = self.root, self.root
        rest = path
        while node is not None and rest:
            step = _longest_step(node, rest)
            if step is None:
                break
            place, node, rest = step
        if place is None:
            return None
        return Position(place.line + self.line + 1, place.column + 1)


def load(text: str) -> Any:
    """The value of the first document. Raises YAMLError."""
    return _document(text, 0).value


def load_document(text: str) -> Document:
    """The first document. Raises YAMLError."""
    return _document(text, 0)


def load_all(text: str) -> list[Document]:
    """All documents of a file, as kubectl reads a file: split at lines that begin with `---`, empty ones left out;
    text that begins with `{` is a stream of JSON values, or else YAML. Raises YAMLError: in the words of JSON where
    the text begins so and is neither."""
    if not text.lstrip().startswith("{"):
        return _yaml_stream(text)
    found = _json_stream(text)
    if found is not None:
        return found
    try:
        return _yaml_stream(text)
    except YAMLError as refused:
        wrong = gojson.first_mistake(text.encode("utf-8", "replace").decode("latin-1"))
        if wrong is None:
            raise
        why = f"json: offset {wrong[1]}: {wrong[0]}"
        told = "unexpected EOF" if wrong[0] == "unexpected end of JSON input" else why
        raise YAMLError(told, refused.line, refused.column) from None


def _yaml_stream(text: str) -> list[Document]:
    documents = (_document(chunk, line) for line, chunk in _chunks(text))
    return [document for document in documents if document.value is not None]


def _json_stream(text: str) -> list[Document] | None:
    """Documents of a stream of JSON objects; None when it is not one (it may still be YAML)."""
    import json

    if text.count("{") + text.count("[") > 100_000:
        return None
    decoder, position, found = json.JSONDecoder(), 0, []
    try:
        while position < len(text):
            value, position = decoder.raw_decode(text, position + len(text[position:]) - len(text[position:].lstrip()))
            position += len(text[position:]) - len(text[position:].lstrip())
            found.append(Document(value, 0, [], None))
    except (ValueError, RecursionError):
        return None
    return [document for document in found if document.value is not None]


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """(lines before it, text) for each document."""
    chunk: list[str] = []
    first = 0
    for number, line in enumerate(text.removesuffix("\n").split("\n")):
        line = line.removesuffix("\r")
        if line.startswith("---"):
            extra = line[3:].strip()
            if extra and not extra.startswith("#"):
                raise YAMLError(f"invalid Yaml document separator: {extra}", number + 1, 1)
            if chunk:
                yield first, "\n".join(chunk) + "\n"
                chunk, first = [], number + 1
                continue
        chunk.append(line)
    if any(chunk):
        yield first, "\n".join(chunk) + "\n"


def _document(text: str, line: int) -> Document:
    try:
        root = compose(text)
        builder = _Builder()
        value = builder.value(root, {}) if root else None
    except Refused as refused:
        raise YAMLError(f"error converting YAML to JSON: {refused}", _line(refused, line), refused.column) from None
    again = [(name, Position(node.line + line + 1, node.column + 1)) for name, node in builder.repeated]
    return Document(value, line, again, root)


def _line(refused: Refused, before: int) -> int | None:
    return None if refused.line is None else refused.line + before + 1


class _Builder:
    """Values out of nodes, counting as go-yaml does so that a few aliases cannot become millions of values."""

    def __init__(self) -> None:
        self.repeated: list[tuple[str, Node]] = []
        self._count = self._aliased = self._alias_depth = 0
        self._open_aliases: set[int] = set()

    def value(self, node: Node, target: dict) -> Any:
        """`target` is the map that a merge key fills; a fresh one otherwise."""
        self._count += 1
        self._aliased += self._alias_depth > 0
        if self._excessive():
            raise Refused("yaml: document contains excessive aliasing", node.line)
        if node.kind == "alias":
            return self._alias(node, target)
        if node.kind == "map":
            return self._map(node, target)
        if node.kind == "list":
            return [self.value(child, {}) for child in node.children]
        return _scalar(node)

    def _excessive(self) -> bool:
        if self._count > MAX_VALUES:
            return True
        if self._aliased <= 100 or self._count <= 1000:
            return False
        share = 0.99 if self._count <= 400_000 else max(0.1, 0.99 - 0.89 * ((self._count - 400_000) / 3_600_000))
        return self._aliased / self._count > share

    def _alias(self, node: Node, target: dict) -> Any:
        if id(node) in self._open_aliases:
            raise Refused(f"yaml: anchor '{node.text}' value contains itself", node.line)
        self._open_aliases.add(id(node))
        self._alias_depth += 1
        value = self.value(node.children[0], target)
        self._alias_depth -= 1
        self._open_aliases.discard(id(node))
        return value

    def _map(self, node: Node, target: dict) -> dict:
        written: set[str] = set()
        for key, item in zip(node.children[::2], node.children[1::2], strict=True):
            if key.kind == "scalar" and key.text == "<<" and (key.implicit or key.tag == MERGE):
                self._merge(item, target)
                continue
            name = self._name(key)
            if name in written:
                self.repeated.append((name, key))
            written.add(name)
            target[name] = self.value(item, {})
        # kubectl sends what Go makes of a map: JSON with sorted names
        ordered = dict(sorted(target.items()))
        target.clear()
        target.update(ordered)
        return target

    def _merge(self, node: Node, target: dict) -> None:
        sources = node.children[::-1] if node.kind == "list" else [node]
        for source in sources:
            real = source.children[0] if source.kind == "alias" else source
            if real.kind != "map":
                raise Refused("yaml: map merge requires map or sequence of maps as the value", node.line)
            self.value(source, target)

    def _name(self, node: Node) -> str:
        value = self.value(node, {})
        if isinstance(value, (dict, list)):
            raise Refused(f"yaml: invalid map key: {go_syntax(value)}", node.line, node.column + 1)
        if isinstance(value, bool):
            return "true" if value else "false"
        if value is None:
            raise Refused("unsupported map key of type: %!s(<nil>), key: <nil>", node.line, node.column + 1)
        return str(value)


def _scalar(node: Node) -> Any:
    if not node.tag and not node.implicit:
        return node.text
    try:
        tag, value = resolve(node.tag, node.text)
    except ScalarError as error:
        raise Refused(f"yaml: {error}", node.line, node.column + 1) from None
    if tag == BINARY:
        try:
            return base64.b64decode(node.text.encode(), validate=False).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            raise Refused("yaml: !!binary value contains invalid base64 data", node.line, node.column + 1) from None
    if tag == STR or not isinstance(value, float):
        return value
    if math.isnan(value) or math.isinf(value):
        shown = "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
        raise Refused(f"json: unsupported value: {shown}", node.line, node.column + 1)
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def _longest_step(node: Node, path: str) -> tuple[Node, Node, str] | None:
    """(place, node below, rest of the path) of the next step; keys may hold dots, so the longest key that fits wins."""
    while node.kind == "alias":
        node = node.children[0]
    path = path.removeprefix(".")
    if node.kind == "list":
        step = _STEP.match(path)
        if step and step[1] and int(step[1]) < len(node.children):
            child = node.children[int(step[1])]
            return child, child, path[step.end() :]
        return None
    if node.kind != "map":
        return None
    pairs = [(key, item) for key, item in zip(node.children[::2], node.children[1::2], strict=True) if key.text]
    for key, item in sorted(pairs, key=lambda pair: -len(pair[0].text)):
        rest = path.removeprefix(key.text)
        if len(rest) < len(path) and rest[:1] in ("", ".", "["):
            return key, item, rest
    return None
