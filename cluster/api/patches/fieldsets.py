"""Sets of fields as managedFields writes them (FieldsV1), and which fields a value has.

A set holds paths; a path is a tuple of steps as they stand in FieldsV1: `f:spec`, `k:{"name":"web"}`, `v:"x"`. Source:
https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
"""

from __future__ import annotations

import json
from typing import Any

from cluster.objects.schema import ANY, Schema

Path = tuple[str, ...]
Fields = frozenset[Path]
NONE: Fields = frozenset()
# Fields that no manager owns. Source: the server strips them.
_UNMANAGED = {
    ("f:apiVersion",), ("f:kind",), ("f:metadata",), ("f:metadata", "f:name"), ("f:metadata", "f:namespace"),
    ("f:metadata", "f:creationTimestamp"), ("f:metadata", "f:selfLink"), ("f:metadata", "f:uid"),
    ("f:metadata", "f:generation"), ("f:metadata", "f:managedFields"), ("f:metadata", "f:resourceVersion"),
    ("f:metadata", "f:deletionTimestamp"), ("f:metadata", "f:deletionGracePeriodSeconds"),
    ("f:metadata", "f:generateName"),
}  # fmt: skip


def write(fields: Fields) -> dict:
    """A set → FieldsV1."""
    root: dict = {}
    for path in sorted(fields):
        node = root
        for step in path:
            node = node.setdefault(step, {})
    for path in fields:
        node = root
        for step in path:
            node = node[step]
        if node:
            node["."] = {}
    return _ordered(root)


def read(written: Any) -> Fields:
    """FieldsV1 → a set; anything that is none gives no fields."""
    found: set[Path] = set()
    _read(written, (), found)
    return frozenset(found)


def strip(fields: Fields) -> Fields:
    """Without what nobody manages."""
    return frozenset(
        path for path in fields if path not in _UNMANAGED and path[:2] != ("f:metadata", "f:managedFields")
    )


def of(value: dict, schema: Schema) -> Fields:
    """What an applied configuration speaks of."""
    found: set[Path] = set()
    _walk(value, schema, (), found)
    return strip(frozenset(found))


def changed(old: Any, new: Any, schema: Schema) -> tuple[Fields, Fields]:
    """(added or modified, removed) between two states of an object."""
    written: set[Path] = set()
    removed: set[Path] = set()
    _compare(old, new, schema, (), written, removed)
    return strip(frozenset(written)), strip(frozenset(removed))


def reconciled(fields: Fields, value: Any, schema: Schema) -> Fields:
    """A set that owns a map or list as a whole, as if it had once been one value, owns all that is in it now.

    The server does this to follow changes of the schema. Source: golden suite api, case "managed fields of ..."."""
    parents = {path[:depth] for path in fields for depth in range(len(path))}
    found = set(fields)
    for path in fields - parents:
        below, under = find(value, path), at(schema, path)
        if (is_map(below, under) or is_list(below, under)) and below:
            _walk(below, under, path, found)
    return frozenset(found)


def at(schema: Schema, path: Path) -> Schema:
    """The schema of what stands at a path."""
    for step in path:
        schema = child(schema, step[2:]) if step.startswith("f:") else schema.items
    return schema


def has(value: Any, path: Path) -> bool:
    """Whether the value has the field."""
    return find(value, path) is not _MISSING


def find(value: Any, path: Path) -> Any:
    for step in path:
        value = _descend(value, step)
        if value is _MISSING:
            return value
    return value


def without(value: Any, path: Path) -> Any:
    """A copy of the value without the field at `path`."""
    step, rest = path[0], path[1:]
    below = _descend(value, step)
    if below is _MISSING:
        return value
    if step.startswith("f:"):
        name = step[2:]
        if not rest:
            return {key: item for key, item in value.items() if key != name}
        return {**value, name: without(below, rest)}
    if not rest:
        return [item for item in value if item is not below]
    return [without(item, rest) if item is below else item for item in value]


def display(path: Path) -> str:
    """As conflicts name it: `.spec.containers[name="web"].image`."""
    text = ""
    for step in path:
        if step.startswith("f:"):
            text += "." + step[2:]
        elif step.startswith("k:"):
            keys = json.loads(step[2:])
            text += "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in keys.items()) + "]"
        else:
            text += f"[={step[2:]}]"
    return text


