"""jq's functions of texts, and the forms `@base64`, `@csv` …"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from cluster.texttools.jq.arrays import array
from cluster.texttools.jq.functions import FUNCTIONS, Plain, known, wrong
from cluster.texttools.jq.values import JqError, dumps, kind, shown, split


def text(value: Any, told: str) -> str:
    if not isinstance(value, str):
        raise wrong(value, told)
    return value


@known("split", 1)
def _split(value: Any, by: Any) -> list[str]:
    if not isinstance(value, str) or not isinstance(by, str):
        raise JqError("split input and separator must be strings")
    return split(value, by)


@known("join", 1)
def _join(value: Any, by: str) -> str:
    parts: list[str] = []
    for item in array(value, "cannot be iterated over"):
        if kind(item) in ("array", "object"):
            before = by.join(parts) + (by if parts else "")
            raise JqError(f"string ({shown(before)}) and {kind(item)} ({shown(item)}) cannot be added")
        parts.append("" if item is None else item if isinstance(item, str) else dumps(item))
    return by.join(parts)


_OF_TEXTS: dict[tuple[str, int], Callable[..., Any]] = {
    ("ascii_downcase", 0): lambda v: re.sub("[A-Z]+", lambda f: f[0].lower(), text(v, "cannot be lowercased")),
    ("ascii_upcase", 0): lambda v: re.sub("[a-z]+", lambda f: f[0].upper(), text(v, "cannot be uppercased")),
    ("explode", 0): lambda v: [ord(char) for char in text(v, "cannot be exploded")],
    ("implode", 0): lambda v: "".join(map(chr, v)),
    ("ltrimstr", 1): lambda v, a: v.removeprefix(a) if isinstance(v, str) and isinstance(a, str) else v,
    ("rtrimstr", 1): lambda v, a: v.removesuffix(a) if isinstance(v, str) and isinstance(a, str) and a else v,
    ("trim", 0): lambda v: text(v, "cannot be trimmed").strip(),
    ("ltrim", 0): lambda v: text(v, "cannot be trimmed").lstrip(),
    ("rtrim", 0): lambda v: text(v, "cannot be trimmed").rstrip(),
}  # fmt: skip
FUNCTIONS.update({name: Plain(function) for name, function in _OF_TEXTS.items()})


@known("startswith", 1)
def _startswith(value: Any, start: Any) -> bool:
    if not isinstance(value, str) or not isinstance(start, str):
        raise JqError("startswith() requires string inputs")
    return value.startswith(start)


@known("endswith", 1)
def _endswith(value: Any, end: Any) -> bool:
    if not isinstance(value, str) or not isinstance(end, str):
        raise JqError("endswith() requires string inputs")
    return value.endswith(end)


@known("fromjson", 0)
def _fromjson(value: Any) -> Any:
    try:
        return json.loads(text(value, "cannot be parsed as JSON"))
    except ValueError:
        raise JqError(f"{value[:20]} (while parsing '{value[:40]}')") from None


# -- forms -------------------------------------------------------------------------------------------------------------


def _line(value: Any, by: str, write: Callable[[str], str], what: str) -> str:
    cells = []
    for item in array(value, f"cannot be {what}-formatted, only an array can be"):
        if kind(item) in ("array", "object"):
            raise wrong(item, f"is not valid in a {what} row")
        told = "" if item is None else dumps(item) if not isinstance(item, str) else write(item)
        cells.append(told)
    return by.join(cells)


def _sh(value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    for item in items:
        if kind(item) in ("array", "object"):
            raise wrong(item, "can not be escaped for shell")
    return " ".join("'" + i.replace("'", "'\\''") + "'" if isinstance(i, str) else dumps(i) for i in items)


def _tsv(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else dumps(value)


def _decoded(value: Any) -> str:
    text = _as_text(value).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except ValueError:
        raise wrong(value, "is not valid base64 data") from None


_FORMS: dict[str, Callable[[Any], str]] = {
    "@text": _as_text,
    "@json": dumps,
    "@base64": lambda value: base64.b64encode(_as_text(value).encode()).decode(),
    "@base64d": _decoded,
    "@uri": lambda value: quote(_as_text(value), safe="-_.~"),
    "@html": lambda value: html.escape(_as_text(value)).replace("&#x27;", "&#39;"),
    "@csv": lambda value: _line(value, ",", lambda text: '"' + text.replace('"', '""') + '"', "csv"),
    "@tsv": lambda value: _line(value, "\t", _tsv, "tsv"),
    "@sh": _sh,
}
FUNCTIONS.update({(name, 0): Plain(function) for name, function in _FORMS.items()})
