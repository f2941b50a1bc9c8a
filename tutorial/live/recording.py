"""The recorded past of a cluster: kept beside its snapshot, and read back at any of its moments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster.store import ADDED, DELETED, Change


def dump(changes: list[Change], most: int) -> list[list]:
    """The newest `most` changes as JSON. `previous` is written only where no earlier entry of the list tells it."""
    kept = changes[-most:] if most else []
    seen: set[tuple] = set()
    rows = []
    for change in kept:
        key = (change.resource, change.namespace, change.name)
        previous = None if key in seen else change.previous
        seen.add(key)
        rows.append(
            [*change[:7], previous, change.actor, list(change.causes), list(change.reason) if change.reason else None]
        )
    return rows


def load(rows: Iterable[list]) -> list[Change]:
    """What `dump` wrote."""
    last: dict[tuple, dict | None] = {}
    changes = []
    for revision, time, op, resource, namespace, name, obj, previous, actor, causes, reason in rows:
        key = (resource, namespace, name)
        before = last.get(key) if key in last else previous
        last[key] = None if op == DELETED else obj
        because = tuple(reason) if reason else None
        changes.append(
            Change(revision, time, op, resource, namespace, name, obj, before, actor, tuple(causes), because)
        )
    return changes


def objects_at(store: Any, time: int) -> tuple[int, list[tuple[str, dict]]]:
    """(revision, [(resource, object)]) as everything was at virtual `time` (µs), read from the history."""
    world = {(resource, *_key(obj)): obj for resource in store.resources() for obj in store.list(resource)}
    revision = store.revision
    for change in reversed(store.history):
        if change.time <= time:
            break
        revision = change.revision - 1
        key = (change.resource, change.namespace, change.name)
        if change.op == ADDED or change.previous is None:
            world.pop(key, None)
        else:
            world[key] = change.previous
    return revision, [(key[0], world[key]) for key in sorted(world)]


def _key(obj: dict) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]
