"""Slim objects: what the diagram draws of a stored object (listed in the README of the folder above).

Made from the object; a node's `stopped`, a container's `pull` and `backoff` and a service's `ready` are read from what
runs on the nodes and from the service's slices. Cheap enough to be made for every change. A kind with more to show than
its name is a function in one of the modules here and a line in `_SPECIAL`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.kinds import KINDS, kind_name
from tutorial.lessons.slim import around, pods, workloads
from tutorial.lessons.slim.around import SERVICE_LABEL, node_stopped
from tutorial.lessons.slim.view import View

# What only machines write, or always in company of something that is drawn.
HIDDEN = {"Event", "Lease", "Endpoints", "EndpointSlice", "ControllerRevision", "CSINode", "IPAddress"}
SHEETS = {"ConfigMap", "Secret"}  # drawn, with nothing but what every object has


_SPECIAL: dict[str, Callable[[View, dict], dict]] = {
    "Pod": pods.pod,
    "Node": around.node,
    "Service": around.service,
    "Ingress": around.ingress,
    "PersistentVolumeClaim": around.claim,
    "Namespace": around.namespace,
    "DaemonSet": workloads.daemon_set,
    "StatefulSet": workloads.stateful_set,
    "Job": workloads.job,
    "CronJob": workloads.cron_job,
    "HorizontalPodAutoscaler": workloads.autoscaler,
    **dict.fromkeys(("Deployment", "ReplicaSet", "ReplicationController"), workloads.workload),
}


class Slimmer:
    """Of one cluster."""

    def __init__(self, simulation: Any):
        self._view = View(simulation)

    def slim(self, resource: str, obj: dict) -> dict | None:
        """None for what the diagram does not draw."""
        kind = kind_name(resource, obj)
        if kind in HIDDEN:
            return None
        metadata = obj["metadata"]
        made = {
            "kind": kind,
            "uid": metadata["uid"],
            "name": metadata["name"],
            "namespace": metadata.get("namespace", ""),
            "labels": metadata.get("labels") or {},
            "owner": _owner(metadata),
            "created": self._view.time(metadata.get("creationTimestamp")) or 0,
            "deleting": _deleting(self._view, metadata),
            "revision": int(metadata.get("resourceVersion") or 0),
        }
        builtin = resource in KINDS.by_resource  # a custom resource may have the kind of another group
        if builtin and (special := _SPECIAL.get(kind)):
            made.update(special(self._view, obj))
        return made

    def everything(self) -> list[dict]:
        """All objects that are drawn. Of the others (roles, quotas, ...) the page hears when somebody writes one."""
        store = self._view.simulation.store
        drawn = [resource for resource in store.resources() if is_drawn(resource)]
        return [made for resource in drawn for obj in store.list(resource) if (made := self.slim(resource, obj))]


def is_drawn(resource: str) -> bool:
    """Is there a picture of such objects?"""
    kind = KINDS.by_resource.get(resource)
    return kind is None or kind.kind in _SPECIAL or kind.kind in SHEETS  # None: a custom resource


def _owner(metadata: dict) -> dict | None:
    for reference in metadata.get("ownerReferences") or ():
        if reference.get("controller"):
            return {"kind": reference["kind"], "name": reference["name"], "uid": reference["uid"]}
    return None


def _deleting(view: View, metadata: dict) -> dict | None:
    at = view.time(metadata.get("deletionTimestamp"))
    return None if at is None else {"at": at, "grace": metadata.get("deletionGracePeriodSeconds") or 0}


__all__ = ["SERVICE_LABEL", "Slimmer", "node_stopped"]
