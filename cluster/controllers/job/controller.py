"""The reconcile of a Job: count what has ended, decide whether it is over, keep as many pods running as wanted.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import Component, World, split_key
from cluster.controllers import claims, podstate
from cluster.controllers.job import counting, finish
from cluster.controllers.job.pods import (
    index_of,
    is_indexed,
    is_terminating,
    is_tracked,
    pod_for,
    untracked,
)
from cluster.controllers.podtemplate import is_namespace_terminating
from cluster.objects import times
from cluster.objects.owners import controller_of, controller_uid
from cluster.objects.selectors import from_label_selector, from_labels
from cluster.reasons import Reason, reason
from cluster.store import MODIFIED, Change, Store
from cluster.store_tallies import bucket

RESOURCE, NAME_LABEL = "jobs.batch", "batch.kubernetes.io/job-name"
MANAGER = "kubernetes.io/job-controller"
BURST = 500
# After a failure the next pod waits. Source: .../controllers/job/#pod-backoff-failure-policy
FIRST_WAIT, LONGEST_WAIT = 10 * times.SECOND, 10 * times.MINUTE

reasons.register(
    {
        "job.adopt": ("pod",),
        "job.release": ("pod",),
        "job.start": (),
        "job.count": ("succeeded", "failed"),
        "job.untrack": ("pod",),
        "job.create_pods": ("want", "have"),
        "job.create_failed": ("want", "have", "message"),
        "job.delete_pods": ("want", "have"),
        "job.status": ("active", "succeeded"),
        "job.complete": ("succeeded",),
        "job.failed": ("why",),
        "job.backoff": ("seconds",),
        "job.suspended": (),
        "job.running": ("active", "succeeded"),
        "job.stopping": ("pods",),
        "job.elsewhere": ("manager",),
    }
)


def own_keys(change: Change, store: Store) -> Iterable[str]:
    """Its own writing of status needs no second look."""
    before, after = change.previous, change.object
    if change.op == MODIFIED and before is not None and before["spec"] == after["spec"]:
        was_going, going = ("deletionTimestamp" in obj["metadata"] for obj in (before, after))
        if was_going == going:
            return
    yield f"{change.namespace}/{change.name}"


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The pod's Job before and after, and that of its label: for orphans, and pods whose Job is gone."""
    before, after = change.previous, change.object
    labels = after["metadata"].get("labels") or {}
    names = {labels[NAME_LABEL]} if NAME_LABEL in labels else set()
    for pod in (before, after):
        owner = controller_of(pod) if pod else None
        if owner and owner["kind"] == "Job":
            names.add(owner["name"])
    if not names:
        return
    if change.op != MODIFIED or before is None or _shown(before) != _shown(after):
        yield from (f"{change.namespace}/{name}" for name in sorted(names))


def _shown(pod: dict) -> tuple:
    return bucket(pod), finish.restarts_of(pod), pod["metadata"].get("ownerReferences")


