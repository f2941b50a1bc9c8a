"""A definition that is deleted takes its instances with it: all of them go first, then its finalizer.

Source: https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/controller/finalizer
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import CUSTOM, Component, World
from cluster.kinds.customresource.serving import CRDS
from cluster.kinds.customresourcedefinition import CLEANUP, is_established
from cluster.kinds.customresourcedefinition.conditions import TERMINATING, with_condition
from cluster.objects.times import parse
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"crd.delete_instances": ("left",), "crd.finalize": ("name",)})

PATIENCE = 60_000_000  # µs; then the condition says that something is left
_PROGRESS = ("InstanceDeletionInProgress", "CustomResource deletion is in progress")
_LEFT = (
    "InstanceDeletionCheck",
    "could not confirm zero CustomResources remaining: timed out waiting for the condition",
)


def deleted(change: Change, store: Store) -> Iterable[str]:
    if "deletionTimestamp" in change.object["metadata"] and change.op != DELETED:
        yield change.name


def instance(change: Change, store: Store) -> Iterable[str]:
    """A definition has the name of the resource that it makes."""
    if change.op == DELETED:
        crd = store.get(CRDS, "", change.resource)
        if crd and "deletionTimestamp" in crd["metadata"]:
            yield change.resource


class Finalizing(Component):
    name = "crd-finalizer"
    watches = {CRDS: deleted, CUSTOM: instance}

    def reconcile(self, key: str, world: World) -> Reason | None:
        crd = world.store.get(CRDS, "", key)
        if crd is None or CLEANUP not in (crd["metadata"].get("finalizers") or ()):
            return None
        if "deletionTimestamp" not in crd["metadata"]:
            return None
        if not is_established(crd):
            return self._finish(crd, world)
        left = world.store.list(key)
        for obj in left:
            if "deletionTimestamp" not in obj["metadata"]:
                self._delete(key, obj, len(left), world)
        left = world.store.list(key)
        return self._wait(crd, len(left), world) if left else self._finish(crd, world)

    @staticmethod
    def _delete(resource: str, obj: dict, left: int, world: World) -> None:
        metadata = obj["metadata"]
        why = reason("crd.delete_instances", left=left)
        try:
            world.client.delete(resource, metadata.get("namespace", ""), metadata["name"], why, uid=metadata["uid"])
        except StatusError as error:
            if error.code != 404:
                raise

    @staticmethod
    def _wait(crd: dict, left: int, world: World) -> Reason:
        now, why = world.epoch + world.now, reason("crd.delete_instances", left=left)
        late = parse(crd["metadata"]["deletionTimestamp"]) + PATIENCE
        status = with_condition(crd["status"], TERMINATING, "True", *(_LEFT if now >= late else _PROGRESS), now)
        if status != crd["status"]:
            world.client.update_status(CRDS, {**crd, "status": status}, why)
        if now < late:
            world.requeue(late - now)
        return why

    @staticmethod
    def _finish(crd: dict, world: World) -> Reason:
        why = reason("crd.finalize", name=crd["metadata"]["name"])
        finalizers = [name for name in crd["metadata"]["finalizers"] if name != CLEANUP]
        world.client.update(CRDS, {**crd, "metadata": {**crd["metadata"], "finalizers": finalizers}}, why)
        return why
