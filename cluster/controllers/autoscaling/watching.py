"""What may change an autoscaler's mind: its own spec, its target, its pods, who makes load, and who measures it."""

from __future__ import annotations

from collections.abc import Iterable

from cluster.images.serving import loops
from cluster.store import DELETED, MODIFIED, Change, Store

RESOURCE = "horizontalpodautoscalers.autoscaling"
TARGETS = ("deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers")
SLICES = "endpointslices.discovery.k8s.io"


def own_keys(change: Change, store: Store) -> Iterable[str]:
    """Its own writing of status needs no second look."""
    before, after = change.previous, change.object
    if change.op != MODIFIED or before is None or before["spec"] != after["spec"]:
        yield f"{change.namespace}/{change.name}"


def target_keys(change: Change, store: Store) -> Iterable[str]:
    """Those that scale the changed object; a custom one tells in its status whom it runs."""
    before, after = change.previous, change.object
    parts = ("spec",) if change.resource in TARGETS else ("spec", "status")
    if change.op == MODIFIED and before is not None and all(before.get(part) == after.get(part) for part in parts):
        return
    for autoscaler in store.list(RESOURCE, change.namespace):
        reference = autoscaler["spec"]["scaleTargetRef"]
        if (reference["kind"], reference["name"]) == (after["kind"], change.name):
            yield f"{change.namespace}/{autoscaler['metadata']['name']}"


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """Those of the pod's namespace when it became something else; all when it makes load."""
    if not store.count(RESOURCE):
        return
    before, after = change.previous, change.object
    if change.op == MODIFIED and before is not None and _state(before) == _state(after):
        return
    everywhere = any(loops.rounds(_argv(each)) for each in after["spec"].get("containers") or ())
    yield from _all(store, None if everywhere else change.namespace)


def slice_keys(change: Change, store: Store) -> Iterable[str]:
    """Requests go elsewhere, or there are metrics now."""
    before, after = change.previous, change.object
    same = change.op == MODIFIED and before is not None and before.get("endpoints") == after.get("endpoints")
    if store.count(RESOURCE) and not same:
        yield from _all(store, None)


def _all(store: Store, namespace: str | None) -> Iterable[str]:
    for autoscaler in store.list(RESOURCE, namespace):
        metadata = autoscaler["metadata"]
        yield f"{metadata['namespace']}/{metadata['name']}"


def _state(pod: dict) -> tuple:
    status = pod.get("status") or {}
    ready = next((c["status"] for c in status.get("conditions") or () if c["type"] == "Ready"), None)
    running = [list(each.get("state") or ()) for each in status.get("containerStatuses") or ()]
    return status.get("phase"), ready, running, "deletionTimestamp" in pod["metadata"]


def _argv(container: dict) -> tuple[str, ...]:
    return (*(container.get("command") or ()), *(container.get("args") or ()))


__all__ = ["DELETED", "RESOURCE", "SLICES", "TARGETS", "own_keys", "pod_keys", "slice_keys", "target_keys"]
