"""Keeping a number of pods: what ReplicaSets and ReplicationControllers have in common.

One reconcile: take orphans and let go what no longer matches, create or delete what is missing or too many, write the
status. Nothing here walks over all pods unless some must be deleted, or minReadySeconds asks how long each is ready.

Sources: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/, golden suites replicasets and rollouts.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import Component, World, split_key
from cluster.controllers import claims, podstate, scaledown
from cluster.controllers.podtemplate import is_namespace_terminating, pod_from
from cluster.controllers.replicastatus import Counts, status_of
from cluster.objects.owners import controller_of, controller_uid
from cluster.objects.selectors import Selector
from cluster.reasons import Reason, reason
from cluster.store import ADDED, DELETED, MODIFIED, Change, Store
from cluster.store_tallies import bucket

# One sync creates or deletes at most so many pods (the controller's burst), and creates them in batches that double
# as long as all goes well, so that a quota is not hit a thousand times at once.
BURST, FIRST_BATCH = 500, 1

CODES: dict[str, tuple[str, ...]] = {
    "adopt": ("pod",),
    "release": ("pod",),
    "create_pods": ("want", "have"),
    "create_failed": ("want", "have", "message"),
    "delete_pods": ("want", "have", "rule", "ranked"),  # `rule`, `ranked`: see scaledown
    "delete_failed": ("want", "have", "message"),
    "status": ("ready", "want"),
    "satisfied": ("want",),
    "waiting_available": ("ready", "available", "seconds"),
    "deleting": ("left",),
}


def codes(word: str) -> None:
    """Register the reasons of one kind of controller: `replicaset.adopt`, ..."""
    reasons.register({f"{word}.{code}": names for code, names in CODES.items()})


class ReplicaController(Component):
    """Subclasses say which kind they manage: `resource`, `kind`, `word` (their reason codes) and `selector`."""

    resource: str
    kind: str
    word: str
    counts_terminating = True

    def selector(self, owner: dict) -> Selector:
        raise NotImplementedError

    # -- which changes matter --------------------------------------------------------------------------------------

    @property
    def watches(self):  # type: ignore[override]
        return {self.resource: self.own_keys, "pods": self.pod_keys}

    def own_keys(self, change: Change, store: Store) -> Iterable[str]:
        """Its own writing of status needs no second look; what others write there it puts right."""
        before, after = change.previous, change.object
        if change.op == MODIFIED and before is not None and before["spec"] is after["spec"]:
            marks = ("deletionTimestamp", "labels", "ownerReferences", "generation")
            theirs = change.actor != self.name and before.get("status") != after.get("status")
            if not theirs and all(before["metadata"].get(mark) == after["metadata"].get(mark) for mark in marks):
                return
        yield f"{change.namespace}/{change.name}"

    def pod_keys(self, change: Change, store: Store) -> Iterable[str]:
        """The pod's controller before and after; for an orphan that is new or relabelled, all that might take it.
        What changes nothing that is counted (a node, an address) concerns nobody."""
        known = change.previous if change.op == MODIFIED and not self._is_news(change) else None
        if known is not None:
            owner = controller_of(change.object)
            if (owner is not None and owner["kind"] != self.kind) or bucket(known) == bucket(change.object):
                return
        mine = set()
        for pod in (change.object, change.previous):
            owner = controller_of(pod) if pod else None
            if owner and owner["kind"] == self.kind and owner["name"] not in mine:
                mine.add(owner["name"])
                yield f"{change.namespace}/{owner['name']}"
        if controller_of(change.object) is None and change.op != DELETED and self._is_news(change):
            labels = change.object["metadata"].get("labels")
            for owner in store.list(self.resource, change.namespace):
                if owner["metadata"]["name"] not in mine and self.selector(owner).matches(labels):
                    yield f"{change.namespace}/{owner['metadata']['name']}"

    @staticmethod
    def _is_news(change: Change) -> bool:
        if change.op == ADDED or change.previous is None:
            return True
        before, after = change.previous["metadata"], change.object["metadata"]
        return any(before.get(part) != after.get(part) for part in ("labels", "ownerReferences"))

    # -- one reconcile ---------------------------------------------------------------------------------------------

    def reconcile(self, key: str, world: World) -> Reason | None:
        owner = world.store.get(self.resource, *split_key(key))
        if owner is None:
            return None
        uid, selector = owner["metadata"]["uid"], self.selector(owner)
        said = self._claim(owner, selector, world)
        counts = self._count(owner, selector, world)
        failure: StatusError | None = None
        if "deletionTimestamp" in owner["metadata"]:
            said = self._say("deleting", left=sum(world.store.tally(uid).values()))
        else:
            did, failure = self._manage(owner, selector, counts.active, world)
            said = did or said
        status = status_of(owner, counts, failure, world.epoch + world.now)
        if self.counts_terminating:
            status["terminatingReplicas"] = counts.terminating
        if status != owner.get("status"):
            why = self._say("status", ready=counts.ready, want=owner["spec"]["replicas"])
            world.client.update_status(self.resource, {**owner, "status": status}, why)
        if failure is not None:
            raise failure
        return said or self._wait(owner, counts, world)

    def _say(self, code: str, **params) -> Reason:
        return reason(f"{self.word}.{code}", **params)

    def _claim(self, owner: dict, selector: Selector, world: World) -> Reason | None:
        if "deletionTimestamp" in owner["metadata"]:
            return None
        uid, namespace = owner["metadata"]["uid"], owner["metadata"]["namespace"]
        said = None
        buckets = [found for found in world.store.tally(uid) if found.state == "active"]
        if not all(selector.matches(dict(found.labels)) for found in buckets):
            for pod in self._active(owner, world):
                if not selector.matches(pod["metadata"].get("labels")):
                    said = self._say("release", pod=pod["metadata"]["name"])
                    world.client.update("pods", claims.released(pod, uid), said)
        for pod in world.store.orphans(namespace):
            fits = selector.matches(pod["metadata"].get("labels")) and podstate.is_active(pod)
            if fits and claims.may_adopt(pod, owner):
                said = self._say("adopt", pod=pod["metadata"]["name"])
                world.client.update("pods", claims.adopted(pod, owner), said)
        return said

    def _count(self, owner: dict, selector: Selector, world: World) -> Counts:
        template_labels = owner["spec"]["template"]["metadata"].get("labels") or {}
        counts = Counts(world.store.tally(owner["metadata"]["uid"]), selector, template_labels)
        seconds = owner["spec"].get("minReadySeconds", 0)
        if seconds and counts.ready:
            now = world.epoch + world.now
            waits = [podstate.available_in(pod, seconds, now) for pod in self._active(owner, world)]
            counts.available = sum(1 for wait in waits if wait == 0)
            later = [wait for wait in waits if wait]
            if later:
                world.requeue(min(later))
        return counts

    @staticmethod
    def _active(owner: dict, world: World) -> list[dict]:
        uid = owner["metadata"]["uid"]
        owned = world.store.owned_by(uid)
        return [
            pod
            for resource, pod in owned
            if resource == "pods" and controller_uid(pod) == uid and podstate.is_active(pod)
        ]

    def _wait(self, owner: dict, counts: Counts, world: World) -> Reason:
        seconds = owner["spec"].get("minReadySeconds", 0)
        if seconds and counts.available < counts.ready:
            return self._say("waiting_available", ready=counts.ready, available=counts.available, seconds=seconds)
        if counts.ready < owner["spec"]["replicas"]:
            return self._say("status", ready=counts.ready, want=owner["spec"]["replicas"])
        return self._say("satisfied", want=owner["spec"]["replicas"])

    # -- creating and deleting pods --------------------------------------------------------------------------------

    def _manage(
        self, owner: dict, selector: Selector, have: int, world: World
    ) -> tuple[Reason | None, StatusError | None]:
        want = owner["spec"]["replicas"]
        if have < want:
            return self._create(owner, min(want - have, BURST), have, world)
        if have > want:
            return self._delete(owner, min(have - want, BURST), have, world)
        return None, None

    def _create(self, owner: dict, count: int, have: int, world: World) -> tuple[Reason | None, StatusError | None]:
        want = owner["spec"]["replicas"]
        why = self._say("create_pods", want=want, have=have)
        pod = pod_from(owner)
        batch = FIRST_BATCH
        while count:
            batch = min(batch, count)
            failures = [error for error in (self._create_one(owner, pod, why, world) for _ in range(batch)) if error]
            if failures:
                return self._say("create_failed", want=want, have=have, message=failures[0].message), failures[0]
            count -= batch
            batch *= 2
        return why, None

    @staticmethod
    def _create_one(owner: dict, pod: dict, why: Reason, world: World) -> StatusError | None:
        try:
            made = world.client.create("pods", pod, why)
        except StatusError as error:
            if is_namespace_terminating(error):
                return None  # any creation will fail, and soon there is nothing to keep
            world.event(owner, "Warning", "FailedCreate", f"Error creating: {error.message}")
            return error
        world.event(owner, "Normal", "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")
        return None

    def _delete(self, owner: dict, count: int, have: int, world: World) -> tuple[Reason | None, StatusError | None]:
        want, now = owner["spec"]["replicas"], world.epoch + world.now
        pods, crowded = self._active(owner, world), self._crowded(owner, world)
        chosen = scaledown.choose(pods, count, crowded, now)
        ranked = scaledown.ranked(pods, chosen, crowded, now)
        why, failure = None, None
        for choice in chosen:
            why = self._say("delete_pods", want=want, have=have, rule=choice.rule, ranked=ranked)
            name, namespace = choice.pod["metadata"]["name"], owner["metadata"]["namespace"]
            try:
                world.client.delete("pods", namespace, name, why)
            except StatusError as error:
                if error.code != 404:
                    world.event(owner, "Warning", "FailedDelete", f"Error deleting: {error.message}")
                    failure = error
                    why = self._say("delete_failed", want=want, have=have, message=error.message)
                continue
            world.event(owner, "Normal", "SuccessfulDelete", f"Deleted pod: {name}")
        return why, failure

    def _crowded(self, owner: dict, world: World) -> dict[str, int]:
        """Node → active pods there of all controllers that have the same controller as `owner`. Nothing for one
        without a controller (golden suite replicasets: node counts do not matter to a ReplicaSet of its own)."""
        parent = controller_uid(owner)
        siblings = world.store.owned_by(parent) if parent else []
        counts: dict[str, int] = {}
        for sibling in (obj for resource, obj in siblings if resource == self.resource):
            for pod in self._active(sibling, world):
                node = pod["spec"].get("nodeName", "")
                counts[node] = counts.get(node, 0) + 1
        return counts
