"""KYAML: YAML in flow style with every text in double quotes. Source: https://kep.k8s.io/5295 and kubectl 1.35.2."""

from __future__ import annotations

import re

from cluster.kubectl.printers import json

_SAFE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*\Z")
_WORDS = frozenset(["y", "n", "yes", "no", "true", "false", "on", "off", "null"])


def dump(value: object) -> str:
    """`value` as a KYAML document that ends with a newline (without the `---` before it)."""
    return _write(value, 0) + "\n"


def _write(value: object, indent: int) -> str:
    inner, end = " " * (indent + 2), " " * indent
    if isinstance(value, dict) and value:
        lines = "".join(f"{inner}{_key(key)}: {_write(value[key], indent + 2)},\n" for key in value)
        return "{\n" + lines + end + "}"
    if isinstance(value, list) and value:
        if all(isinstance(item, dict) for item in value):
            return "[" + ", ".join(_write(item, indent) for item in value) + "]"
        return "[\n" + "".join(f"{inner}{_write(item, indent + 2)},\n" for item in value) + end + "]"
    return json.compact(value).replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")


def _key(key: str) -> str:
    return key if _SAFE_KEY.match(key) and key.lower() not in _WORDS else json.compact(key)
