"""Unknown fields and meaningless nulls go; defaults come. Nothing is changed in place.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning,
#defaulting and #defaulting-and-nullable
"""

from __future__ import annotations

from typing import Any

from cluster.kinds.customresource.structural import META, Structural


def pruned(value: Any, schema: Structural | None, root: bool = False, unknown: list[str] | None = None) -> Any:
    """The value without fields that the schema does not have. `root`: apiVersion, kind and metadata are kept.
    `unknown`: their paths are appended to it."""
    return _prune(value, schema, root, unknown, "")


def _prune(value: Any, schema: Structural | None, root: bool, unknown: list[str] | None, path: str) -> Any:
    if isinstance(value, dict):
        return _prune_fields(value, schema, root, unknown, path)
    if isinstance(value, list):
        if schema is not None and schema.preserve:
            return _each(value, lambda item, at: _skip(item, schema.items, unknown, at), path)
        items = schema.items if schema is not None else None
        return _each(value, lambda item, at: _prune(item, items, False, unknown, at), path)
    return value


def _prune_fields(value: dict, schema: Structural | None, root: bool, unknown: list[str] | None, path: str) -> dict:
    if schema is not None and schema.preserve:
        return _skip(value, schema, unknown, path)
    found, same = {}, True
    embedded = root or (schema is not None and schema.embedded)
    for name, item in value.items():
        if embedded and name in META:
            found[name] = item
            continue
        known = schema is not None and (name in schema.properties or schema.has_values)
        if not known:
            same = False
            if unknown is not None and not (path == "" and name in META):
                unknown.append(f"{path}.{name}" if path else name)
            continue
        assert schema is not None
        below = schema.properties.get(name) or schema.values
        kept = _prune(item, below, False, unknown, f"{path}.{name}" if path else name)
        same = same and kept is item
        found[name] = kept
    return value if same else found


def _skip(value: Any, schema: Structural | None, unknown: list[str] | None, path: str) -> Any:
    """Under x-kubernetes-preserve-unknown-fields only what the schema does speak of is pruned further."""
    if schema is None:
        return value
    if isinstance(value, list):
        return _each(value, lambda item, at: _skip(item, schema.items, unknown, at), path)
    if not isinstance(value, dict):
        return value
    found, same = {}, True
    for name, item in value.items():
        kept = item
        if not (schema.embedded and name in META) and (name in schema.properties or schema.has_values):
            below = schema.properties.get(name) or schema.values
            kept = _prune(item, below, False, unknown, f"{path}.{name}" if path else name)
        same = same and kept is item
        found[name] = kept
    return value if same else found


def _each(value: list, change, path: str) -> list:
    found = [change(item, f"{path}[{index}]") for index, item in enumerate(value)]
    return value if all(new is old for new, old in zip(found, value, strict=True)) else found


def without_nulls(value: Any, schema: Structural | None) -> Any:
    """Nulls of fields that are neither nullable nor have a default are as good as unset."""
    if isinstance(value, dict):
        found, same = {}, True
        for name, item in value.items():
            below = schema.child(name) if schema is not None else None
            if item is None and below is not None and not below.nullable and below.default is None:
                same = False
                continue
            kept = without_nulls(item, below)
            same = same and kept is item
            found[name] = kept
        return value if same else found
    if isinstance(value, list):
        items = schema.items if schema is not None else None
        return _each(value, lambda item, at: without_nulls(item, items), "")
    return value


def defaulted(value: Any, schema: Structural | None) -> Any:
    """The value with its defaults; nulls that may not be are replaced by them."""
    if schema is None or not schema.has_defaults:
        return value
    if isinstance(value, dict):
        found, same = dict(value), True
        for name, field in schema.properties.items():
            if field.default is not None and (name not in value or (value[name] is None and not field.nullable)):
                found[name], same = field.default, False
        for name, item in list(found.items()):
            below = schema.properties.get(name)
            if below is None:
                below = schema.values
                if item is None and below is not None and not below.nullable and below.default is not None:
                    item = below.default
            kept = defaulted(item, below)
            if kept is not found[name]:
                found[name], same = kept, False
        return value if same else found
    if isinstance(value, list):
        items = schema.items
        return _each(value, lambda item, at: defaulted(_item(item, items), items), "")
    return value


def _item(item: Any, schema: Structural | None) -> Any:
    return schema.default if item is None and schema is not None and not schema.nullable else item
