"""Values and types as the API server's decoder, a program of Go, names them in its errors."""

from __future__ import annotations

from typing import Any

from cluster.objects.go.types import go_name
from cluster.objects.schema import Schema


def go_type_of(schema: Schema) -> str:
    """The Go type of a field as the decoder's errors name it: `[]v1.Container`, `map[string]string`, `int32`."""
    if schema.type == "array":
        return f"[]{go_type_of(schema.items)}"
    if schema.type == "object" and schema.values is not None:
        return f"map[string]{go_type_of(schema.values)}"
    if schema.definition:
        return go_name(schema.definition)
    if schema.type == "string":
        return "[]uint8" if schema.format == "byte" else "string"
    plain = {"integer": schema.format or "int64", "number": "float64", "boolean": "bool"}
    return plain.get(schema.type, "interface {}")


def json_type(value: Any) -> str:
    """How the decoder calls a JSON value: `object`, `bool`."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, dict) else "array" if isinstance(value, list) else "number"


def number_text(value: Any) -> str:
    """A number as it stood in the JSON."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)


def json_text(value: Any) -> str:
    """The JSON text of a value, a string without its quotes: what a quantity is read from."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, (int, float)) else "{"