class _Missing:
    pass


_MISSING = _Missing()


def item_step(item: Any, schema: Schema) -> str | None:
    """The step that names a list's item; None in a list that is one value."""
    if is_keyed(schema) and isinstance(item, dict):
        return "k:" + json.dumps(keys(item, schema), separators=(",", ":"), sort_keys=True)
    if schema.list_type == "set":
        return "v:" + json.dumps(item, separators=(",", ":"))
    return None


_KEY_DEFAULTS = {"protocol": "TCP"}


def keys(item: dict, schema: Schema) -> dict:
    """What names an item of a keyed list, sorted: its keys, or their defaults; a key that has neither is left out."""
    found = {}
    for key in sorted(schema.list_keys):
        value = item.get(key)
        if value is None:
            field = schema.items.properties.get(key)
            value = _KEY_DEFAULTS.get(key) if field is None or field.default is None else field.default
        if value is not None:
            found[key] = value
    return found


def is_keyed(schema: Schema) -> bool:
    return schema.list_type == "map" and bool(schema.list_keys)


def child(schema: Schema, name: str) -> Schema:
    return schema.properties.get(name) or schema.values or ANY


def is_map(value: Any, schema: Schema) -> bool:
    """Whether the value's fields are owned one by one."""
    return isinstance(value, dict) and not schema.atomic_map


def is_list(value: Any, schema: Schema) -> bool:
    return isinstance(value, list) and (is_keyed(schema) or schema.list_type == "set")


def _walk(value: Any, schema: Schema, path: Path, found: set[Path]) -> None:
    if is_map(value, schema) and value:
        for name, item in value.items():
            _walk(item, child(schema, name), (*path, f"f:{name}"), found)
    elif is_list(value, schema) and value:
        for item in value:
            step = (*path, item_step(item, schema) or "")
            found.add(step)
            _walk(item, schema.items, step, found)
    elif value != {} or schema.values is None:  # an empty map says nothing, an empty structure (emptyDir) does
        found.add(path)


def _compare(old: Any, new: Any, schema: Schema, path: Path, written: set[Path], removed: set[Path]) -> None:
    if old == new and isinstance(old, bool) == isinstance(new, bool):
        return
    maps = is_map(new if new is not None else old, schema) and (old is None or isinstance(old, dict))
    lists = is_list(new if new is not None else old, schema) and (old is None or isinstance(old, list))
    if new is None:
        removed.add(path)
        return
    if maps:
        if old is None:
            written.add(path)
        for name in dict.fromkeys([*(old or {}), *new]):
            _compare(_get(old, name), new.get(name), child(schema, name), (*path, f"f:{name}"), written, removed)
    elif lists:
        if old is None:
            written.add(path)
        before = {item_step(item, schema): item for item in old or ()}
        after = {item_step(item, schema): item for item in new}
        for step in dict.fromkeys([*before, *after]):
            _compare(before.get(step), after.get(step), schema.items, (*path, step or ""), written, removed)
    else:
        written.add(path)


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _descend(value: Any, step: str) -> Any:
    if step.startswith("f:"):
        return value.get(step[2:], _MISSING) if isinstance(value, dict) else _MISSING
    if not isinstance(value, list):
        return _MISSING
    if step.startswith("k:"):
        keys = json.loads(step[2:])
        for item in value:
            if isinstance(item, dict) and all(item.get(k, _KEY_DEFAULTS.get(k)) == v for k, v in keys.items()):
                return item
        return _MISSING
    wanted = json.loads(step[2:])
    return next((item for item in value if item == wanted), _MISSING)


def _read(written: Any, path: Path, found: set[Path]) -> None:
    if not isinstance(written, dict):
        return
    for step, below in written.items():
        if step == ".":
            found.add(path)
        elif isinstance(below, dict) and below:
            _read(below, (*path, step), found)
        else:
            found.add((*path, step))


def _ordered(node: dict) -> dict:
    return {step: _ordered(node[step]) for step in sorted(node)}
