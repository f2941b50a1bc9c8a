"""Schemas of custom resources as types of expressions, and values as these types have them.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
(types of the schema and of CEL)
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

from cluster.cel import types, values
from cluster.cel.errors import EvaluationError
from cluster.cel.names import RESERVED, escaped
from cluster.cel.types import Sized, Struct, Type

REQUEST = 3 * 1024 * 1024  # bytes: nothing is larger than what a request may hold
_TEXT = {"type": "string"}
_META = {"type": "object", "properties": {"name": _TEXT, "generateName": _TEXT}}
_SCALARS = {"boolean": (types.BOOL, 4), "number": (types.DOUBLE, 1), "integer": (types.INT, 1)}
_TIMES = {
    "duration": (types.DURATION, 4, 32),
    "date": (types.TIMESTAMP, 12, 12),
    "date-time": (types.TIMESTAMP, 21, 36),
}


def declared(schema: dict, root: bool = False) -> tuple[Type, int] | None:
    """(the type, the fewest bytes that a value takes in JSON); None for what expressions cannot speak of.
    `root`: of a resource, whose apiVersion, kind and metadata are there in any case."""
    if schema.get("x-kubernetes-int-or-string"):
        return types.DYN, 1
    kind = schema.get("type")
    if kind == "object":
        return _object(with_meta(schema) if root else schema)
    if kind == "array":
        return _array(schema)
    if kind == "string":
        return _text(schema)
    return _SCALARS.get(kind or "")


def with_meta(schema: dict) -> dict:
    """With apiVersion, kind, and of metadata what rules may see; what declares all three keeps its own."""
    own = schema.get("properties") or {}
    kinds = tuple((own.get(name) or {}).get("type") for name in ("apiVersion", "kind", "metadata"))
    if kinds == ("string", "string", "object"):
        named = own["metadata"].get("properties") or {}
        if all((named.get(name) or {}).get("type") == "string" for name in ("name", "generateName")):
            return schema
    return {**schema, "properties": {**(schema.get("properties") or {}), "apiVersion": _TEXT, "kind": _TEXT,
                                     "metadata": _META}}  # fmt: skip


def _array(schema: dict) -> tuple[Type, int] | None:
    items = schema.get("items")
    element = declared(items, bool(items.get("x-kubernetes-embedded-resource"))) if isinstance(items, dict) else None
    if element is None:
        return None
    most = schema.get("maxItems")
    most = (REQUEST - 2) // (element[1] + 1) if most is None else max(most, 0)
    return Sized("list", (element[0],), most), 2


def _object(schema: dict) -> tuple[Type, int] | None:
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        value = declared(others, bool(others.get("x-kubernetes-embedded-resource")))
        if value is None:
            return None
        most = schema.get("maxProperties")
        most = (REQUEST - 2) // (value[1] + 6) if most is None else max(most, 0)
        return Sized("map", (types.STRING, value[0]), most), 2
    fields: dict[str, Type] = {}
    needed, size = schema.get("required") or (), 2
    for name, field in (schema.get("properties") or {}).items():
        found = declared(field, bool(field.get("x-kubernetes-embedded-resource")))
        if found is None:
            continue
        written = escaped(name)
        if written is not None:
            fields[written] = found[0]
            if name in RESERVED:
                fields[name] = found[0]
        if name in needed and field.get("default") is None:
            size += len(name) + found[1] + 4
    return Struct(f"object{id(schema)}", (), fields), size


def _text(schema: dict) -> tuple[Type, int]:
    name, longest = schema.get("format"), schema.get("maxLength")
    if name in _TIMES:
        kind, least, most = _TIMES[name]
        return Sized(kind.name, (), most), least
    if name == "byte":
        return Sized("bytes", (), REQUEST - 2 if longest is None else longest), 2
    if longest is not None:
        return Sized("string", (), max(longest, 0) * 4), 2  # a character may take four bytes
    if schema.get("enum"):
        return Sized("string", (), max((len(each) for each in schema["enum"] if isinstance(each, str)), default=0)), 2
    return Sized("string", (), REQUEST - 2), 2


def value_of(raw: Any, schema: dict, root: bool = False) -> Any:
    """The JSON value as an expression sees it. Raises EvaluationError."""
    if raw is None:
        if schema.get("nullable"):
            return None
        raise EvaluationError("invalid data, got null for schema with nullable=false")
    if schema.get("x-kubernetes-int-or-string"):
        return raw
    kind = schema.get("type")
    if kind == "object" and isinstance(raw, dict):
        return _fields(raw, with_meta(schema) if root or schema.get("x-kubernetes-embedded-resource") else schema)
    if kind == "array" and isinstance(raw, list):
        return _items(raw, schema)
    if kind == "string" and isinstance(raw, str):
        return _special(raw, schema.get("format"))
    if kind == "number":
        return float(raw)
    return int(raw) if kind == "integer" and isinstance(raw, float) else raw


def _fields(raw: dict, schema: dict) -> dict:
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        return {name: value_of(item, others) for name, item in raw.items()}
    found = values.Record()
    properties = schema.get("properties") or {}
    for name, item in raw.items():
        written = escaped(name)
        if name in properties and written is not None:
            if item is not None:  # a field that is null counts as one that is not there
                found[written] = value_of(item, properties[name])
                if name in RESERVED:
                    found[name] = found[written]
        else:
            found.unknown[name] = item
    return found


def _items(raw: list, schema: dict) -> list:
    items = schema.get("items") or {}
    found = [value_of(item, items) for item in raw]
    if schema.get("x-kubernetes-list-type") == "set":
        return values.SetList(found)
    if schema.get("x-kubernetes-list-type") == "map":
        keys = tuple(escaped(name) or name for name in schema.get("x-kubernetes-list-map-keys") or ())
        return values.MapList(found, keys)
    return found


def _special(raw: str, name: str | None) -> Any:
    if name == "byte":
        return b64decode(raw)
    if name == "date-time":
        return values.timestamp(raw)
    if name == "date":
        return values.timestamp(f"{raw}T00:00:00Z")
    if name == "duration":
        return values.duration(re.sub(r"\s+", "", raw))
    return raw
