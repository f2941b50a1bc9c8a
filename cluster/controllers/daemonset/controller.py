"""The reconcile of a DaemonSet: one pod on every node that fits, of the newest template as fast as allowed.

Sources: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/,
https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import Component, World, own_key, split_key
from cluster.controllers import claims, podstate, revisions
from cluster.controllers.daemonset import rolling
from cluster.controllers.daemonset.placing import HASH, Fit, fit, node_of, pod_for
from cluster.controllers.daemonset.status import by_age, status_of
from cluster.controllers.daemonset.surplus import Failures, surplus
from cluster.controllers.nodetaints import taints
from cluster.controllers.podtemplate import is_namespace_terminating
from cluster.objects.owners import controller_of, controller_uid
from cluster.objects.selectors import from_label_selector
from cluster.reasons import Reason, reason
from cluster.store import DELETED, MODIFIED, Change, Store
from cluster.store_tallies import bucket

RESOURCE = "daemonsets.apps"
BURST = 250  # pods that one look creates or deletes at most

reasons.register(
    {
        "daemonset.revision": ("revision",),
        "daemonset.adopt": ("name",),
        "daemonset.release": ("name",),
        "daemonset.create_pods": ("nodes",),
        "daemonset.create_failed": ("nodes", "message"),
        "daemonset.delete_pods": ("pods",),
        "daemonset.replace": ("pods", "most"),
        "daemonset.surge": ("nodes", "most"),
        "daemonset.cleanup": ("name",),
        "daemonset.status": ("ready", "want"),
        "daemonset.deleting": (),
        "daemonset.waiting": ("updated", "available", "want"),
        "daemonset.complete": ("want",),
    }
)


def node_keys(change: Change, store: Store) -> Iterable[str]:
    """All DaemonSets for which a node that came, went or changed makes a difference."""
    before, after = change.previous, change.object
    if change.op == MODIFIED and before is not None:
        labels = before["metadata"].get("labels") == after["metadata"].get("labels")
        if labels and taints(before) == taints(after):
            return
    for daemon_set in store.list(RESOURCE):
        if change.op != MODIFIED or before is None or fit(daemon_set, before) != fit(daemon_set, after):
            yield _key(daemon_set)


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The pod's DaemonSet before and after; for an orphan, all that might take it."""
    before, after = change.previous, change.object
    if change.op == MODIFIED and before is not None and bucket(before) == bucket(after):
        before_owned, owned = (obj["metadata"].get("ownerReferences") for obj in (before, after))
        if before_owned == owned:
            return
    yield from _owner_keys(change, store)


def _owner_keys(change: Change, store: Store) -> Iterable[str]:
    for obj in (change.object, change.previous):
        owner = controller_of(obj) if obj else None
        if owner and owner["kind"] == "DaemonSet":
            yield f"{change.namespace}/{owner['name']}"
    if change.op != DELETED and controller_of(change.object) is None:
        labels = change.object["metadata"].get("labels")
        for daemon_set in store.list(RESOURCE, change.namespace):
            if from_label_selector(daemon_set["spec"]["selector"]).matches(labels):
                yield _key(daemon_set)


def _key(daemon_set: dict) -> str:
    return f"{daemon_set['metadata']['namespace']}/{daemon_set['metadata']['name']}"


