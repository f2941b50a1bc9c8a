"""Namespace deletion: everything in it goes first, then the finalizer `kubernetes`, then the namespace.

Source: https://kubernetes.io/docs/tasks/administer-cluster/namespaces/#deleting-a-namespace
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cluster import kinds, reasons
from cluster.api.errors import StatusError
from cluster.component import CUSTOM, Component, World
from cluster.controllers import conditions
from cluster.objects import times
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register(
    {
        "namespace.delete_contents": ("left",),
        "namespace.finalize": (),
        "namespace.active": (),
    }
)

RESOURCE, FINALIZER = "namespaces", "kubernetes"


def own_name(change: Change, store: Store) -> Iterable[str]:
    if "deletionTimestamp" in change.object["metadata"]:
        yield change.name


def inhabited(change: Change, store: Store) -> Iterable[str]:
    """The namespace that is going away of something that went, or that slipped in."""
    if change.op == DELETED or change.previous is None:
        namespace = store.get(RESOURCE, "", change.namespace)
        if namespace and "deletionTimestamp" in namespace["metadata"]:
            yield change.namespace


class NamespaceController(Component):
    name = "namespace-controller"

    def __init__(self) -> None:
        self.watches = {kind.resource: inhabited for kind in kinds.KINDS.stored if kind.namespaced}
        self.watches[CUSTOM] = inhabited
        self.watches[RESOURCE] = own_name

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace = world.store.get(RESOURCE, "", key)
        if namespace is None:
            return None
        if "deletionTimestamp" not in namespace["metadata"]:
            return reason("namespace.active")
        left = contents(key, world.store)
        for resource, obj in left:
            if "deletionTimestamp" not in obj["metadata"]:
                self._delete(resource, obj, len(left), world)
        left = contents(key, world.store)
        if left:
            return self._tell(namespace, left, world)
        finalizers = [f for f in (namespace.get("spec") or {}).get("finalizers") or () if f != FINALIZER]
        why = reason("namespace.finalize")
        world.client.finalize(RESOURCE, {**namespace, "spec": {**namespace["spec"], "finalizers": finalizers}}, why)
        return why

    @staticmethod
    def _delete(resource: str, obj: dict, left: int, world: World) -> None:
        metadata = obj["metadata"]
        why = reason("namespace.delete_contents", left=left)
        try:
            world.client.delete(
                resource, metadata["namespace"], metadata["name"], why, propagation="Background", uid=metadata["uid"]
            )
        except StatusError as error:
            if error.code != 404:
                raise

    @staticmethod
    def _tell(namespace: dict, left: list[tuple[str, dict]], world: World) -> Reason:
        """Conditions say what is still there and what holds it."""
        now, status = (
            times.rfc3339(world.epoch + world.now),
            {**(namespace.get("status") or {}), "phase": "Terminating"},
        )
        for kind, word, name, message in progress(left):
            told = {"type": kind, "status": word, "lastTransitionTime": now, "reason": name, "message": message}
            status = _with_message(status, told)
        why = reason("namespace.delete_contents", left=len(left))
        if status != namespace.get("status"):
            world.client.update_status(RESOURCE, {**namespace, "status": status}, why)
        return why


def contents(namespace: str, store: Store) -> list[tuple[str, dict]]:
    """(resource, object) of all that lies in the namespace; Events come last, so that the end can still be told."""
    resources = sorted(store.resources(), key=lambda resource: (resource == "events", resource))
    return [(resource, obj) for resource in resources for obj in _listed(resource, namespace, store)]


def progress(left: list[tuple[str, dict]]) -> list[tuple[str, str, str, str]]:
    """(type, status, reason, message) of the conditions of a namespace that is going away."""
    remaining = Counter(resource if "." in resource else f"{resource}." for resource, _ in left)
    held = Counter(finalizer for _, obj in left for finalizer in obj["metadata"].get("finalizers") or ())
    what = ", ".join(f"{name} has {count} resource instances" for name, count in sorted(remaining.items()))
    why = ", ".join(f"{name} in {count} resource instances" for name, count in sorted(held.items()))
    finalizing = (
        ("True", "SomeFinalizersRemain", f"Some content in the namespace has finalizers remaining: {why}")
        if held
        else ("False", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
    )
    return [
        ("NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered"),
        (
            "NamespaceDeletionGroupVersionParsingFailure",
            "False",
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed",
        ),
        (
            "NamespaceDeletionContentFailure",
            "False",
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization",
        ),
        ("NamespaceContentRemaining", "True", "SomeResourcesRemain", f"Some resources are remaining: {what}"),
        ("NamespaceFinalizersRemaining", *finalizing),
    ]


def _listed(resource: str, namespace: str, store: Store) -> list[dict]:
    return store.list(resource, namespace) if namespace else []


def _with_message(status: dict, told: dict) -> dict:
    """The condition in its place; its transition time stays while the status word does."""
    current = conditions.find(status, told["type"])
    if current is None:
        return {**status, "conditions": [*(status.get("conditions") or ()), told]}
    if current["status"] == told["status"]:
        told = {**told, "lastTransitionTime": current["lastTransitionTime"]}
    return {**status, "conditions": [told if c["type"] == told["type"] else c for c in status["conditions"]]}
