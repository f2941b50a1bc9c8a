"""KYAML: YAML in flow style with every text in double quotes. Source: https://kep.k8s.io/5295 and kubectl 1.35.2."""

from __future__ import annotations

import re

from cluster.kubectl.printers import json

_SAFE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*\Z")
_WORDS = frozenset(["y", "n", "yes", "no", "true", "false", "on", "off", "null", "t", "f"])


def dump(value: object, in_order: bool = False) -> str:
    """`value` as a KYAML document that ends with a newline (without the `---` before it). `in_order`: maps are not
    sorted."""
    return _write(value if in_order else _sorted(value), 0) + "\n"


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _write(value: object, indent: int) -> str:
    inner, end = " " * (indent + 2), " " * indent
    if isinstance(value, dict) and value:
        lines = "".join(f"{inner}{_key(key)}: {_write(value[key], indent + 2)},\n" for key in value)
        return "{\n" + lines + end + "}"
    if isinstance(value, list) and value:
        if all(isinstance(item, dict) for item in value):
            return "[" + ", ".join(_write(item, indent) for item in value) + "]"
        return "[\n" + "".join(f"{inner}{_write(item, indent + 2)},\n" for item in value) + end + "]"
    if isinstance(value, str) and "\n" in value:
        return _folded(value, indent + 2)
    return _plain(value)


def _plain(value: object) -> str:
    text = json.compact(value).replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")
    return text.replace("\\t", "\t") if "\\\\" not in text else text


def _folded(value: str, indent: int) -> str:
    """A text of several lines: each on its own line, which ends with an escaped line break."""
    *lines, last = value.split("\n")
    margin, shown = " " * indent, [*((line, "\\n\\") for line in lines), *([(last, "\\")] if last else [])]
    body = "".join(f"{margin}{_first(line)}{_plain(line)[1:-1]}{end}\n" for line, end in shown)
    return f'"\\\n{body}{margin}"'


def _first(line: str) -> str:
    return "\\" if line[:1] in (" ", "\t") and line else " "


def _key(key: str) -> str:
    return key if _SAFE_KEY.match(key) and key.lower() not in _WORDS else json.compact(key)
