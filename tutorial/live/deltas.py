"""What must be done to one JSON value to get another, as JSON: versions of one object are kept as their differences.

{"key": delta, …}    of an object: other keys stay as they are; `[]` takes a key away
[value]              another value
[{"0": delta}, null] of a list of the same length: other items stay as they are
"""

from __future__ import annotations

from typing import Any

GONE: list = []


def delta(before: Any, after: Any) -> Any:
    """None when both are equal."""
    if before is after or before == after and type(before) is type(after):
        return None
    if isinstance(before, dict) and isinstance(after, dict):
        found = {key: delta(before[key], value) if key in before else [value] for key, value in after.items()}
        made = {key: change for key, change in found.items() if change is not None}
        made.update({key: GONE for key in before if key not in after})
        return made if list(_merged(before, made)) == list(after) else [after]  # order is part of an object
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        changes = {str(at): change for at, item in enumerate(after) if (change := delta(before[at], item)) is not None}
        return [changes, None]
    return [after]


def applied(before: Any, change: Any) -> Any:
    """The other value. What has not changed is shared with `before`."""
    if change is None:
        return before
    if isinstance(change, dict):
        return _merged(before, change)
    if len(change) == 1:
        return change[0]
    items = list(before)
    for at, item in change[0].items():
        items[int(at)] = applied(items[int(at)], item)
    return items


def _merged(before: dict, change: dict) -> dict:
    made = dict(before)
    for key, value in change.items():
        if value == GONE:
            del made[key]
        else:
            made[key] = applied(before.get(key), value)
    return made
