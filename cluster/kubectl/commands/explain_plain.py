"""kubectl explain --output=plaintext-openapiv2: the layout that kubectl had before OpenAPI v3.

Source: words of kubectl 1.35.2; types are shown as JSON has them (`<Object>`), not by their names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers.govalues import quote

if TYPE_CHECKING:
    from cluster.kubectl.commands.explain import Document

_WIDTH = 80
_FIELD, _TEXT, _DEEPER = 3, 5, 3
_BULLET = re.compile(r"(\d+\.?|-|\*)\s")


def output(document: Document, kind: str, version: str, path: list[str], recursive: bool) -> str:
    """The whole text. KubectlError where there is no field at `path`."""
    raw = document.root
    for name in path:
        fields = _opened(document, raw)[-1].get("properties") or {}
        if name not in fields:
            raise KubectlError(f"field {quote(name)} does not exist")
        raw = fields[name]
    return _Page(document, recursive).text(raw, kind, version, path[-1] if path else "")


def _opened(document: Document, raw: dict) -> list[dict]:
    """A schema and what it leads to: references, items of lists, values of maps. The last one holds the fields."""
    found = [raw]
    while True:
        raw = found[-1]
        if "$ref" in raw:
            found.append(document.resolved(raw))
        elif raw.get("items"):
            found.append(raw["items"])
        elif isinstance(raw.get("additionalProperties"), dict):
            found.append(raw["additionalProperties"])
        elif len(raw.get("allOf") or ()) == 1 and not raw.get("properties"):
            found.append(raw["allOf"][0])
        else:
            return found


def _type(document: Document, raw: dict) -> str:
    if raw.get("items"):
        return "[]" + _type(document, raw["items"])
    if isinstance(raw.get("additionalProperties"), dict):
        return "map[string]" + _type(document, raw["additionalProperties"])
    if "$ref" in raw:
        return _type(document, document.resolved(raw))
    if len(raw.get("allOf") or ()) == 1 and not raw.get("properties"):
        return _type(document, raw["allOf"][0])
    if raw.get("oneOf"):
        return ""  # a number or a text
    found = raw.get("type")
    name = next((each for each in found if each != "null"), "") if isinstance(found, list) else found or ""
    return {"object": "Object" if raw.get("properties") else "map[string]"}.get(name, name)


class _Page:
    def __init__(self, document: Document, recursive: bool):
        self._document, self._recursive = document, recursive

    def text(self, raw: dict, kind: str, version: str, name: str) -> str:
        chain = _opened(self._document, raw)
        last = chain[-1]
        lines = [f"KIND:     {kind}", f"VERSION:  {version}", ""]
        holds = bool(last.get("properties"))
        if name and (kind_of := _type(self._document, raw)):
            lines += [f"{'RESOURCE:' if holds else 'FIELD:   '} {name} <{kind_of}>", ""]
        lines.append("DESCRIPTION:")
        told = [each["description"] for each in chain if each.get("description")]
        for number, text in enumerate(told or ["<empty>"]):
            if number:
                lines.append("")
            lines += _indented(wrapped(text, _WIDTH - _TEXT), _TEXT)
        if holds:
            lines += ["", "FIELDS:", *(self._tree(last, _FIELD, ()) if self._recursive else self._fields(last))]
        return "\n".join(lines) + "\n"

    def _fields(self, found: dict) -> list[str]:
        lines = []
        for name in sorted(found["properties"]):
            raw = found["properties"][name]
            required = " -required-" if name in (found.get("required") or ()) else ""
            lines.append(f"{' ' * _FIELD}{name}\t<{_type(self._document, raw)}>{required}")
            lines += _indented(wrapped(raw.get("description") or "", _WIDTH - _TEXT), _TEXT) + [""]
        return lines

    def _tree(self, found: dict, indent: int, seen: tuple[str, ...]) -> list[str]:
        lines = []
        for name in sorted(found.get("properties") or ()):
            raw = found["properties"][name]
            lines.append(f"{' ' * indent}{name}\t<{_type(self._document, raw)}>")
            chain = _opened(self._document, raw)
            references = tuple(each["$ref"] for each in chain if "$ref" in each)
            if not set(references) & set(seen):
                lines += self._tree(chain[-1], indent + _DEEPER, seen + references)
        return lines


def _indented(lines: list[str], amount: int) -> list[str]:
    return [f"{' ' * amount}{line}" if line else "" for line in lines]


def wrapped(text: str, width: int) -> list[str]:
    """Lines are joined and broken again at blanks; lists, examples and what follows a colon begin a line."""
    lines: list[str] = []
    words: list[str] = []

    def flush() -> None:
        if words:
            lines.append(" ".join(words))
            words.clear()

    for line in text.split("\n"):
        plain = line.strip()
        if line.startswith("    ") or (lines and not plain):
            flush()
            lines.append(line if plain else "")
            continue
        if (words and words[-1].endswith(":")) or not plain or _BULLET.match(plain):
            flush()
        for word in line.split():
            if words and len(" ".join(words)) + 1 + len(word) > width:
                flush()
            words.append(word)
    flush()
    return lines
