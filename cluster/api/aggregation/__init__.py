"""Who answers for a group and version: the APIServices of a cluster, as discovery and the handling of requests ask.

What an APIService hands to a Service is proxied there, or answered with 503 while nobody is available. Only what the
metrics-server and the sample API server would say is worked out here instead, as long as they answer. Source:
https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
"""

from __future__ import annotations

from cluster.api.aggregation import metrics, wardle
from cluster.api.aggregation.metrics import NodeMetrics, PodMetrics, Source
from cluster.kinds.apiservice import RESOURCE, is_available, is_remote
from cluster.kinds.base import Kind, Registry
from cluster.store import Change, Store

_METRICS, _WARDLE = (metrics.GROUP, metrics.VERSION), (wardle.GROUP, wardle.VERSION)


class Aggregation:
    def __init__(self, store: Store):
        self._store = store
        self._kinds: list[Kind] = []  # of metrics.k8s.io
        self._remote: dict[tuple[str, str], dict] | None = None
        self._known: tuple[Registry, Registry] | None = None
        store.listeners.append(self._changed)

    def measure(self, source: Source) -> None:
        """`source` is asked for what metrics.k8s.io serves."""
        self._kinds = [NodeMetrics(source.nodes), PodMetrics(source.pods)]

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
        return None if found is None or self._is_played((group, version)) else found

    def with_remote(self, kinds: Registry) -> Registry:
        """The kinds that are served, with those of metrics.k8s.io while its server answers."""
        if not self.remote:
            return kinds
        if self._known is None or self._known[0] is not kinds:
            played = self._kinds if self._is_played(_METRICS) else []
            wardles = list(wardle.kinds()) if self._is_played(_WARDLE) else []
            found = kinds.extended([*played, *wardles], [*played, *wardles], [kind.stored for kind in wardles])
            found.remote = self.remote
            self._known = kinds, found
        return self._known[1]

    def _is_played(self, version: tuple[str, str]) -> bool:
        """Whether its server answers, and what it says is known here."""
        return version in (_METRICS, _WARDLE) and version in self.remote and is_available(self.remote[version])

    def _changed(self, change: Change) -> None:
        if change.resource == RESOURCE:
            self._remote = self._known = None
