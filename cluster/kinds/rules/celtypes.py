"""Built-in kinds as types of expressions, by their published schemas.

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking
"""

from __future__ import annotations

from functools import cache

from cluster.cel import types
from cluster.cel.names import RESERVED, escaped
from cluster.cel.types import Struct, Type
from cluster.objects.schema import MICRO_TIME, OBJECT_META, TIME, Schema, definition, kind_schema

_SCALARS = {"string": types.STRING, "integer": types.INT, "number": types.DOUBLE, "boolean": types.BOOL}


@cache
def of_kind(group: str, version: str, kind: str) -> Type | None:
    """None where no schema is published."""
    schema = kind_schema(group, version, kind)
    return None if schema is None else _type(schema, ())


@cache
def metadata() -> Type:
    found = definition(OBJECT_META)
    assert found is not None
    return _type(found, ())


def _type(schema: Schema, around: tuple[str, ...]) -> Type:
    """`around`: the definitions in which this one stands; one within itself may hold anything."""
    if schema.definition in (TIME, MICRO_TIME):
        return types.TIMESTAMP
    if schema.type == "array":
        return types.list_of(_type(schema.items, around))
    if schema.type != "object":
        return types.BYTES if schema.format == "byte" else _SCALARS.get(schema.type, types.DYN)
    if schema.values is not None:
        return types.map_of(types.STRING, _type(schema.values, around))
    if schema.definition in around:
        return types.DYN
    inside = (*around, schema.definition)
    fields: dict[str, Type] = {}
    for name, field in schema.properties.items():
        found, written = _type(field, inside), escaped(name)
        if written is not None:
            fields[written] = found
            if name in RESERVED:
                fields[name] = found
    return Struct(schema.definition, (), fields)
