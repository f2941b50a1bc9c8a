"""What an applied configuration must look like for its fields to be owned: the words of server-side apply.

Source: https://pkg.go.dev/sigs.k8s.io/structured-merge-diff/v6/typed (validation), and how schemas become its types:
https://pkg.go.dev/k8s.io/kube-openapi/pkg/schemaconv
"""

from __future__ import annotations

import json
from typing import Any

from cluster.api.patches import fieldsets
from cluster.objects.go.values import plain, quote, syntax, type_name
from cluster.objects.schema import MICRO_TIME, TIME, Schema

_NUMBERS, _TEXTS, _WORDS = ("integer", "number"), ("string",), ("boolean",)
_LATER = ("int-or-string", "quantity", "any")  # scalars of any type, or anything


def check(value: dict, schema: Schema) -> str:
    """What is wrong, in one text; "" where nothing is."""
    found: list[tuple[str, str]] = []
    _value(value, schema, "", False, found)
    told = [f"{path}: {text}" if path else text for path, text in found]
    return told[0] if len(told) == 1 else "\n  ".join(["errors:", *told]) if told else ""


def _value(value: Any, schema: Schema, path: str, free: bool, found: list) -> None:
    free = (free and not schema.definition) or schema.keeps_unknown  # what has a name is no part of the definition
    if value is None:
        return
    if schema.type == "object":
        if isinstance(value, dict):
            _fields(value, schema, path, free, found)
        else:
            found.append((path, f"expected map, got &{{{plain(value)}}}"))
    elif schema.type == "array":
        if isinstance(value, list):
            _items(value, schema, path, free, found)
        else:
            found.append((path, f"expected list, got &{{{plain(value)}}}"))
    elif schema.type not in _LATER and schema.definition not in (TIME, MICRO_TIME):
        _scalar(value, schema.type, path, found)
    elif isinstance(value, dict) and schema.properties:
        _fields(value, schema, path, free, found)


def _scalar(value: Any, wanted: str, path: str, found: list) -> None:
    if wanted in _NUMBERS and (isinstance(value, bool) or not isinstance(value, (int, float))):
        found.append((path, f"expected numeric (int or float), got {type_name(value)}"))
    elif wanted in _TEXTS and not isinstance(value, str):
        found.append((path, f"expected string, got &value.valueUnstructured{{Value:{syntax(value)}}}"))
    elif wanted in _WORDS and not isinstance(value, bool):
        found.append((path, f"expected boolean, got &{{{plain(value)}}}"))


def _fields(value: dict, schema: Schema, path: str, free: bool, found: list) -> None:
    values = schema.values
    for name in sorted(value):
        field = schema.properties.get(name) or values
        if field is not None:
            _value(value[name], field, f"{path}.{name}", free, found)
        elif not free:
            found.append((f"{path}.{name}", "field not declared in schema"))
            return  # the rest of this map is not looked at


def _items(value: list, schema: Schema, path: str, free: bool, found: list) -> None:
    keyed, seen = schema.list_type == "map" and bool(schema.list_keys), set()
    for index, item in enumerate(value):
        step = f"[{index}]"
        if keyed or schema.list_type == "set":
            wrong = _bad_item(item, schema) if keyed else _bad_member(item)
            if wrong:
                found.append((path, f"element {index}: {wrong}"))
                return
            step = _key(item, schema) if keyed else f"[={_json(item)}]"
            if step in seen:
                found.append((path, f"duplicate entries for key {step}"))
            seen.add(step)
        _value(item, schema.items, path + step, free, found)


def _bad_item(item: Any, schema: Schema) -> str:
    if item is None:
        return "associative list with keys may not have a null element"
    if not isinstance(item, dict):
        return "associative list with keys may not have non-map elements"
    if not fieldsets.keys(item, schema):
        keys = " ".join(quote(key) for key in schema.list_keys)
        told = f"associative list with keys has an element that omits all key fields [{keys}]"
        return f"{told} (and doesn't have default values for any key fields)"
    return ""


def _bad_member(item: Any) -> str:
    if isinstance(item, dict):
        return "associative list without keys has an element that's a map type"
    if isinstance(item, list):
        return "not supported: associative list with lists as elements"
    return "associative list without keys has an element that's an explicit null" if item is None else ""


def _key(item: dict, schema: Schema) -> str:
    return "[" + ",".join(f"{key}={_json(value)}" for key, value in fieldsets.keys(item, schema).items()) + "]"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
