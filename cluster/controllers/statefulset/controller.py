"""The reconcile of a StatefulSet: one pod for each ordinal, in order; then updates, from the last to the first.

Sources: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/,
https://kubernetes.io/docs/tutorials/stateful-application/basic-stateful-set/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import Component, World, own_key, split_key
from cluster.controllers import claims as claiming
from cluster.controllers import podstate, revisions
from cluster.controllers.podtemplate import is_namespace_terminating
from cluster.controllers.statefulset import identity, rolling
from cluster.controllers.statefulset.ordering import Ordering
from cluster.controllers.statefulset.status import looked_at_in, status_of
from cluster.kinds.statefulset import ON_DELETE
from cluster.objects.owners import controller_of, controller_uid
from cluster.objects.storage import CLAIMS
from cluster.reasons import Reason, reason
from cluster.store import DELETED, MODIFIED, Change, Store
from cluster.store_tallies import bucket

RESOURCE = "statefulsets.apps"

reasons.register(
    {
        "statefulset.revision": ("revision",),
        "statefulset.adopt": ("name",),
        "statefulset.release": ("name",),
        "statefulset.replace": ("name", "most"),
        "statefulset.cleanup": ("name",),
        "statefulset.status": ("ready", "want"),
        "statefulset.deleting": (),
        "statefulset.waiting": ("updated", "ready", "want"),
        "statefulset.complete": ("want",),
    }
)


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The pod's set before and after; for an orphan, all that might take it."""
    before, after = change.previous, change.object
    if change.op != MODIFIED or before is None or _shown(before) != _shown(after):
        yield from _owner_keys(change, store)


def _shown(pod: dict) -> tuple:
    return bucket(pod), podstate.phase(pod), pod["metadata"].get("ownerReferences")


def claim_keys(change: Change, store: Store) -> Iterable[str]:
    """A claim that is gone may be the one that a pod waits for."""
    if change.op == DELETED:
        for stateful_set in store.list(RESOURCE, change.namespace):
            if any(change.name.startswith(f"{each['metadata']['name']}-") for each in _templates(stateful_set)):
                yield f"{change.namespace}/{stateful_set['metadata']['name']}"


def _owner_keys(change: Change, store: Store) -> Iterable[str]:
    for obj in (change.object, change.previous):
        owner = controller_of(obj) if obj else None
        if owner and owner["kind"] == "StatefulSet":
            yield f"{change.namespace}/{owner['name']}"
    if change.op != DELETED and controller_of(change.object) is None:
        for stateful_set in store.list(RESOURCE, change.namespace):
            if identity.is_member(stateful_set, change.object) or change.resource == revisions.RESOURCE:
                yield f"{change.namespace}/{stateful_set['metadata']['name']}"


def _templates(stateful_set: dict) -> list[dict]:
    return stateful_set["spec"].get("volumeClaimTemplates") or []


