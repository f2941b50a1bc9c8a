"""Values in Go's own syntax (`%#v`), as 1.20 shows them in errors, read and written as the JSON that 1.35 shows.

Exported types (`v1.LabelSelector`) carry JSON names and leave out what is empty; internal ones
(`apps.DeploymentStrategy`) show every field under its Go name.
"""

from __future__ import annotations

import json
import re
from typing import Any

_NIL = re.compile(r"(?:\(?\*?\(?)?[\w.*\[\]{} ]*\)?\(nil\)|<nil>")
_TYPE = re.compile(r"(?:\[\]|\*|&)*(?:map\[\w+\])?[\w.]*(?=\{)")
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d+|true|false')
_START = re.compile(r"(?:map\[|\[\]|[a-z]\w*\.[A-Z]\w*(?:\{|\(nil\)))")


class NotGo(ValueError):
    """The text is no value in Go's syntax."""


def as_json(text: str) -> tuple[str, int]:
    """(the value at the beginning of `text` as JSON, how long it was). Raises NotGo."""
    if not _START.match(text):
        raise NotGo(text[:40])
    value, end = _value(text, 0)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False), end


def _value(text: str, at: int) -> tuple[Any, int]:
    nil = _NIL.match(text, at)
    if nil:
        return None, nil.end()
    literal = _LITERAL.match(text, at)
    if literal:
        return json.loads(literal[0]), literal.end()
    found = _TYPE.match(text, at)
    if not found:
        raise NotGo(text[at : at + 40])
    kind, inside = found[0], found.end() + 1
    if kind.startswith("[]"):
        return _list(text, inside)
    pairs, end = _pairs(text, inside)
    if kind == "intstr.IntOrString":
        fields = dict(pairs)
        return (fields["StrVal"] if fields["Type"] else fields["IntVal"]), end
    if kind.startswith("map["):
        return dict(sorted(pairs)), end
    if kind.startswith("v1."):
        return {key[0].lower() + key[1:]: value for key, value in pairs if value not in (None, "", [], 0, False)}, end
    return dict(pairs), end


def _list(text: str, at: int) -> tuple[list, int]:
    items = []
    while text[at] != "}":
        item, at = _value(text, at)
        items.append(item)
        at += len(re.match(r",? ?", text[at:])[0])  # type: ignore[index]
    return items, at + 1


def _pairs(text: str, at: int) -> tuple[list[tuple[str, Any]], int]:
    pairs = []
    while text[at] != "}":
        key = re.compile(r'(\w+|"(?:[^"\\]|\\.)*"):').match(text, at)
        if not key:
            raise NotGo(text[at : at + 40])
        value, at = _value(text, key.end())
        pairs.append((json.loads(key[1]) if key[1].startswith('"') else key[1], value))
        at += len(re.match(r",? ?", text[at:])[0])  # type: ignore[index]
    return pairs, at + 1
