"""PodDisruptionBudget: how many pods are healthy, how many have to be, and how many may go.

Counted from the store's tallies, not by walking over pods. Source: https://kubernetes.io/docs/tasks/run-application/
configure-pdb/, https://kubernetes.io/docs/concepts/workloads/pods/disruptions/; golden suite api, case "eviction".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cluster import reasons
from cluster.api.subresources.disruption import failed, with_allowed
from cluster.component import Component, World, own_key, split_key
from cluster.objects import times
from cluster.objects.owners import controller_of
from cluster.objects.selectors import Selector, from_label_selector
from cluster.reasons import Reason, reason
from cluster.store import MODIFIED, Change, Store
from cluster.store_tallies import Bucket, bucket

RESOURCE = "poddisruptionbudgets.policy"
# An eviction that was allowed and has not deleted its pod by then no longer counts. Source: DeletionTimeout
PATIENCE = 2 * times.MINUTE
_OWNERS = (
    "replicationcontrollers", "replicasets.apps", "daemonsets.apps", "statefulsets.apps", "jobs.batch",
)  # fmt: skip
_SCALED = ("replicationcontrollers", "replicasets.apps", "statefulsets.apps")

reasons.register({"disruption.status": ("allowed", "healthy", "desired"), "disruption.unchanged": ("allowed",)})


class Uncountable(Exception):
    """The pods' controllers do not say how many they want; the text says which."""


class Counted(NamedTuple):
    """Pods that a budget selects: all of them, the ready ones that stay, and by the uid of their controllers."""

    all: int
    healthy: int
    owners: list[tuple[str, dict]]
    orphans: list[dict]


def budget_keys(change: Change, store: Store) -> Iterable[str]:
    """The budgets that select the pod, before or after."""
    pods = [pod for pod in (change.previous, change.object) if pod is not None]
    if change.op == MODIFIED and len(pods) == 2 and bucket(pods[0]) == bucket(pods[1]):
        return
    for budget in store.list(RESOURCE, change.namespace):
        selector = selector_of(budget)
        if selector is not None and any(selector.matches(pod["metadata"].get("labels")) for pod in pods):
            yield f"{change.namespace}/{budget['metadata']['name']}"


def selector_of(budget: dict) -> Selector | None:
    """None for a budget without a selector, which selects nothing."""
    selector = budget["spec"].get("selector")
    return None if selector is None else from_label_selector(selector)


class DisruptionController(Component):
    name = "controllermanager"  # the source of its Events, as upstream
    watches = {"pods": budget_keys, RESOURCE: own_key}

    def reconcile(self, key: str, world: World) -> Reason | None:
        budget = world.store.get(RESOURCE, *split_key(key))
        if budget is None:
            return None
        now = world.epoch + world.now
        gone = _disrupted(budget, world.store, now)
        counted = count(budget, world.store, gone)
        if not counted.all:
            world.event(budget, "Normal", "NoPods", "No matching pods found")
        try:
            expected, desired = wanted(budget["spec"], counted, world.store)
        except Uncountable as why:
            text = f"Failed to calculate the number of expected pods: {why}"
            world.event(budget, "Warning", "CalculateExpectedPodCountFailed", text)
            status = {**budget.get("status", {}), "disruptionsAllowed": 0}
            return self._write(world, budget, failed(status, str(why), now))
        if gone:
            world.requeue(min(times.parse(moment) for moment in gone.values()) + PATIENCE + times.SECOND - now)
        allowed = max(0, counted.healthy - desired) if expected > 0 else 0
        status = {
            **{name: value for name, value in budget.get("status", {}).items() if name == "conditions"},
            "currentHealthy": counted.healthy,
            "desiredHealthy": desired,
            "disruptionsAllowed": allowed,
            "expectedPods": expected,
            "observedGeneration": budget["metadata"]["generation"],
            **({"disruptedPods": gone} if gone else {}),
        }
        return self._write(world, budget, with_allowed(status, now))

    @staticmethod
    def _write(world: World, budget: dict, status: dict) -> Reason:
        allowed = status["disruptionsAllowed"]
        if status == budget.get("status"):
            return reason("disruption.unchanged", allowed=allowed)
        healthy, desired = status.get("currentHealthy", 0), status.get("desiredHealthy", 0)
        why = reason("disruption.status", allowed=allowed, healthy=healthy, desired=desired)
        world.client.update_status(RESOURCE, {**budget, "status": status}, why)
        return why


def count(budget: dict, store: Store, gone: dict) -> Counted:
    """What the budget selects; `gone` are names of pods that are about to be deleted."""
    selector, namespace = selector_of(budget), budget["metadata"]["namespace"]
    if selector is None:
        return Counted(0, 0, [], [])
    total, healthy, owners = 0, 0, []
    for resource in _OWNERS:
        for owner in store.list(resource, namespace):
            found = {
                which: number
                for which, number in store.tally(owner["metadata"]["uid"]).items()
                if selector.matches(dict(which.labels))
            }
            if found:
                owners.append((resource, owner))
                total += sum(found.values())
                healthy += sum(number for which, number in found.items() if _is_healthy(which))
    orphans = [pod for pod in store.orphans(namespace) if selector.matches(pod["metadata"].get("labels"))]
    healthy += sum(_is_healthy(bucket(pod)) for pod in orphans)
    leaving = [store.get("pods", namespace, name) for name in gone]
    healthy -= sum(pod is not None and _is_healthy(bucket(pod)) for pod in leaving)
    return Counted(total + len(orphans), healthy, owners, orphans)


def wanted(spec: dict, counted: Counted, store: Store) -> tuple[int, int]:
    """(pods that should exist, pods that have to be healthy). Raises Uncountable."""
    least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
    if most is not None:
        expected = _scale(counted, store)
        return expected, max(0, expected - _part(most, expected))
    if isinstance(least, str):
        expected = _scale(counted, store)
        return expected, _part(least, expected)
    return (counted.all, least) if least is not None else (0, 0)


def _disrupted(budget: dict, store: Store, now: int) -> dict[str, str]:
    """Pods whose eviction was allowed and that are not being deleted yet: name → when."""
    found = {}
    for name, moment in sorted((budget.get("status", {}).get("disruptedPods") or {}).items()):
        pod = store.get("pods", budget["metadata"]["namespace"], name)
        if pod is not None and "deletionTimestamp" not in pod["metadata"] and times.parse(moment) + PATIENCE >= now:
            found[name] = moment
    return found


def _is_healthy(which: Bucket) -> bool:
    return which.state != "terminating" and which.ready


def _part(value: object, whole: int) -> int:
    """A number, or a percentage of `whole` rounded up."""
    if isinstance(value, str):
        return -(-int(value.removesuffix("%")) * whole // 100)
    assert isinstance(value, int)
    return value


def _scale(counted: Counted, store: Store) -> int:
    """How many pods the controllers of the selected pods want, each controller once."""
    scales: dict[str, int] = {}
    for resource, owner in counted.owners:
        above = controller_of(owner)
        if resource == "replicasets.apps" and above is not None and above["kind"] == "Deployment":
            found = store.by_uid(above["uid"])
            if found is None:
                continue
            owner = found[1]
        elif resource not in _SCALED:
            raise Uncountable(f"{resource} does not implement the scale subresource")
        scales[owner["metadata"]["uid"]] = owner["spec"].get("replicas", 1)
    return sum(scales.values())
