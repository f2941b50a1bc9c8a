"""What an aggregated API server adds: metrics.k8s.io, as long as the metrics-server answers.

Its kinds are no stored ones: their objects are computed when read. Source:
https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/ and
https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cluster.kinds.base import Column, Kind, Registry
from cluster.kinds.cells import NAME
from cluster.objects import quantities
from cluster.objects.selectors import from_labels
from cluster.store import Change, Store

NAMESPACE, SERVICE = "kube-system", "metrics-server"
GROUP, VERSION = "metrics.k8s.io", "v1beta1"
SLICES, REGISTRATIONS = "endpointslices.discovery.k8s.io", "apiservices.apiregistration.k8s.io"
_SERVICE_NAME = "kubernetes.io/service-name"


class Source(Protocol):
    """Where the metrics come from: lists of whole objects."""

    def pods(self) -> list[dict]: ...

    def nodes(self) -> list[dict]: ...


class _Metrics(Kind):
    group, version, verbs = GROUP, VERSION, ("get", "list")
    has_generation = False
    columns = (
        Column(NAME.name, format="name", description="Name of the resource"),
        Column("cpu"),
        Column("memory"),
        Column("Window", format="duration"),
    )

    def __init__(self, read: Callable[[], list[dict]]):
        super().__init__()
        self._read = read

    def computed(self, now: int) -> list[dict]:
        return self._read()

    def row(self, obj: dict, now: int) -> list:
        used = [each["usage"] for each in obj.get("containers") or ({"usage": obj.get("usage") or {}},)]
        return [obj["metadata"]["name"], *(_total(used, name) for name in ("cpu", "memory")), obj["window"]]


class PodMetrics(_Metrics):
    kind, plural = "PodMetrics", "pods"


class NodeMetrics(_Metrics):
    kind, plural, namespaced = "NodeMetrics", "nodes", False


class Aggregation:
    """`source` is set once there is a cluster whose nodes can be looked at."""

    def __init__(self, store: Store):
        self._store = store
        self.source: Source | None = None
        self._kinds: list[Kind] = [
            NodeMetrics(lambda: self.source.nodes() if self.source else []),
            PodMetrics(lambda: self.source.pods() if self.source else []),
        ]
        self._ready: bool | None = None
        self._needs_registration = False
        self._known: tuple[Registry, Registry] | None = None
        store.listeners.append(self._changed)

    @property
    def is_ready(self) -> bool:
        """Whether the metrics-server is registered and answers."""
        if self._ready is None:
            self._ready = self._looked()
        return self._ready

    def with_metrics(self, kinds: Registry) -> Registry:
        """The kinds that are served, with those of metrics.k8s.io while they are."""
        self._needs_registration = REGISTRATIONS in kinds.by_resource
        if not self.is_ready:
            return kinds
        if self._known is None or self._known[0] is not kinds:
            self._known = kinds, kinds.extended(self._kinds, self._kinds, [])
        return self._known[1]

    def is_registered(self) -> bool:
        """Whether somebody is to answer for the group."""
        return self._store.get(REGISTRATIONS, "", f"{VERSION}.{GROUP}") is not None

    def _changed(self, change: Change) -> None:
        if change.resource in (SLICES, REGISTRATIONS):
            self._ready = None

    def _looked(self) -> bool:
        if self._needs_registration and not self.is_registered():
            return False
        slices = self._store.select(SLICES, NAMESPACE, from_labels({_SERVICE_NAME: SERVICE}))
        endpoints = (endpoint for each in slices for endpoint in each.get("endpoints") or ())
        return any((endpoint.get("conditions") or {}).get("ready") for endpoint in endpoints)


def _total(used: list[dict], name: str) -> str:
    total = quantities.ZERO
    for each in used:
        total = total.plus(quantities.parse(each.get(name, "0")))
    return str(total)
