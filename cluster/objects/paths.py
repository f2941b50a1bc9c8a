"""Reading and path-copying changes of nested JSON objects. Nothing here changes its argument."""

from typing import Any

Json = Any


def get_in(obj: Json, *path: str | int, default: Json = None) -> Json:
    """The value at `path`, or `default` where a step is missing or not a container.

    >>> get_in({"spec": {"ports": [{"port": 80}]}}, "spec", "ports", 0, "port")
    80
    """
    for step in path:
        try:
            obj = obj[step]
        except (KeyError, IndexError, TypeError):
            return default
    return obj


def set_in(obj: dict, path: tuple[str, ...], value: Json) -> dict:
    """A copy of `obj` with `value` at `path`; objects on the way are copied, all else is shared."""
    head, rest = path[0], path[1:]
    if rest:
        value = set_in(obj.get(head) or {}, rest, value)
    return {**obj, head: value}


def without(obj: dict, *keys: str) -> dict:
    """A copy of `obj` without `keys`."""
    return {key: value for key, value in obj.items() if key not in keys}


def remove_in(obj: dict, path: tuple[str, ...]) -> dict:
    """A copy of `obj` without what stands at `path`; `obj` itself where nothing stands there."""
    head, rest = path[0], path[1:]
    if head not in obj:
        return obj
    if not rest:
        return without(obj, head)
    below = obj[head]
    if not isinstance(below, dict):
        return obj
    changed = remove_in(below, rest)
    return obj if changed is below else {**obj, head: changed}
