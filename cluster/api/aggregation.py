"""Who answers for a group and version: the APIServices of a cluster, as discovery and the handling of requests ask.

What an APIService hands to a Service is proxied there, or answered with 503 while nobody is available. Only
metrics.k8s.io is computed here instead, as long as its server answers. Source:
https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
"""

from __future__ import annotations

from cluster.api import metrics
from cluster.api.metrics import NodeMetrics, PodMetrics, Source
from cluster.kinds.apiservice import RESOURCE, is_available, is_remote
from cluster.kinds.base import Kind, Registry
from cluster.store import Change, Store

_METRICS = (metrics.GROUP, metrics.VERSION)


class Aggregation:
    """`source` is set once there is a cluster whose nodes can be looked at."""

    def __init__(self, store: Store):
        self._store = store
        self.source: Source | None = None
        self._kinds: list[Kind] = [
            NodeMetrics(lambda: self.source.nodes() if self.source else []),
            PodMetrics(lambda: self.source.pods() if self.source else []),
        ]
        self._remote: dict[tuple[str, str], dict] | None = None
        self._known: tuple[Registry, Registry] | None = None
        store.listeners.append(self._changed)

    @property
    def remote(self) -> dict[tuple[str, str], dict]:
        """(group, version) → the APIService that hands it to a Service."""
        if self._remote is None:
            found = filter(is_remote, self._store.list(RESOURCE))
            self._remote = {(each["spec"].get("group", ""), each["spec"]["version"]): each for each in found}
        return self._remote

    def proxied(self, group: str, version: str) -> dict | None:
        """The APIService whose Service is to be asked; None for what is answered here."""
        found = self.remote.get((group, version))
        return None if found is None or ((group, version) == _METRICS and is_available(found)) else found

    def with_remote(self, kinds: Registry) -> Registry:
        """The kinds that are served, with those of metrics.k8s.io while its server answers."""
        if not self.remote:
            return kinds
        if self._known is None or self._known[0] is not kinds:
            measured = _METRICS in self.remote and is_available(self.remote[_METRICS])
            found = kinds.extended(self._kinds, self._kinds, []) if measured else kinds.extended([], [], [])
            found.remote = self.remote
            self._known = kinds, found
        return self._known[1]

    def _changed(self, change: Change) -> None:
        if change.resource == RESOURCE:
            self._remote = self._known = None
