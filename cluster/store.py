"""Versioned objects: the etcd of the model.

Each write is one revision and one `Change`, kept in the history. Objects are plain dicts that are never changed in
place; indexes stand beside them and can be rebuilt from them. Only `cluster.api` writes here.
"""

from __future__ import annotations

from builtins import list as List  # inside Store, `list` is the verb
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol

from cluster.objects.selectors import Selector
from cluster.store_history import Compacted, History, Older
from cluster.store_indexes import Indexes
from cluster.store_tallies import Tally

ADDED, MODIFIED, DELETED = "ADDED", "MODIFIED", "DELETED"


class Change(NamedTuple):
    """One revision. `object` is what it became (the last state, for DELETED), `previous` what it was before (or None).

    `time` in virtual µs; `causes` are revisions (int) and input ids (str) on seeing which `actor` wrote;
    `reason` is `(code, params)` or None.
    """

    revision: int
    time: int
    op: str
    resource: str
    namespace: str
    name: str
    object: dict
    previous: dict | None
    actor: str
    causes: tuple
    reason: tuple | None


class Origin(NamedTuple):
    """Who writes, on seeing what, and why."""

    actor: str
    causes: tuple = ()
    reason: tuple | None = None


class Shelf(Protocol):
    """Objects of one resource that are read when somebody first asks for one: `count` of them, always the same."""

    count: int

    def __call__(self) -> List[dict]: ...


