"""As many pods as wanted: makes those that are missing, deletes those that are too many.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#parallel-jobs, #pod-replacement-policy
"""

from __future__ import annotations

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import World
from cluster.controllers import podstate
from cluster.controllers.job import backoff, removal
from cluster.controllers.job.pods import (
    failure_notes,
    index_of,
    is_indexed,
    is_terminating,
    is_tracked,
    pod_for,
    untracked,
    waits_for_the_end,
)
from cluster.controllers.job.tally import Tally
from cluster.controllers.podtemplate import is_namespace_terminating
from cluster.objects import times
from cluster.reasons import Reason, reason

BURST = 500

reasons.register(
    {
        "job.create_pods": ("want", "have"),
        "job.create_failed": ("want", "have", "message"),
        "job.delete_pods": ("want", "have"),
        "job.backoff": ("seconds",),
    }
)


class Staff:
    """One Job's pods during one look. `said`: what was done; `failure`: what the API server refused."""

    def __init__(self, job: dict, pods: list[dict], found: Tally, world: World):
        self.job, self.spec, self.pods, self.found, self.world = job, job["spec"], pods, found, world
        self.active = [pod for pod in pods if podstate.is_active(pod)]
        self.said: Reason | None = None
        self.failure: StatusError | None = None

    def adjust(self, succeeded: int) -> None:
        """`succeeded`: how many pods have by now."""
        have = len(self.active)
        want = self._wanted(succeeded)
        gone = removal.surplus(self.job, self.active, max(0, have - want))
        if gone:
            self.dismiss(gone, want)
            return
        leaving = sum(1 for pod in self.pods if is_terminating(pod)) if waits_for_the_end(self.job) else 0
        missing = min(want - leaving - have, BURST)
        if missing > 0:
            self._hire(want, missing)

    def dismiss(self, pods: list[dict], want: int) -> None:
        """Deleted without being counted: not their failure."""
        self._delete([untracked(pod) if is_tracked(pod) else pod for pod in pods[:BURST]], want, pods)

    def stop(self) -> None:
        """The Job is over: those that still run are deleted, and counted."""
        if self.active:
            self._delete(self.active, 0, self.active)

    def _wanted(self, succeeded: int) -> int:
        """Without a number of completions none is added once one has succeeded."""
        parallelism, completions = self.spec.get("parallelism", 1), self.spec.get("completions")
        if completions is None:
            return len(self.active) if succeeded else parallelism
        return max(0, min(completions - succeeded, parallelism))

    def _hire(self, want: int, missing: int) -> None:
        chosen = self._free_indexes(missing)
        if self.found.broken is None:
            known = self.world.recall(self.world.key)
            left = backoff.left(known["failures"], known["last"], self._now) if known else 0
            if left:
                self._wait(left, backoff.wait(known["failures"]))
                return
        else:  # each index waits for itself
            waits = [backoff.left_of_index(self._failed_before(index), self._now) for index in chosen]
            if waits and min(waits) > 0:
                self._wait(min(waits), min(waits))
                return
            chosen = [index for index, left in zip(chosen, waits, strict=True) if not left]
        self._create(chosen, want)

    def _wait(self, left: int, whole: int) -> None:
        self.world.requeue(left)
        self.said = reason("job.backoff", seconds=whole // times.SECOND)

    @property
    def _now(self) -> int:
        return self.world.epoch + self.world.now

    def _create(self, chosen: list[int | None], want: int) -> None:
        world, have = self.world, len(self.active)
        self.said = reason("job.create_pods", want=want, have=have)
        for index in chosen:
            try:
                made = world.client.create("pods", pod_for(self.job, index, self._notes(index)), self.said)
            except StatusError as error:
                if is_namespace_terminating(error):
                    return
                world.event(self.job, "Warning", "FailedCreate", f"Error creating: {error.message}")
                self.failure = error
                self.said = reason("job.create_failed", want=want, have=have, message=error.message)
                return
            world.event(self.job, "Normal", "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")

    def _notes(self, index: int | None) -> dict[str, str]:
        if index is None or self.found.broken is None:
            return {}
        replaced = self._failed_before(index)
        return failure_notes(replaced, replaced in self.found.counted)

    def _failed_before(self, index: int | None) -> dict | None:
        return None if index is None else self.found.delayed.get(index)

    def _free_indexes(self, number: int) -> list[int | None]:
        if not is_indexed(self.job):
            return [None] * number
        waits = waits_for_the_end(self.job)
        taken = {index_of(p) for p in self.pods if podstate.is_active(p) or (waits and is_terminating(p))}
        taken |= self.found.done | (self.found.broken or set())
        free = (index for index in range(self.spec["completions"]) if index not in taken)
        return [index for index, _ in zip(free, range(number), strict=False)]

    def _delete(self, pods: list[dict], want: int, before: list[dict]) -> None:
        world = self.world
        self.said = reason("job.delete_pods", want=want, have=len(self.active))
        tracked = {pod["metadata"]["uid"] for pod in before if is_tracked(pod)}
        for pod in pods:
            name = pod["metadata"]["name"]
            try:
                if pod["metadata"]["uid"] in tracked and not is_tracked(pod):
                    world.client.update("pods", pod, self.said)
                world.client.delete("pods", pod["metadata"]["namespace"], name, self.said)
            except StatusError as error:
                if error.code != 404:
                    world.event(self.job, "Warning", "FailedDelete", f"Error deleting: {error.message}")
                    self.failure = error
                continue
            world.event(self.job, "Normal", "SuccessfulDelete", f"Deleted pod: {name}")
