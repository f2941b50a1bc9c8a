"""Garbage collection: what is to become of objects whose owners go.

background   the owner is gone: its dependents are deleted after it
foreground   the owner waits (finalizer foregroundDeletion) until the dependents that block it are gone
orphan       the owner waits (finalizer orphan) until its dependents no longer name it

Looked up in the store's owner index, never by a scan.
Source: https://kubernetes.io/docs/concepts/architecture/garbage-collection/; golden suite replicasets (delete-*, gc-*).
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import kinds, reasons
from cluster.api.errors import StatusError
from cluster.component import CUSTOM, Component, World
from cluster.controllers import claims
from cluster.reasons import Reason, reason
from cluster.store import ADDED, DELETED, Change, Store

reasons.register(
    {
        "garbage.delete": ("owner",),
        "garbage.orphan": ("owner",),
        "garbage.waiting": ("dependents",),
        "garbage.release_owner": ("owner",),
        "garbage.owned": ("owners",),
        "garbage.unblock": ("owner",),
    }
)

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
NOT_COLLECTED = ("events",)


def key_of(resource: str, obj: dict) -> str:
    metadata = obj["metadata"]
    return f"{resource}/{metadata.get('namespace', '')}/{metadata['name']}"


def keys(change: Change, store: Store) -> Iterable[str]:
    """Whose fate a change may decide: the object itself, what it owns, what waits for it."""
    obj = change.object
    references = obj["metadata"].get("ownerReferences") or ()
    if change.op == DELETED:
        for resource, dependent in store.owned_by(obj["metadata"]["uid"]):
            yield key_of(resource, dependent)
        yield from _waiting_owners(references, store)
        return
    if references:
        before = (change.previous or obj)["metadata"].get("ownerReferences")
        if change.op == ADDED or before != references:
            if any(_state(reference, obj, store) != "solid" for reference in references):
                yield key_of(change.resource, obj)
            yield from _waiting_owners(references, store)
    if is_deleting(obj) and set(obj["metadata"].get("finalizers") or ()) & {FOREGROUND, ORPHAN}:
        yield key_of(change.resource, obj)
    elif change.previous and len(change.previous["metadata"].get("ownerReferences") or ()) > len(references):
        yield from _waiting_owners(change.previous["metadata"]["ownerReferences"], store)


class GarbageCollector(Component):
    name = "garbage-collector"

    def __init__(self) -> None:
        self.watches = {kind.resource: keys for kind in kinds.KINDS.stored if kind.resource not in NOT_COLLECTED}
        self.watches[CUSTOM] = keys

    def reconcile(self, key: str, world: World) -> Reason | None:
        resource, namespace, name = key.split("/")
        obj = world.store.get(resource, namespace, name)
        if obj is None:
            return None
        if is_deleting(obj):
            finalizers = obj["metadata"].get("finalizers") or ()
            if ORPHAN in finalizers:
                return self._orphan(resource, obj, world)
            if FOREGROUND in finalizers:
                return self._finish(resource, obj, world)
            return None
        return self._collect(resource, obj, world)

    def _orphan(self, resource: str, owner: dict, world: World) -> Reason:
        """Take the owner out of its dependents, then let it go."""
        uid = owner["metadata"]["uid"]
        why = reason("garbage.orphan", owner=owner["metadata"]["name"])
        for of, dependent in world.store.owned_by(uid):
            world.client.update(of, claims.released(dependent, uid), why)
        self._without_finalizer(resource, owner, ORPHAN, why, world)
        return why

    def _finish(self, resource: str, owner: dict, world: World) -> Reason:
        """Delete the dependents that block the owner; when none is left, let it go."""
        uid, name = owner["metadata"]["uid"], owner["metadata"]["name"]
        blocking = [(of, dependent) for of, dependent in world.store.owned_by(uid) if _blocks(dependent, uid)]
        if not blocking:
            why = reason("garbage.release_owner", owner=name)
            self._without_finalizer(resource, owner, FOREGROUND, why, world)
            return why
        for of, dependent in blocking:
            if not is_deleting(dependent):
                self._collect(of, dependent, world)
        return reason("garbage.waiting", dependents=len(blocking))

    def _collect(self, resource: str, obj: dict, world: World) -> Reason | None:
        """Delete the object if none of its owners is there to stay; else take out those that are not."""
        references = obj["metadata"].get("ownerReferences") or ()
        if not references:
            return None
        states = [(_state(reference, obj, world.store, world.client.kinds), reference) for reference in references]
        solid = [reference for state, reference in states if state == "solid"]
        gone = [reference for state, reference in states if state != "solid"]
        if solid:
            if gone:
                self._drop_owners(resource, obj, gone, world)
            return reason("garbage.owned", owners=len(solid))
        waited_for = any(state == "waiting" for state, _ in states)
        owns = world.store.count_owned_by(obj["metadata"]["uid"]) > 0
        why = reason("garbage.delete", owner=references[0]["name"])
        if waited_for and owns and self._in_circle(obj, world):
            freed = [{**each, "blockOwnerDeletion": False} for each in references]
            world.client.update(resource, {**obj, "metadata": {**obj["metadata"], "ownerReferences": freed}}, why)
        self._delete(resource, obj, "Foreground" if waited_for and owns else _policy(obj), why, world)
        return None  # the change tells why; a verdict on what is going to be gone would stay for ever

    @staticmethod
    def _in_circle(obj: dict, world: World) -> bool:
        """Whether something that it owns waits for its own dependents already: each would wait for the other."""
        owned = (dependent for _, dependent in world.store.owned_by(obj["metadata"]["uid"]))
        return any(is_deleting(each) and FOREGROUND in (each["metadata"].get("finalizers") or ()) for each in owned)

    @staticmethod
    def _drop_owners(resource: str, obj: dict, gone: list[dict], world: World) -> None:
        for reference in gone:
            obj = claims.released(obj, reference["uid"])
        world.client.update(resource, obj, reason("garbage.unblock", owner=gone[0]["name"]))

    @staticmethod
    def _delete(resource: str, obj: dict, policy: str, why: Reason, world: World) -> None:
        metadata = obj["metadata"]
        try:
            world.client.delete(
                resource, metadata.get("namespace", ""), metadata["name"], why, propagation=policy, uid=metadata["uid"]
            )
        except StatusError as error:
            if error.code != 404:
                raise

    @staticmethod
    def _without_finalizer(resource: str, obj: dict, name: str, why: Reason, world: World) -> None:
        left = [f for f in obj["metadata"].get("finalizers") or () if f != name]
        world.client.update(resource, {**obj, "metadata": {**obj["metadata"], "finalizers": left}}, why)


def is_deleting(obj: dict) -> bool:
    return "deletionTimestamp" in obj["metadata"]


def _policy(obj: dict) -> str:
    """What the object's own finalizers ask for."""
    finalizers = obj["metadata"].get("finalizers") or ()
    return "Orphan" if ORPHAN in finalizers else "Foreground" if FOREGROUND in finalizers else "Background"


