"""The kinds of metrics.k8s.io: computed when read, by what the metrics-server measures.

Source: https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cluster.kinds.base import Column, Kind
from cluster.kinds.cells import NAME
from cluster.objects import quantities

GROUP, VERSION = "metrics.k8s.io", "v1beta1"


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


def _total(used: list[dict], name: str) -> str:
    total = quantities.ZERO
    for each in used:
        total = total.plus(quantities.parse(each.get(name, "0")))
    return str(total)
