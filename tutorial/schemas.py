"""The published schema of a kind, made small for the browser's editor (completion, hover).

    {"root": "v1.Pod", "types": {"v1.Pod": {"description", "required": [...],
     "fields": {"spec": {"type": "object", "of": "v1.PodSpec", "description": "..."}}}}}

`of` names the type of a structure, of a list's items or of a map's values.
"""

from __future__ import annotations

from functools import lru_cache

from cluster.objects.schema import Schema, kind_schema

DESCRIPTION = 300


@lru_cache(maxsize=64)
def compact_schema(group: str, version: str, kind: str) -> dict | None:
    """None when Kubernetes 1.35 publishes no such kind."""
    root = kind_schema(group, version, kind)
    if root is None:
        return None
    types: dict[str, dict] = {}
    waiting = [root]
    while waiting:
        schema = waiting.pop()
        name = _short(schema)
        if name in types:
            continue
        fields = {}
        for field, value in sorted(schema.properties.items()):
            inner = _inner(value)
            about: dict = {"type": value.type, "description": _cut(value.description)}
            fields[field] = about
            if value.enum:
                about["enum"] = list(value.enum)
            if inner.is_structure and inner.definition:
                about["of"] = _short(inner)
                waiting.append(inner)
            elif inner is not value:
                about["of"] = inner.type
        types[name] = {"description": _cut(schema.description), "required": list(schema.required), "fields": fields}
    return {"root": _short(root), "types": types}


def _inner(schema: Schema) -> Schema:
    while True:
        if schema.type == "array":
            schema = schema.items
        elif schema.values is not None:
            schema = schema.values
        else:
            return schema


def _short(schema: Schema) -> str:
    return ".".join(schema.definition.split(".")[-2:])


def _cut(text: str) -> str:
    return text if len(text) <= DESCRIPTION else text[: DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
