"""The recorded past of a cluster: kept beside its snapshot, and read back at any of its moments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cluster.store import ADDED, DELETED, Change
from tutorial.live.deltas import applied, delta
from tutorial.live.keeping import Damaged

AS_IT_IS = "="  # the object that the store has now: it is not written twice


def dump(store: Any, most: int) -> list[list]:
    """The newest `most` changes as JSON: of each object its first version, then what every change made of the last."""
    kept = store.history[-most:] if most else []
    last: dict[tuple, dict | None] = {}
    rows = []
    for change in kept:
        key = (change.resource, change.namespace, change.name)
        first = change.previous if key not in last else None
        before = last.get(key) or change.previous
        last[key] = None if change.op == DELETED else change.object
        if store.get(*key) is change.object:
            made: Any = AS_IT_IS
        else:
            made = [change.object] if before is None else delta(before, change.object)
        because = list(change.reason) if change.reason else None
        rows.append([*change[:6], made, first, change.actor, list(change.causes), because])
    return rows


def load(rows: Iterable[list], objects: dict[str, list[dict]]) -> list[Change]:
    """What `dump` wrote; `objects`: resource → those of the store now, or a Shelf of them.

    Versions of one object share what is equal."""
    here = ((resource, obj) for resource, held in objects.items() for obj in (held() if callable(held) else held))
    now = {(resource, *_key(obj)): obj for resource, obj in here}
    last: dict[tuple, dict | None] = {}
    changes = []
    for revision, time, op, resource, namespace, name, made, first, actor, causes, reason in rows:
        key = (resource, namespace, name)
        before = last.get(key, first)
        obj = now[key] if made == AS_IT_IS else applied(before, made)
        last[key] = None if op == DELETED else obj
        because = tuple(reason) if reason else None
        changes.append(
            Change(revision, time, op, resource, namespace, name, obj, before, actor, tuple(causes), because)
        )
    return changes


class Recorded:
    """The changes that a state holds, read when somebody first looks at them."""

    def __init__(self, rows: Callable[[], list[list]], objects: dict[str, list[dict]], compacted: int, count: int):
        self._rows, self._objects, self.compacted, self.count = rows, objects, compacted, count

    def __call__(self) -> list[Change]:
        """Raises Damaged."""
        try:
            return load(self._rows(), self._objects)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise Damaged(f"what was recorded is not whole: {error!r}", "past_damaged") from error


def objects_at(store: Any, time: int) -> tuple[int, list[tuple[str, dict]]]:
    """(revision, [(resource, object)]) as everything was at virtual `time` (µs), read from the history."""
    return _objects_when(store, lambda change: change.time <= time)


def objects_after(store: Any, revision: int) -> list[tuple[str, dict]]:
    """[(resource, object)] as everything was when the change that made `revision` had been made."""
    return _objects_when(store, lambda change: change.revision <= revision)[1]


def _objects_when(store: Any, had_happened: Callable[[Change], bool]) -> tuple[int, list[tuple[str, dict]]]:
    world = {(resource, *_key(obj)): obj for resource in store.resources() for obj in store.list(resource)}
    revision = store.revision
    for change in reversed(store.history):
        if had_happened(change):
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