class JobController(Component):
    name = "job-controller"
    watches = {RESOURCE: own_keys, "pods": pod_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name = split_key(key)
        job = world.store.get(RESOURCE, namespace, name)
        self._untrack_strays(namespace, name, job, world)
        if job is None:
            world.remember(key, None)
            return None
        manager = job["spec"].get("managedBy", MANAGER)
        if manager != MANAGER:
            return reason("job.elsewhere", manager=manager)
        return _Look(job, world).run()

    @staticmethod
    def _untrack_strays(namespace: str, name: str, job: dict | None, world: World) -> None:
        """Pods that no Job counts any more are not held back."""
        for pod in world.store.select("pods", namespace, from_labels({NAME_LABEL: name})):
            uid = controller_uid(pod)
            gone = job is None or (uid is not None and uid != job["metadata"]["uid"])
            if is_tracked(pod) and gone and (uid is None or world.store.by_uid(uid) is None):
                world.client.update("pods", untracked(pod), reason("job.untrack", pod=pod["metadata"]["name"]))


class _Look:
    """One look at one Job."""

    def __init__(self, job: dict, world: World):
        self.it, self.world, self.now = job, world, world.epoch + world.now
        self.spec, self.status = job["spec"], job.get("status") or {}
        self.going = "deletionTimestamp" in job["metadata"]
        self.time = times.rfc3339(self.now)
        self.said: Reason | None = None
        self.failure: StatusError | None = None

    def run(self) -> Reason:
        done = finish.finished(self.it)
        if done is not None:
            self._untrack([pod for pod in self._owned() if is_tracked(pod)])
            return self._ended(done["type"], done.get("reason", ""))
        self._claim()
        if self.status.get("startTime") is None and not self.spec.get("suspend"):
            self.status = {**self.status, "startTime": self.time}
            self.said = reason("job.start")
        self._count()
        found = finish.decided(self.status) or self._fails
        found = found or finish.verdict(self.it, self.status, self._owned(), len(self._active()), self.now)
        if found is not None:
            self._close(found)
        elif not self.going:
            self._manage()
        self._write()
        if self.failure is not None:
            raise self.failure
        self._wait_for_deadline()
        return self.said or self._standing()

    # -- the pods that there are -----------------------------------------------------------------------------------

    def _owned(self) -> list[dict]:
        uid = self.it["metadata"]["uid"]
        owned = self.world.store.owned_by(uid)
        return [obj for resource, obj in owned if resource == "pods" and controller_uid(obj) == uid]

    def _active(self) -> list[dict]:
        return [pod for pod in self._owned() if podstate.is_active(pod)]

    def _claim(self) -> None:
        if self.going:
            return
        selector, metadata = from_label_selector(self.spec["selector"]), self.it["metadata"]
        for pod in self._owned():
            if not selector.matches(pod["metadata"].get("labels")) and "deletionTimestamp" not in pod["metadata"]:
                self.said = reason("job.release", pod=pod["metadata"]["name"])
                freed = untracked(pod) if is_tracked(pod) else pod
                self.world.client.update("pods", claims.released(freed, metadata["uid"]), self.said)
        for pod in self.world.store.orphans(metadata["namespace"]):
            if selector.matches(pod["metadata"].get("labels")) and claims.may_adopt(pod, self.it):
                self.said = reason("job.adopt", pod=pod["metadata"]["name"])
                self.world.client.update("pods", claims.adopted(pod, self.it), self.said)

    # -- counting --------------------------------------------------------------------------------------------------

    def _count(self) -> None:
        """Note whom is counted, let them go, count them: three writes, so that nothing is counted twice or lost."""
        closing = self.going or finish.decided(self.status) is not None
        new = counting.count(self.it, self._owned(), closing, self.now)
        self._fails = finish.Verdict("FailureTarget", "PodFailurePolicy", new.fails) if new.fails else None
        if new.succeeded or new.failed:
            self.said = reason("job.count", succeeded=len(new.succeeded), failed=len(new.failed))
            self._put(counting.uncounted(self.status, new), self.said)
            self.status = counting.counted(self.it, self.status, new)
        else:
            self.status = {**self.status, "uncountedTerminatedPods": {}}
        self._untrack(new.ended)
        self._remember(new)

    def _remember(self, new: counting.Count) -> None:
        """Failures in a row, and when the last one was: the next pod waits for it."""
        world = self.world
        before = world.recall(world.key) or {"failures": 0, "last": 0}
        failures = (0 if new.succeeded else before["failures"]) + len(new.failed)
        if not failures:
            world.remember(world.key, None)
        elif new.failed or new.succeeded:
            world.remember(world.key, {"failures": failures, "last": max(new.last_failure, before["last"])})

    def _untrack(self, pods: list[dict]) -> None:
        for pod in pods:
            self.world.client.update("pods", untracked(pod), reason("job.untrack", pod=pod["metadata"]["name"]))

    # -- the end ---------------------------------------------------------------------------------------------------

    def _close(self, found: finish.Verdict) -> None:
        """Nothing runs on; when nothing is left, the Job is over."""
        active = self._active()
        if active:
            self._delete(active, 0, len(active))
        left = [pod for pod in self._owned() if podstate.is_active(pod) or is_terminating(pod)]
        self.status = finish.with_verdict(self.status, found, not left, self.time)
        if left:
            self.said = reason("job.stopping", pods=len(left))
        elif found.kind == "SuccessCriteriaMet":
            self.world.event(self.it, "Normal", "Completed", "Job completed")
        else:
            self.world.event(self.it, "Warning", found.reason, found.message)
        if not left:
            self.world.remember(self.world.key, None)
            self.said = self._ended(finish.DECIDED[found.kind], found.reason)

    def _ended(self, kind: str, why: str) -> Reason:
        if kind == "Complete":
            return reason("job.complete", succeeded=self.status.get("succeeded", 0))
        return reason("job.failed", why=why)

    # -- as many as wanted -----------------------------------------------------------------------------------------

    def _manage(self) -> None:
        active = self._active()
        if self.spec.get("suspend"):
            self._suspend(active)
            return
        resumed = finish.with_suspension(self.status, False, self.time)
        if resumed is not self.status:
            self.status = {**resumed, "startTime": self.time}
            self.world.event(self.it, "Normal", "Resumed", "Job resumed")
        want = self._wanted(len(active))
        if len(active) > want:
            self._delete(_last_first(active)[: len(active) - want], want, len(active))
        elif len(active) < want and not self._backs_off():
            self._create(active, want)

    def _suspend(self, active: list[dict]) -> None:
        if active:
            self._delete(active, 0, len(active))
        suspended = finish.with_suspension(self.status, True, self.time)
        if suspended is not self.status:
            self.status = suspended
            self.world.event(self.it, "Normal", "Suspended", "Job suspended")

    def _wanted(self, active: int) -> int:
        """How many pods are to run; without a number of completions none is added once one has succeeded."""
        parallelism, completions = self.spec.get("parallelism", 1), self.spec.get("completions")
        succeeded = self.status.get("succeeded", 0)
        if completions is None:
            return min(active, parallelism) if succeeded else parallelism
        return max(0, min(completions - succeeded, parallelism))

    def _backs_off(self) -> bool:
        known = self.world.recall(self.world.key)
        if not known:
            return False
        wait = min(FIRST_WAIT << min(known["failures"] - 1, 20), LONGEST_WAIT)
        left = known["last"] + wait - self.now
        if left <= 0:
            return False
        self.world.requeue(left)
        self.said = self.said or reason("job.backoff", seconds=wait // times.SECOND)
        return True

    def _create(self, active: list[dict], want: int) -> None:
        world, have = self.world, len(active)
        leaving = 0
        if self.spec.get("podReplacementPolicy") == "Failed":  # those that still stop are replaced when they have
            leaving = sum(1 for pod in self._owned() if is_terminating(pod))
        missing = min(want - have - leaving, BURST)
        if missing <= 0:
            return
        self.said = reason("job.create_pods", want=want, have=have)
        for index in self._free_indexes(missing):
            try:
                made = world.client.create("pods", pod_for(self.it, index), self.said)
            except StatusError as error:
                if is_namespace_terminating(error):
                    return
                world.event(self.it, "Warning", "FailedCreate", f"Error creating: {error.message}")
                self.failure = error
                self.said = reason("job.create_failed", want=want, have=have, message=error.message)
                return
            world.event(self.it, "Normal", "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")

    def _free_indexes(self, number: int) -> list[int | None]:
        if not is_indexed(self.it):
            return [None] * number
        completions = self.spec["completions"]
        done = counting.completed({**self.it, "status": self.status})
        waits = self.spec.get("podReplacementPolicy") == "Failed"
        taken = {index_of(pod) for pod in self._owned() if podstate.is_active(pod) or (waits and is_terminating(pod))}
        free = (index for index in range(completions) if index not in done and index not in taken)
        return [index for index, _ in zip(free, range(number), strict=False)]

    def _delete(self, pods: list[dict], want: int, have: int) -> None:
        world, self.said = self.world, reason("job.delete_pods", want=want, have=have)
        for pod in pods[:BURST]:
            name = pod["metadata"]["name"]
            try:
                world.client.delete("pods", pod["metadata"]["namespace"], name, self.said)
            except StatusError as error:
                if error.code != 404:
                    world.event(self.it, "Warning", "FailedDelete", f"Error deleting: {error.message}")
                    self.failure = error
                continue
            world.event(self.it, "Normal", "SuccessfulDelete", f"Deleted pod: {name}")

    # -- status ----------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        status = counting.with_living(self.status, self._owned())
        active, succeeded = status.get("active", 0), status.get("succeeded", 0)
        self._put(status, reason("job.status", active=active, succeeded=succeeded))

    def _put(self, status: dict, why: Reason) -> None:
        if status != self.it.get("status"):
            self.it = self.world.client.update_status(RESOURCE, {**self.it, "status": status}, why)

    def _wait_for_deadline(self) -> None:
        left = finish.until_deadline(self.it, self.status, self.now)
        if left is not None and left > 0 and finish.decided(self.status) is None and not self.spec.get("suspend"):
            self.world.requeue(left)

    def _standing(self) -> Reason:
        if self.spec.get("suspend"):
            return reason("job.suspended")
        status = self.it["status"]
        return reason("job.running", active=status.get("active", 0), succeeded=status.get("succeeded", 0))


def _last_first(pods: list[dict]) -> list[dict]:
    """Which go first when there are too many: those without a node, not running, not ready, the youngest."""
    return sorted(
        sorted(pods, key=lambda pod: (pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]), reverse=True),
        key=lambda pod: (bool(pod["spec"].get("nodeName")), podstate.phase(pod) == "Running", podstate.is_ready(pod)),
    )