def _blocks(dependent: dict, uid: str) -> bool:
    references = dependent["metadata"].get("ownerReferences") or ()
    return any(r["uid"] == uid and r.get("blockOwnerDeletion") for r in references)


def _state(reference: dict, dependent: dict, store: Store, served: kinds.Registry | None = None) -> str:
    """solid: the owner is there to stay; waiting: it waits for its dependents; dangling: there is no such owner.

    An owner of a kind that this API does not serve cannot be looked up: then nothing is deleted, as in a real cluster
    (`served`; None where that is not known yet).
    """
    found = store.by_uid(reference["uid"])
    if found is None:
        group, _, version = reference["apiVersion"].rpartition("/")
        return "dangling" if served is None or (group, version, reference["kind"]) in served.by_kind else "solid"
    metadata = found[1]["metadata"]
    elsewhere = metadata.get("namespace", "") not in ("", dependent["metadata"].get("namespace", ""))
    if elsewhere or metadata["name"] != reference["name"]:
        return "dangling"
    return "waiting" if is_deleting(found[1]) and FOREGROUND in (metadata.get("finalizers") or ()) else "solid"


def _waiting_owners(references: Iterable[dict], store: Store) -> Iterable[str]:
    for reference in references:
        found = store.by_uid(reference["uid"])
        if found and is_deleting(found[1]) and FOREGROUND in (found[1]["metadata"].get("finalizers") or ()):
            yield key_of(*found)
