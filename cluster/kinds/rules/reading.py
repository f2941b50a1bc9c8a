"""Reading objects that may hold anything: what is absent, null or of the wrong type reads as Go's zero value.

The schema walker refuses wrong types before validation, but validation must never fall over one.
"""

from __future__ import annotations

from typing import Any


def text(obj: dict, key: str) -> str:
    value = obj.get(key)
    return value if isinstance(value, str) else ""


def number(obj: dict, key: str) -> int | None:
    """An integer, or None where none was written."""
    value = obj.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(obj: dict, key: str) -> bool:
    return obj.get(key) is True


def struct(obj: dict, key: str) -> dict:
    """A structure; {} where none was written."""
    value = obj.get(key)
    return value if isinstance(value, dict) else {}


def optional(obj: dict, key: str) -> dict | None:
    """A structure that may be absent."""
    value = obj.get(key)
    return value if isinstance(value, dict) else None


def structs(obj: dict, key: str) -> list[dict]:
    """A list of structures; an item of another type reads as an empty one."""
    value = obj.get(key)
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def texts(obj: dict, key: str) -> list[str]:
    value = obj.get(key)
    return [item if isinstance(item, str) else "" for item in value] if isinstance(value, list) else []


def labels(obj: dict, key: str) -> dict[str, str]:
    """A map of texts, sorted by key (Go's order is random; ours is not)."""
    value = obj.get(key)
    if not isinstance(value, dict):
        return {}
    return {str(name): item if isinstance(item, str) else "" for name, item in sorted(value.items(), key=_by_name)}


def items(obj: dict, key: str) -> list[tuple[str, Any]]:
    """The entries of a map, sorted by key."""
    value = obj.get(key)
    return [(str(name), item) for name, item in sorted(value.items(), key=_by_name)] if isinstance(value, dict) else []


def _by_name(entry: tuple[Any, Any]) -> str:
    return str(entry[0])
