"""What one write has changed in an object, field by field, as a person would say it."""

from __future__ import annotations

from typing import Any

MOST = 12  # fields of one change; more than that is read in the YAML
LONGEST = 200  # characters of a value
# Bookkeeping that changes with every write and tells nobody why.
SILENT = {
    ("metadata", "managedFields"),
    ("metadata", "resourceVersion"),
    ("metadata", "generation"),
    ("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"),
    ("status", "observedGeneration"),
    ("status", "images"),
}
# the chain has its own times; a condition's generation is bookkeeping, too
QUIET = {"lastUpdateTime", "lastTransitionTime", "lastHeartbeatTime", "lastProbeTime", "observedGeneration"}
# of a status: what repeats another field, or tells only machines something
MACHINES = {"containerID", "imageID", "hostIPs", "podIPs", "volumeMounts", "user"}
_NAMES = ("name", "type", "containerPort", "key", "uid")  # what tells the items of a list apart
_ABSENT = object()


def changed(before: dict | None, after: dict) -> dict | None:
    """{"fields": [{"path": "spec.replicas", "before", "after"}], "more": how many are left out}; None: nothing to tell.

    `before` and `after` of a field are JSON; a field that was not there, or is no longer, has none."""
    if before is None:
        return None
    found: list[dict] = []
    _compare((), before, after, found)
    return {"fields": found[:MOST], "more": max(0, len(found) - MOST)} if found else None


def _compare(path: tuple, before: Any, after: Any, found: list[dict]) -> None:
    if before is after or before == after or _is_silent(path) or (_is_empty(before) and _is_empty(after)):
        return
    worded = _worded(path, before), _worded(path, after)
    if worded[0] == worded[1]:  # the same but for its message
        _compare((*path, "message"), before.get("message", _ABSENT), after.get("message", _ABSENT), found)
        return
    before, after = worded
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            _compare((*path, key), before.get(key, _ABSENT), after.get(key, _ABSENT), found)
    elif (name := _name_of(_items(before) + _items(after))) and _are_items(before) and _are_items(after):
        old, new = ({item[name]: item for item in _items(items)} for items in (before, after))
        for key in [*old, *(key for key in new if key not in old)]:
            _compare((*path[:-1], f"{path[-1]}[{key}]"), old.get(key, _ABSENT), new.get(key, _ABSENT), found)
    else:
        entry: dict = {"path": ".".join(map(str, path))}
        if before is not _ABSENT:
            entry["before"] = _short(_of_container(path, before))
        if after is not _ABSENT:
            entry["after"] = _short(_of_container(path, after))
        found.append(entry)


def _are_items(value: Any) -> bool:
    return value is _ABSENT or isinstance(value, list)


def _items(value: Any) -> list:
    return value if isinstance(value, list) else []


def _is_silent(path: tuple) -> bool:
    return path in SILENT or (path[-1:] and path[-1] in QUIET) or (path[:1] == ("status",) and path[-1] in MACHINES)


def _is_empty(value: Any) -> bool:
    return value is _ABSENT or value in ({}, [], "", None)


def _worded(path: tuple, value: Any) -> Any:
    """A condition is its status and reason, a container's state its name and reason: `False (ContainersNotReady)`."""
    if not path or not isinstance(value, dict):
        return value
    last = str(path[-1])
    if last.startswith("conditions[") and "status" in value:
        return _with_reason(value["status"], value)
    if last in ("state", "lastState") and len(value) == 1:
        name, state = next(iter(value.items()))
        return _with_reason(name, state or {})
    return value


def _of_container(path: tuple, value: Any) -> Any:
    """The status of a container that is new is its state."""
    is_whole = isinstance(value, dict) and "state" in value and "tatuses[" in str(path[-1])
    return _worded((*path, "state"), value["state"]) if is_whole else value


def _with_reason(name: str, given: dict) -> str:
    said = [str(given[key]) for key in ("reason", "exitCode") if given.get(key)]
    return f"{name} ({', '.join(said)})" if said else name


def _name_of(items: list) -> str | None:
    """The field by which all items of a list are told apart."""
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    return next((name for name in _NAMES if all(isinstance(item.get(name), (str, int)) for item in items)), None)


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return value[:LONGEST] + "…"
    if isinstance(value, (dict, list)) and len(str(value)) > LONGEST:
        return "…"
    return value
