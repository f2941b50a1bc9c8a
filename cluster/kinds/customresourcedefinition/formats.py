"""Formats that the server does not know: their authors are warned."""

from __future__ import annotations

from collections.abc import Iterator

from cluster.kinds.customresource import formats
from cluster.kinds.rules.reading import struct, structs


def unrecognized(obj: dict) -> list[str]:
    """The unknown formats of a definition's schemas, each as often as it occurs; a schema that versions share, once."""
    seen: list[dict] = []
    for version in structs(struct(obj, "spec"), "versions"):
        schema = struct(version, "schema").get("openAPIV3Schema")
        if isinstance(schema, dict) and schema not in seen:
            seen.append(schema)
    return [name for schema in seen for name in _formats(schema)]


def _formats(schema: dict) -> Iterator[str]:
    name = schema.get("format")
    if name and schema.get("type") == "string" and not formats.known(name):
        yield name
    for field in ("items", "not", "additionalProperties"):
        if isinstance(schema.get(field), dict):
            yield from _formats(schema[field])
    for field in ("allOf", "anyOf", "oneOf"):
        for each in schema.get(field) or ():
            yield from _formats(each)
    for each in (schema.get("properties") or {}).values():
        yield from _formats(each)
