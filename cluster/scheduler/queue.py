"""When a pod that could not be scheduled is tried again.

After a failure it waits until something changes that could help it, and at least for its back-off (1 s doubling to 10
s);
what nothing has woken is tried again after five minutes.
Source: https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/#queueing-hint, kube-scheduler's
defaults podInitialBackoffSeconds 1 and podMaxBackoffSeconds 10 (https://kubernetes.io/docs/reference/config-api/kube-scheduler-config.v1/).
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.objects.podclaims import claims_of
from cluster.scheduler.pods import DEFAULT_SCHEDULER
from cluster.store import ADDED, DELETED, Change, Store

_S = 1_000_000
FIRST, MOST, FLUSH = 1 * _S, 10 * _S, 300 * _S

# Keys under which a change that may help waiting pods comes in (the key of a pod never lacks the namespace).
NODE, ROOM, PLACED, CLAIM, DEVICE = "/node", "/room", "/placed", "/claim", "/device"

_ALL = {NODE, ROOM, PLACED}
# Which changes may mend what each plugin refused.
HELP: dict[str, set[str]] = {
    "NodeUnschedulable": {NODE},
    "NodeName": {NODE},
    "TaintToleration": {NODE},
    "NodeAffinity": {NODE},
    "NodePorts": {NODE, ROOM},
    "NodeResourcesFit": {NODE, ROOM},
    "VolumeBinding": {NODE, CLAIM},
    "VolumeRestrictions": {ROOM, CLAIM},
    "VolumeZone": {NODE, CLAIM},
    "PodTopologySpread": _ALL,
    "InterPodAffinity": _ALL,
    "DynamicResources": {NODE, DEVICE},
    "": {NODE},  # there was no node at all
}


def backoff(attempts: int) -> int:
    """µs to wait after the n-th failure (n from 1)."""
    return min(FIRST << min(attempts - 1, 30), MOST)


def helped_by(change: str, plugins: list[str]) -> bool:
    return any(change in HELP[plugin] for plugin in plugins)


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The pod itself while it waits for a node; what its going or coming may mean to others."""
    spec = change.object["spec"]
    if not spec.get("nodeName"):
        if change.actor != DEFAULT_SCHEDULER and spec.get("schedulerName", DEFAULT_SCHEDULER) == DEFAULT_SCHEDULER:
            yield f"{change.namespace}/{change.name}"
        return
    if change.op == DELETED:
        yield f"{change.namespace}/{change.name}"
        yield ROOM
    elif change.op == ADDED:
        yield PLACED
    elif change.previous is not None:
        if _done(change.object) and not _done(change.previous):
            yield ROOM
        if change.object["metadata"].get("labels") != change.previous["metadata"].get("labels"):
            yield PLACED


def node_keys(change: Change, store: Store) -> Iterable[str]:
    """Only what matters for scheduling: not heartbeats, not conditions."""
    old, new = change.previous, change.object
    if change.op == DELETED:
        return
    if old is None or _of_node(old) != _of_node(new):
        yield NODE


def claim_keys(change: Change, store: Store) -> Iterable[str]:
    """Of claims, volumes and storage classes."""
    yield CLAIM


def device_keys(change: Change, store: Store) -> Iterable[str]:
    """Of ResourceClaims, slices and device classes; a new claim is what pods that name it wait for."""
    if change.actor != DEFAULT_SCHEDULER:
        yield DEVICE
        for pod in store.list("pods", change.namespace) if change.namespace and change.op == ADDED else ():
            if not pod["spec"].get("nodeName") and change.name in claims_of(pod).values():
                yield f"{change.namespace}/{pod['metadata']['name']}"


def _of_node(node: dict) -> tuple:
    return node.get("spec"), node["metadata"].get("labels"), (node.get("status") or {}).get("allocatable")


def _done(pod: dict) -> bool:
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