class DaemonSetController(Component):
    name = "daemonset-controller"
    watches = {RESOURCE: own_key, "pods": pod_keys, "nodes": node_keys, revisions.RESOURCE: _owner_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        daemon_set = world.store.get(RESOURCE, *split_key(key))
        if daemon_set is None:
            world.remember(key, None)
            return None
        if "deletionTimestamp" in daemon_set["metadata"]:
            return reason("daemonset.deleting")
        return _Look(daemon_set, world).run()


class _Look:
    """One look at one DaemonSet."""

    def __init__(self, daemon_set: dict, world: World):
        self.it, self.world, self.now = daemon_set, world, world.epoch + world.now
        self.seconds = daemon_set["spec"].get("minReadySeconds", 0)
        self.nodes = world.store.list("nodes")
        self.fits: dict[str, Fit] = {node["metadata"]["name"]: fit(daemon_set, node) for node in self.nodes}
        self.want = sum(found.run for found in self.fits.values())
        self.said: Reason | None = None
        self.failure: StatusError | None = None

    def run(self) -> Reason:
        history = revisions.claimed(self.it, self.world, reason("daemonset.adopt", name=self.it["metadata"]["name"]))
        number = max((obj.get("revision", 0) for obj in history), default=0) + 1
        newest, olds = revisions.current(self.it, history, self.world, reason("daemonset.revision", revision=number))
        self.hash = newest["metadata"]["labels"][HASH]
        self._claim()
        if not self._place() and self.it["spec"]["updateStrategy"]["type"] == "RollingUpdate":
            self._roll()
        self._clean_up(olds)
        self._write_status()
        if self.failure is not None:
            raise self.failure
        return self.said or self._standing()

    # -- the pods that there are -----------------------------------------------------------------------------------

    def _claim(self) -> None:
        metadata, world = self.it["metadata"], self.world
        selector = from_label_selector(self.it["spec"]["selector"])
        for pod in self._owned():
            if not selector.matches(pod["metadata"].get("labels")) and "deletionTimestamp" not in pod["metadata"]:
                self.said = reason("daemonset.release", name=pod["metadata"]["name"])
                world.client.update("pods", claims.released(pod, metadata["uid"]), self.said)
        for pod in world.store.orphans(metadata["namespace"]):
            fits = selector.matches(pod["metadata"].get("labels")) and podstate.is_active(pod)
            if fits and claims.may_adopt(pod, self.it):
                self.said = reason("daemonset.adopt", name=pod["metadata"]["name"])
                world.client.update("pods", claims.adopted(pod, self.it), self.said)

    def _owned(self) -> list[dict]:
        uid = self.it["metadata"]["uid"]
        owned = self.world.store.owned_by(uid)
        return [obj for resource, obj in owned if resource == "pods" and controller_uid(obj) == uid]

    def _by_node(self) -> dict[str, list[dict]]:
        """Node → its daemon pods; those that ended and are being deleted count no more."""
        found: dict[str, list[dict]] = {}
        for pod in self._owned():
            if not (podstate.is_done(pod) and "deletionTimestamp" in pod["metadata"]):
                found.setdefault(node_of(pod), []).append(pod)
        return found

    def _is_available(self, pod: dict) -> bool:
        return podstate.available_in(pod, self.seconds, self.now) == 0

    # -- one pod on each node --------------------------------------------------------------------------------------

    def _place(self) -> bool:
        """Create what is missing and delete what is too much; whether there was anything to do."""
        by_node, world = self._by_node(), self.world
        surging = rolling.limits(self.it, self.want).surge > 0
        failures = Failures(world, self.it)
        missing = [node for node, found in self.fits.items() if found.run and node not in by_node]
        doomed: list[dict] = []
        for node, pods in by_node.items():
            found = self.fits.get(node)
            if found is None:  # the node is gone: a pod bound to it is the garbage collector's, another one ours
                doomed += [pod for pod in pods if not pod["spec"].get("nodeName")]
            else:
                doomed += surplus(pods, found, self.hash if surging else None, self._is_available, failures)
        if missing:
            self._create(missing, reason("daemonset.create_pods", nodes=len(missing)))
        if doomed:
            self._delete(doomed, reason("daemonset.delete_pods", pods=len(doomed)))
        return bool(missing or doomed)

    def _create(self, nodes: list[str], why: Reason) -> None:
        world, self.said = self.world, why
        for node in nodes[:BURST]:
            try:
                made = world.client.create("pods", pod_for(self.it, node, self.hash), why)
            except StatusError as error:
                if is_namespace_terminating(error):
                    return
                world.event(self.it, "Warning", "FailedCreate", f"Error creating: {error.message}")
                self.failure = error
                self.said = reason("daemonset.create_failed", nodes=len(nodes), message=error.message)
                return
            world.event(self.it, "Normal", "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")

    def _delete(self, pods: list[dict], why: Reason) -> None:
        world, self.said = self.world, why
        for pod in pods[:BURST]:
            name = pod["metadata"]["name"]
            try:
                world.client.delete("pods", pod["metadata"]["namespace"], name, why)
            except StatusError as error:
                if error.code != 404:
                    world.event(self.it, "Warning", "FailedDelete", f"Error deleting: {error.message}")
                    self.failure = error
                continue
            world.event(self.it, "Normal", "SuccessfulDelete", f"Deleted pod: {name}")

    # -- RollingUpdate, history, status ----------------------------------------------------------------------------

    def _roll(self) -> None:
        limit = rolling.limits(self.it, self.want)
        steps = rolling.steps(self._by_node(), self.hash, limit, self._is_available)
        if steps.create:
            self._create(steps.create, reason("daemonset.surge", nodes=len(steps.create), most=limit.surge))
        if steps.delete:
            self._delete(steps.delete, reason("daemonset.replace", pods=len(steps.delete), most=limit.unavailable))

    def _clean_up(self, olds: list[dict]) -> None:
        limit = self.it["spec"].get("revisionHistoryLimit", 10)
        if len(olds) <= limit:
            return
        running = {(pod["metadata"].get("labels") or {}).get(HASH, "") for pod in self._owned()}
        for old in revisions.superfluous(olds, limit, running):
            metadata = old["metadata"]
            why = reason("daemonset.cleanup", name=metadata["name"])
            self.world.client.delete(revisions.RESOURCE, metadata["namespace"], metadata["name"], why)

    def _write_status(self) -> None:
        by_node = self._by_node()
        status = status_of(self.it, self.nodes, by_node, self.hash, self.now)
        if status != self.it.get("status"):
            why = reason("daemonset.status", ready=status["numberReady"], want=status["desiredNumberScheduled"])
            self.it = self.world.client.update_status(RESOURCE, {**self.it, "status": status}, why)
        waits = [podstate.available_in(by_age(pods)[0], self.seconds, self.now) for pods in by_node.values()]
        if self.seconds and any(waits):
            self.world.requeue(min(wait for wait in waits if wait))

    def _standing(self) -> Reason:
        status = self.it.get("status") or {}
        want = status.get("desiredNumberScheduled", 0)
        updated, available = status.get("updatedNumberScheduled", 0), status.get("numberAvailable", 0)
        if available == want and (updated == want or self.it["spec"]["updateStrategy"]["type"] == "OnDelete"):
            return reason("daemonset.complete", want=want)
        return reason("daemonset.waiting", updated=updated, available=available, want=want)