class Store:
    def __init__(self, freeze: Callable[[dict], dict] | None = None):
        self.revision = 0
        self.listeners: list[Callable[[Change], None]] = []
        self._objects: dict[str, dict[str, dict[str, dict]]] = {}  # resource → namespace → name → object
        self._shelves: dict[str, Shelf] = {}  # resource → objects that nobody has asked for yet: they are in no index
        self._indexes = Indexes()
        self._history = History()
        self._freeze = freeze

    # -- reading ---------------------------------------------------------------------------------------------------

    def get(self, resource: str, namespace: str, name: str) -> dict | None:
        try:
            return self._objects[resource][namespace].get(name)
        except KeyError:
            return self._spaces(resource).get(namespace, {}).get(name) if resource in self._shelves else None

    def list(self, resource: str, namespace: str | None = None) -> List[dict]:
        """Objects sorted by namespace and name; of one namespace ("" for cluster-scoped kinds) or of all (None)."""
        spaces = self._spaces(resource)
        names = sorted(spaces) if namespace is None else [namespace] if namespace in spaces else []
        return [space[name] for space in map(spaces.__getitem__, names) for name in sorted(space)]

    def count(self, resource: str, namespace: str | None = None) -> int:
        spaces = self._spaces(resource)
        return sum(map(len, spaces.values())) if namespace is None else len(spaces.get(namespace, ()))

    @property
    def size(self) -> int:
        """How many objects there are."""
        unread = sum(shelf.count for shelf in self._shelves.values())
        return unread + sum(len(space) for spaces in self._objects.values() for space in spaces.values())

    def resources(self) -> List[str]:
        """The resources of which there is at least one object, sorted."""
        here = {resource for resource, spaces in self._objects.items() if any(spaces.values())}
        return sorted(here | {resource for resource, shelf in self._shelves.items() if shelf.count})

    def select(self, resource: str, namespace: str, selector: Selector) -> List[dict]:
        """The objects of one namespace that `selector` matches, sorted by name; looked up in the label index."""
        space = self._spaces(resource).get(namespace)
        if not space:
            return []
        names: Iterable[str] | None = self._indexes.labelled(resource, namespace, selector.equalities())
        found = (space[name] for name in sorted(space if names is None else names))
        return [obj for obj in found if selector.matches(obj["metadata"].get("labels"))]

    def owned_by(self, uid: str) -> List[tuple[str, dict]]:
        """(resource, object) of all that name `uid` among their owner references, sorted."""
        self._read_all()
        return [(key[0], self._at(key)) for key in sorted(self._indexes.owned.get(uid, ()))]

    def count_owned_by(self, uid: str) -> int:
        self._read_all()
        return len(self._indexes.owned.get(uid, ()))

    def pods_on(self, node: str) -> List[dict]:
        """The pods bound to `node`, sorted by namespace and name."""
        return [self._at(key) for key in sorted(self._indexes.on_node.get(node, ()))]

    def pods_using(self, namespace: str, claim: str) -> List[dict]:
        """The pods that mount a PersistentVolumeClaim, sorted by name."""
        return [self._at(key) for key in sorted(self._indexes.claimed.get((namespace, claim), ()))]

    def pods_mounting(self, resource: str, namespace: str, name: str) -> List[dict]:
        """Pods that have this ConfigMap or Secret among their volumes; the automatic certificate does not count."""
        return [self._at(key) for key in sorted(self._indexes.mounted.get((resource, namespace, name), ()))]

    def tally(self, uid: str) -> Tally:
        """How many pods the controller `uid` manages, by state and labels. Not to be changed."""
        return self._indexes.pods.of(uid)

    def orphans(self, namespace: str) -> List[dict]:
        """The pods of a namespace that no controller manages, sorted by name."""
        return [self._objects["pods"][namespace][name] for name in sorted(self._indexes.pods.orphans(namespace))]

    def by_uid(self, uid: str) -> tuple[str, dict] | None:
        """(resource, object), or None."""
        key = self._indexes.uids.get(uid)
        if key is None and self._shelves:
            self._read_all()
            key = self._indexes.uids.get(uid)
        return (key[0], self._at(key)) if key else None

    # -- writing (only cluster.api) --------------------------------------------------------------------------------

    def put(self, resource: str, obj: dict, time: int, origin: Origin) -> Change:
        """Create or replace; the stored copy carries the new resourceVersion."""
        metadata = obj["metadata"]
        namespace, name = metadata.get("namespace", ""), metadata["name"]
        revision = self.revision = self.revision + 1
        obj = {**obj, "metadata": {**metadata, "resourceVersion": str(revision)}}
        if self._freeze:
            obj = self._freeze(obj)
        if resource in self._shelves:
            self._read(resource)
        space = self._objects.setdefault(resource, {}).setdefault(namespace, {})
        previous = space.get(name)
        space[name] = obj
        self._indexes.replace((resource, namespace, name), previous, obj)
        op = ADDED if previous is None else MODIFIED
        return self._record(Change(revision, time, op, resource, namespace, name, obj, previous, *origin))

    def remove(self, resource: str, namespace: str, name: str, time: int, origin: Origin) -> Change:
        """Delete; the change's object is the last state under the new resourceVersion. KeyError if there is none."""
        previous = self._spaces(resource)[namespace].pop(name)
        revision = self.revision = self.revision + 1
        self._indexes.replace((resource, namespace, name), previous, None)
        last = {**previous, "metadata": {**previous["metadata"], "resourceVersion": str(revision)}}
        return self._record(Change(revision, time, DELETED, resource, namespace, name, last, previous, *origin))

    # -- history ---------------------------------------------------------------------------------------------------

    @property
    def history(self) -> List[Change]:
        """All changes that are kept, oldest first. Not to be changed."""
        return self._history.changes

    @property
    def kept(self) -> int:
        """How many changes are kept."""
        return len(self._history)

    @property
    def compacted(self) -> int:
        """Changes up to this revision are no longer kept."""
        return self._history.compacted

    def change(self, revision: int) -> Change:
        """The change that made `revision`. Raises Compacted when no longer kept, IndexError when there is none."""
        return self._history.at(revision)

    def changes_since(self, revision: int) -> Iterator[Change]:
        """Changes after `revision`, oldest first. Raises Compacted when some are no longer kept, or when the revision
        belongs to a branch that was left."""
        return self._history.since(revision)

    def check(self, revision: int) -> None:
        """Raises Compacted when the history does not lead on from `revision`."""
        self._history.check(revision)

    def compact(self, revision: int) -> None:
        """Forget the changes up to `revision`."""
        self._history.compact(revision)

    def keep(self, most: int) -> None:
        """Forget all but the newest `most` changes."""
        self._history.keep(most)

    def go_above(self, revision: int) -> None:
        """Go on above `revision`, the highest that was ever issued on any branch: a client that knows one of those
        cannot take it for one of ours, and is told to list again."""
        if revision >= self.revision:
            self._history.skip(self.revision, revision + 1)
            self.revision = revision + 1

    # -- snapshots and branches ------------------------------------------------------------------------------------

    def dump(self) -> dict:
        """Plain JSON, sorted; objects are shared, not copied. The history is not part of it."""
        objects = {name: self.list(name) for name in self.resources()}
        gaps = {"gaps": self._history.gaps} if self._history.gaps else {}
        return {"revision": self.revision, **gaps, "objects": objects}

    def load(self, data: dict, history: Iterable[Change] | Older = ()) -> None:
        """Take over what `dump` gave; `history`, if given, ends at the same revision. In place of the list of a
        resource's objects (but pods, which are counted) there may be a Shelf."""
        self.revision = data["revision"]
        if callable(history):
            self._history = History((), history.compacted, data.get("gaps", ()), history, self.revision)
        else:
            changes = list(history)
            compacted = changes[0].revision - 1 if changes else self.revision
            self._history = History(changes, compacted, data.get("gaps", ()))
        for resource, objects in data["objects"].items():
            if callable(objects):
                self._shelves[resource] = objects
            else:
                self._take_in(resource, objects)

    def branch(self) -> Store:
        """An independent store that shares all objects with this one."""
        twin = Store(self._freeze)
        twin.take_over(self)
        return twin

    def take_over(self, other: Store) -> None:
        """Be what `other` is, in place of what was here; the listeners are not told. All objects are shared."""
        self.revision = other.revision
        self._objects = {r: {ns: dict(space) for ns, space in spaces.items()} for r, spaces in other._objects.items()}
        self._shelves = dict(other._shelves)
        self._indexes = other._indexes.copy()
        self._history = other._history.copy()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _at(self, key: tuple[str, str, str]) -> dict:
        return self._objects[key[0]][key[1]][key[2]]

    def _spaces(self, resource: str) -> dict[str, dict[str, dict]]:
        """namespace → name → object"""
        if resource in self._shelves:
            self._read(resource)
        return self._objects.get(resource, _NONE)

    def _read_all(self) -> None:
        """For what looks things up across resources."""
        for resource in list(self._shelves):
            self._read(resource)

    def _read(self, resource: str) -> None:
        self._take_in(resource, self._shelves.pop(resource)())

    def _take_in(self, resource: str, objects: List[dict]) -> None:
        spaces = self._objects.setdefault(resource, {})
        for obj in objects:
            if self._freeze:
                obj = self._freeze(obj)
            namespace, name = obj["metadata"].get("namespace", ""), obj["metadata"]["name"]
            spaces.setdefault(namespace, {})[name] = obj
            self._indexes.replace((resource, namespace, name), None, obj)

    def _record(self, change: Change) -> Change:
        self._history.append(change)
        for listener in self.listeners:
            listener(change)
        return change


_NONE: dict = {}

__all__ = ["ADDED", "DELETED", "MODIFIED", "Change", "Compacted", "Origin", "Store"]
