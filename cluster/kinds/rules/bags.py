"""Keys and sizes of ConfigMaps and Secrets.

Source: https://kubernetes.io/docs/concepts/configuration/configmap/, golden validation.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, forbidden


def validate_keys(keys: Iterable[str], path: str) -> list[FieldError]:
    errors = []
    for key in keys:
        errors += each_invalid(f"{path}[{key}]", key, names.config_key(str(key)))
    return errors


def bag_size(bag: dict) -> int:
    """Bytes of what base64 texts stand for."""
    return sum(len(value) * 3 // 4 - value[-2:].count("=") for value in bag.values() if isinstance(value, str))


def immutable_bags(obj: dict, old: dict, *fields: str) -> list[FieldError]:
    """What was made immutable stays so, and so does its content."""
    if old.get("immutable") is not True:
        return []
    changed = [field for field in fields if (obj.get(field) or {}) != (old.get(field) or {})]
    if obj.get("immutable") is not True:
        changed.insert(0, "immutable")
    return [forbidden(field, "field is immutable when `immutable` is set") for field in changed]
