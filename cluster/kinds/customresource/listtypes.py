"""Lists that are sets or maps: no item twice, no key twice.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
"""

from __future__ import annotations

import json
from typing import Any

from cluster.kinds.base import FieldError
from cluster.kinds.customresource.structural import Structural
from cluster.kinds.rules.errors import duplicate, invalid


def check(value: Any, schema: Structural | None, path: str = "") -> list[FieldError]:
    if schema is None or not schema.has_lists:
        return []
    if isinstance(value, dict):
        errors = []
        for name, item in value.items():
            if schema.values is not None:
                errors += check(item, schema.values, f"{path}[{name}]")
            if name in schema.properties:
                errors += check(item, schema.properties[name], f"{path}.{name}" if path else name)
        return errors
    if isinstance(value, list):
        errors = _items(value, schema, path)
        for index, item in enumerate(value):
            errors += check(item, schema.items, f"{path}[{index}]")
        return errors
    return []


def _items(value: list, schema: Structural, path: str) -> list[FieldError]:
    if schema.list_type == "set":
        return [duplicate(f"{path}[{index}]", value[index]) for index in _repeated(value)]
    if schema.list_type != "map":
        return []
    for index, item in enumerate(value):
        if item is not None and not isinstance(item, dict):
            return [invalid(f"{path}[{index}]", item, "must be an object for an array of list-type map")]
    keys = [{name: item[name] for name in schema.list_keys if name in item} if item else {} for item in value]
    return [duplicate(f"{path}[{index}]", keys[index]) for index in _repeated(keys)]


def _repeated(values: list) -> list[int]:
    """Where an item occurs for the second time (not for the third)."""
    if len(values) < 2:
        return []
    seen: dict[str, int] = {}
    found = []
    for index, value in enumerate(values):
        word = json.dumps(value, sort_keys=True)
        seen[word] = seen.get(word, 0) + 1
        if seen[word] == 2:
            found.append(index)
    return found
