"""Whose turn it is: pods come in the order of their ordinals and go in the opposite one, each when the others are well.

OrderedReady goes one step at a time and waits for every pod to be ready (and available); Parallel waits for nothing.
Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees
"""

from __future__ import annotations

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import World
from cluster.controllers import podstate
from cluster.controllers.statefulset import identity, retention, rolling
from cluster.controllers.statefulset.status import available_in, is_running_and_ready
from cluster.kinds.statefulset import PARALLEL, ROLLING
from cluster.objects.storage import CLAIMS
from cluster.objects.times import SECOND
from cluster.reasons import Reason, reason

reasons.register(
    {
        "statefulset.create_pod": ("name",),
        "statefulset.create_failed": ("name", "message"),
        "statefulset.delete_pod": ("name",),
        "statefulset.recreate": ("name",),
        "statefulset.identify": ("name",),
        "statefulset.keep_claim": ("name",),
        "statefulset.turn": ("name",),
        "statefulset.going": ("name",),
        "statefulset.stale_claim": ("name",),
    }
)


_PAUSE = SECOND


class _Wait(Exception):
    """Nothing more can be done before something changes; `said` is why."""

    def __init__(self, said: Reason):
        super().__init__(said.code)
        self.said = said


class Ordering:
    """One pass over the ordinals of a set. Raises StatusError when something was refused."""

    def __init__(self, stateful_set: dict, pods: list[dict], current: dict, newest: dict, world: World):
        self.it, self.world, self.now = stateful_set, world, world.epoch + world.now
        self.current, self.newest = current, newest
        self.monotonic = stateful_set["spec"].get("podManagementPolicy") != PARALLEL
        self.wanted = identity.ordinals(stateful_set)
        self.pods = {identity.ordinal(stateful_set, pod): pod for pod in pods}
        self.condemned = sorted((n for n in self.pods if n is not None and n not in self.wanted), reverse=True)
        self.is_waiting = False

    def run(self) -> Reason | None:
        said = None
        try:
            for number in self.wanted:
                said = self._replica(number) or said
            for number in self.condemned:
                self._keep_claims(self.pods[number], number)
            for number in self.condemned:
                said = self._condemned(number) or said
        except _Wait as wait:
            self.is_waiting = True
            return wait.said
        return said

    def replicas(self) -> list[dict] | None:
        """All wanted pods in order; None while one is missing (it was created just now)."""
        found = [self.world.store.get("pods", self.it["metadata"]["namespace"], self._name(n)) for n in self.wanted]
        return None if any(pod is None for pod in found) else [pod for pod in found if pod is not None]

    def is_available(self, pod: dict) -> bool:
        return available_in(pod, self.it["spec"].get("minReadySeconds", 0), self.now) == 0

    def delete(self, pod: dict, why: Reason) -> None:
        metadata, name = pod["metadata"], self.it["metadata"]["name"]
        try:
            self.world.client.delete("pods", metadata["namespace"], metadata["name"], why)
        except StatusError as error:
            self._tell("Warning", "FailedDelete", f"delete Pod {metadata['name']} in StatefulSet {name} failed", error)
            raise
        self._tell("Normal", "SuccessfulDelete", f"delete Pod {metadata['name']} in StatefulSet {name} successful")

    # -- one ordinal -----------------------------------------------------------------------------------------------

    def _replica(self, number: int) -> Reason | None:
        pod = self.pods.get(number)
        if pod is None:
            said = self._create(number)
            if self.monotonic:
                raise _Wait(said)
            return said
        if podstate.is_done(pod):
            said = self._recreate(pod)
            if self.monotonic:
                raise _Wait(said)
            return said
        if podstate.phase(pod) == "Pending":
            self._make_claims(number)
        if self.monotonic:
            self._await(pod)
        fixed = identity.with_identity(pod, number)
        if fixed is not None:
            self.world.client.update("pods", fixed, reason("statefulset.identify", name=pod["metadata"]["name"]))
        self._keep_claims(pod, number)
        return None

    def _await(self, pod: dict) -> None:
        name = pod["metadata"]["name"]
        if "deletionTimestamp" in pod["metadata"]:
            raise _Wait(reason("statefulset.going", name=name))
        if not self.is_available(pod):
            raise _Wait(reason("statefulset.turn", name=name))

    def _recreate(self, pod: dict) -> Reason:
        """A pod that ended is deleted; the next look makes it anew. One that its node refuses comes back once a second;
        in a real cluster as fast as the kubelet says no."""
        metadata, failed = pod["metadata"], podstate.phase(pod) == "Failed"
        said, world = reason("statefulset.recreate", name=metadata["name"]), self.world
        last = world.recall(world.key) or {}
        wait = last.get(metadata["name"], -_PAUSE) + _PAUSE - world.now
        if wait > 0:
            world.requeue(wait)
            return said
        world.remember(
            world.key,
            {name: at for name, at in last.items() if at > world.now - _PAUSE} | {metadata["name"]: world.now},
        )
        place = f"{metadata['namespace']}/{self.it['metadata']['name']}"
        word = "failed" if failed else "terminated"
        why = "RecreatingFailedPod" if failed else "RecreatingTerminatedPod"
        self._tell(
            "Warning" if failed else "Normal", why, f"StatefulSet {place} is recreating {word} Pod {metadata['name']}"
        )
        if "deletionTimestamp" not in metadata:
            self.delete(pod, said)
        return said

    def _condemned(self, number: int) -> Reason | None:
        pod = self.pods[number]
        name = pod["metadata"]["name"]
        if "deletionTimestamp" in pod["metadata"]:
            if self.monotonic:
                raise _Wait(reason("statefulset.going", name=name))
            return None
        if self.monotonic and not self.is_available(pod) and number != self._first_unhealthy():
            raise _Wait(reason("statefulset.turn", name=name))
        said = reason("statefulset.delete_pod", name=name)
        self.delete(pod, said)
        if self.monotonic:
            raise _Wait(said)
        return said

    def _first_unhealthy(self) -> int | None:
        for number in (*self.wanted, *reversed(self.condemned)):
            pod = self.pods.get(number)
            if pod is None or "deletionTimestamp" in pod["metadata"] or not is_running_and_ready(pod):
                return number
        return None

    # -- making ----------------------------------------------------------------------------------------------------

    def _create(self, number: int) -> Reason:
        name, of = self._name(number), self.it["metadata"]["name"]
        said = reason("statefulset.create_pod", name=name)
        for claim in identity.claims_for(self.it, number):
            there = self.world.store.get(CLAIMS, claim["metadata"]["namespace"], claim["metadata"]["name"])
            if there is not None and retention.is_stale(there, name, None):
                raise _Wait(reason("statefulset.stale_claim", name=claim["metadata"]["name"]))
        try:
            self._make_claims(number)
            made = self.world.client.create("pods", self._pod(number), said)
        except StatusError as error:
            self._tell("Warning", "FailedCreate", f"create Pod {name} in StatefulSet {of} failed", error)
            raise
        self._tell("Normal", "SuccessfulCreate", f"create Pod {name} in StatefulSet {of} successful")
        self._keep_claims(made, number)
        return said

    def _pod(self, number: int) -> dict:
        """Below the partition pods keep the template that the others there have."""
        strategy, revision = self.it["spec"]["updateStrategy"], self.newest
        kept = strategy["type"] == ROLLING and number - self.wanted.start < rolling.partition(self.it)
        if kept:
            revision = self.current
        template = {key: value for key, value in revision["data"]["spec"]["template"].items() if key != "$patch"}
        if revision is self.newest:
            template = self.it["spec"]["template"]
        return identity.pod_for(self.it, number, template, revision["metadata"]["name"])

    def _make_claims(self, number: int) -> None:
        name, of = self._name(number), self.it["metadata"]["name"]
        for claim in identity.claims_for(self.it, number):
            called, namespace = claim["metadata"]["name"], claim["metadata"]["namespace"]
            there = self.world.store.get(CLAIMS, namespace, called)
            if there is not None and "deletionTimestamp" in there["metadata"]:
                raise StatusError(409, "Conflict", f"pvc {called} is being deleted")
            if there is not None:
                continue
            try:
                self.world.client.create(CLAIMS, claim, reason("statefulset.create_pod", name=name))
            except StatusError as error:
                told = f"create Claim {called} for Pod {name} in StatefulSet {of} failed"
                self._tell("Warning", "FailedCreate", told, error)
                raise
            told = f"create Claim {called} Pod {name} in StatefulSet {of} success"
            self._tell("Normal", "SuccessfulCreate", told)

    def _keep_claims(self, pod: dict, number: int) -> None:
        for claim in identity.claims_for(self.it, number):
            metadata = claim["metadata"]
            there = self.world.store.get(CLAIMS, metadata["namespace"], metadata["name"])
            changed = None if there is None else retention.owned(there, self.it, pod, number in self.wanted)
            if changed is not None:
                self.world.client.update(CLAIMS, changed, reason("statefulset.keep_claim", name=metadata["name"]))

    def _name(self, number: int) -> str:
        return f"{self.it['metadata']['name']}-{number}"

    def _tell(self, kind: str, why: str, message: str, error: StatusError | None = None) -> None:
        self.world.event(self.it, kind, why, f"{message} error: {error.message}" if error else message)