class StatefulSetController(Component):
    name = "statefulset-controller"
    watches = {RESOURCE: own_key, "pods": pod_keys, revisions.RESOURCE: _owner_keys, CLAIMS: claim_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        stateful_set = world.store.get(RESOURCE, *split_key(key))
        if stateful_set is None:
            world.remember(key, None)
            return None
        return _Look(stateful_set, world).run()


class _Look:
    """One look at one StatefulSet."""

    def __init__(self, stateful_set: dict, world: World):
        self.it, self.world, self.now = stateful_set, world, world.epoch + world.now
        self.seconds = stateful_set["spec"].get("minReadySeconds", 0)
        self.failure: StatusError | None = None

    def run(self) -> Reason:
        history = revisions.claimed(self.it, self.world, reason("statefulset.adopt", name=self.it["metadata"]["name"]))
        number = max((obj.get("revision", 0) for obj in history), default=0) + 1
        why = reason("statefulset.revision", revision=number)
        self.newest, olds = revisions.current(self.it, history, self.world, why)
        running = (self.it.get("status") or {}).get("currentRevision")
        self.current = next((obj for obj in olds if obj["metadata"]["name"] == running), self.newest)
        self._claim()
        said = None
        try:
            said = self._act()
        except StatusError as error:
            self.failure = None if is_namespace_terminating(error) else error
        self._write_status()
        self._clean_up(olds)
        if self.failure is not None:
            raise self.failure
        return said or self._standing()

    def _act(self) -> Reason | None:
        if "deletionTimestamp" in self.it["metadata"]:
            return reason("statefulset.deleting")
        ordering = Ordering(self.it, self._pods(), self.current, self.newest, self.world)
        said = ordering.run()
        if ordering.is_waiting or self.it["spec"]["updateStrategy"]["type"] == ON_DELETE:
            return said
        return self._roll(ordering) or said

    def _roll(self, ordering: Ordering) -> Reason | None:
        said, most = None, rolling.max_unavailable(self.it)
        replicas = ordering.replicas()
        newest = self.newest["metadata"]["name"]
        for pod in rolling.doomed(self.it, replicas, newest, ordering.is_available) if replicas is not None else ():
            said = reason("statefulset.replace", name=pod["metadata"]["name"], most=most)
            ordering.delete(pod, said)
        return said

    # -- the pods that there are -----------------------------------------------------------------------------------

    def _pods(self) -> list[dict]:
        uid = self.it["metadata"]["uid"]
        owned = self.world.store.owned_by(uid)
        return [obj for resource, obj in owned if resource == "pods" and controller_uid(obj) == uid]

    def _claim(self) -> None:
        uid, world = self.it["metadata"]["uid"], self.world
        for pod in self._pods():
            if not identity.is_member(self.it, pod) and "deletionTimestamp" not in pod["metadata"]:
                why = reason("statefulset.release", name=pod["metadata"]["name"])
                world.client.update("pods", claiming.released(pod, uid), why)
        for pod in world.store.orphans(self.it["metadata"]["namespace"]):
            if identity.is_member(self.it, pod) and claiming.may_adopt(pod, self.it):
                why = reason("statefulset.adopt", name=pod["metadata"]["name"])
                world.client.update("pods", claiming.adopted(pod, self.it), why)

    # -- status, history -------------------------------------------------------------------------------------------

    def _write_status(self) -> None:
        pods, names = self._pods(), [obj["metadata"]["name"] for obj in (self.current, self.newest)]
        status = status_of(self.it, pods, names[0], names[1], self.now)
        if status != self.it.get("status"):
            why = reason("statefulset.status", ready=status.get("readyReplicas", 0), want=self._want())
            self.it = self.world.client.update_status(RESOURCE, {**self.it, "status": status}, why)
        wait = looked_at_in(pods, self.seconds, self.now)
        if wait is not None:
            self.world.requeue(wait)

    def _clean_up(self, olds: list[dict]) -> None:
        """Revisions that nothing runs any more, beyond the limit; the oldest first."""
        limit = self.it["spec"].get("revisionHistoryLimit", 10)
        status = self.it.get("status") or {}
        live = {identity.revision_of(pod) for pod in self._pods()}
        live |= {status.get(field, "") for field in ("currentRevision", "updateRevision")}
        unused = [obj for obj in olds if obj["metadata"]["name"] not in live]
        for old in unused[: max(0, len(unused) - limit)] if limit >= 0 else ():
            metadata = old["metadata"]
            why = reason("statefulset.cleanup", name=metadata["name"])
            self.world.client.delete(revisions.RESOURCE, metadata["namespace"], metadata["name"], why)

    def _want(self) -> int:
        return self.it["spec"].get("replicas", 1)

    def _standing(self) -> Reason:
        status, want = self.it.get("status") or {}, self._want()
        updated, ready = status.get("updatedReplicas", 0), status.get("readyReplicas", 0)
        if ready == want and updated >= want - rolling.partition(self.it):
            return reason("statefulset.complete", want=want)
        return reason("statefulset.waiting", updated=updated, ready=ready, want=want)
