"""One scheduling cycle: filter the nodes, score those that are left, choose the best.

Pods between which no plugin can tell a difference (`PodInfo.likeness`) share what depends on one node alone: after each
placement only the node that changed is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import nlargest
from typing import NamedTuple

from cluster.scheduler.nodes import NodeInfo, NodeTable
from cluster.scheduler.plugins import FILTERS, SCORES
from cluster.scheduler.plugins.base import Cluster, Filter, Refusal, Score
from cluster.scheduler.pods import PodInfo

EXPLAINED = 20  # nodes whose scores or refusals a verdict tells
_LIKENESSES_KEPT = 256


class Outcome(NamedTuple):
    """`node` None: nowhere. `refusals` by node (those left out could not even be asked: `rejected` says why).
    `scores`: node → plugin → weighted score, of the best nodes."""

    node: str | None
    feasible: int
    nodes: int
    refusals: dict[str, Refusal]
    rejected: Refusal | None
    scores: dict[str, dict[str, int]]


class Scheduling:
    """The plugins over one NodeTable."""

    def __init__(self, table: NodeTable):
        self.table = table
        self._shared: dict[str, _Shared] = {}

    def run(self, pod: PodInfo, store, draw: Callable[[int], int]) -> Outcome:
        """Where the pod should go. `draw(n)` picks one of n equally good nodes."""
        cluster = Cluster(self.table, store)
        names = self.table.names()
        local, prepared = self._prepare(pod, cluster)
        if isinstance(prepared, Refusal):
            return Outcome(None, 0, len(names), {}, prepared, {})
        shared = self._shared_by(pod, cluster, local)
        refusals, feasible = dict(shared.refusals), []
        if self.table.promised:
            refusals |= self._promised_away(pod, [*local, *prepared])
        for name in names:
            if name in refusals:
                continue
            node = self.table.nodes[name]
            refusal = _first(pod, node, prepared)
            if refusal is None:
                feasible.append(node)
            else:
                refusals[name] = refusal
        if not feasible:
            return Outcome(None, 0, len(names), refusals, None, {})
        columns = self._columns(pod, feasible, cluster, shared)
        totals = [sum(row) for row in zip(*columns.values(), strict=True)] if columns else [0] * len(feasible)
        best = max(totals)
        equal = [index for index, total in enumerate(totals) if total == best]
        chosen = equal[draw(len(equal))] if len(equal) > 1 else equal[0]
        scores = _explained(feasible, columns, totals)
        return Outcome(feasible[chosen].name, len(feasible), len(names), refusals, None, scores)

    def fits(self, pod: PodInfo, node: NodeInfo, store) -> bool:
        """Whether the pod could go to `node` (which may be one imagined without some of its pods)."""
        cluster = Cluster(self.table.imagining(node), store)
        for plugin in FILTERS:
            if plugin.concerns(pod, cluster):
                prepared = plugin.prepare(pod, cluster)
                if isinstance(prepared, Refusal) or plugin.refuse(pod, node, prepared):
                    return False
        return True

    def _promised_away(self, pod: PodInfo, filters: list[tuple[Filter, object]]) -> dict[str, Refusal]:
        """Nodes whose room is kept for pods at least as important, for which others were evicted."""
        kept: dict[str, list[PodInfo]] = {}
        for other in self.table.promised.values():
            node = other.obj["status"]["nominatedNodeName"]
            if other.key != pod.key and other.priority >= pod.priority and node in self.table.nodes:
                kept.setdefault(node, []).append(other)
        found = {
            name: _first(pod, self.table.nodes[name].imagined(also=others), filters) for name, others in kept.items()
        }
        return {name: refusal for name, refusal in found.items() if refusal is not None}

    def _prepare(self, pod: PodInfo, cluster: Cluster) -> tuple[list, list | Refusal]:
        """The filters that this pod needs: (local ones, [(other, prepared)]), or the Refusal of one of them."""
        local: list = []
        others: list = []
        for plugin in FILTERS:
            if not plugin.concerns(pod, cluster):
                continue
            prepared = plugin.prepare(pod, cluster)
            if isinstance(prepared, Refusal):
                return [], prepared
            (local if plugin.local else others).append((plugin, prepared))
        return local, others

    def _shared_by(self, pod: PodInfo, cluster: Cluster, local: list[tuple[Filter, object]]) -> _Shared:
        likeness = pod.likeness
        shared = self._shared.get(likeness)
        if shared is None or shared.shape != self.table.shape:
            if len(self._shared) >= _LIKENESSES_KEPT:
                del self._shared[next(iter(self._shared))]
            shared = self._shared[likeness] = _Shared(self.table.shape)
        shared.catch_up(pod, cluster, local)
        return shared

    def _columns(self, pod: PodInfo, nodes: list[NodeInfo], cluster: Cluster, shared: _Shared) -> dict[str, list[int]]:
        """Plugin → weighted score of each node, in the order of `nodes`."""
        columns: dict[str, list[int]] = {}
        if len(nodes) == 1:
            return columns  # nothing to choose
        for plugin in SCORES:
            if not plugin.concerns(pod, cluster):
                continue
            prepared = None
            if plugin.local:
                raw = shared.column(plugin, pod, nodes, cluster)
            else:
                prepared = plugin.prepare(pod, nodes, cluster)
                raw = plugin.column(pod, nodes, prepared)
            weight, normal = plugin.weight, plugin.normalise(raw, nodes, prepared)
            columns[plugin.name] = normal if weight == 1 else [score * weight for score in normal]
        return columns


def _explained(nodes: list[NodeInfo], columns: dict[str, list[int]], totals: list[int]) -> dict[str, dict[str, int]]:
    """The scores of the best nodes, best first."""
    order = range(len(nodes))
    if len(nodes) > EXPLAINED:
        order = nlargest(EXPLAINED, order, key=totals.__getitem__)  # type: ignore[assignment]
    return {nodes[index].name: {name: column[index] for name, column in columns.items()} for index in order}


class _Shared:
    """What equal pods share: refusals and scores by node, as of `version` of the table."""

    def __init__(self, shape: int):
        self.shape = shape
        self.refusals: dict[str, Refusal] = {}
        self._version = -1
        self._scores: dict[str, dict[str, float]] = {}  # plugin → node → score
        self._prepared: dict[str, object] = {}

    def catch_up(self, pod: PodInfo, cluster: Cluster, local: list[tuple[Filter, object]]) -> None:
        table = cluster.table
        if self._version == table.version:
            return
        changed = table.names() if self._version < 0 else set(table.log[self._version :])
        for name in changed:
            node = table.nodes.get(name)
            if node is None or node.obj is None:
                continue
            for scores in self._scores.values():
                scores.pop(name, None)
            refusal = _first(pod, node, local)
            if refusal is None:
                self.refusals.pop(name, None)
            else:
                self.refusals[name] = refusal
        self._version = table.version

    def column(self, plugin: Score, pod: PodInfo, nodes: list[NodeInfo], cluster: Cluster) -> list[float]:
        """Raw scores of a local plugin; only nodes that have changed are scored anew."""
        scores = self._scores.get(plugin.name)
        if scores is None:
            scores = self._scores[plugin.name] = {}
            self._prepared[plugin.name] = plugin.prepare(pod, [], cluster)
        for node in nodes:
            if node.name not in scores:
                scores[node.name] = plugin.score(pod, node, self._prepared[plugin.name])
        return [scores[node.name] for node in nodes]


def _first(pod: PodInfo, node: NodeInfo, filters: list[tuple[Filter, object]]) -> Refusal | None:
    for plugin, prepared in filters:
        refusal = plugin.refuse(pod, node, prepared)
        if refusal is not None:
            return refusal
    return None
