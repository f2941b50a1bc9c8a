"""The shape of a scheduler plugin: a filter refuses nodes, a score ranks those that are left.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cluster.scheduler.nodes import NodeInfo, NodeTable
    from cluster.scheduler.pods import PodInfo
    from cluster.store import Store

MOST = 100  # the best score that a plugin may give


class Refusal(NamedTuple):
    """Why a node will not do. `hopeless`: evicting other pods would not change that."""

    plugin: str
    reasons: tuple[str, ...]
    hopeless: bool = False


class Cluster(NamedTuple):
    """What plugins may look at beside the pod and the node."""

    table: NodeTable
    store: Store


class Filter:
    """`local`: the answer depends on the pod and this one node alone, so it is good until the node changes."""

    name: str
    local = True

    def concerns(self, pod: PodInfo, cluster: Cluster) -> bool:
        """False: this pod asks for nothing that this filter looks at."""
        return True

    def prepare(self, pod: PodInfo, cluster: Cluster) -> Any:
        """What is worked out once for all nodes. May be a Refusal of the pod as a whole."""
        return None

    def refuse(self, pod: PodInfo, node: NodeInfo, prepared: Any) -> Refusal | None:
        """Why the pod cannot go to the node, or None when it can."""
        raise NotImplementedError


class Score:
    """`local` as for filters. Scores are multiplied by `weight` after normalising."""

    name: str
    weight: int
    local = True

    def concerns(self, pod: PodInfo, cluster: Cluster) -> bool:
        return True

    def prepare(self, pod: PodInfo, nodes: list[NodeInfo], cluster: Cluster) -> Any:
        return None

    def score(self, pod: PodInfo, node: NodeInfo, prepared: Any) -> float:
        raise NotImplementedError

    def column(self, pod: PodInfo, nodes: list[NodeInfo], prepared: Any) -> list[float]:
        """The scores of all nodes, in their order."""
        return [self.score(pod, node, prepared) for node in nodes]

    def normalise(self, scores: list[float], nodes: list[NodeInfo], prepared: Any) -> list[int]:
        """To 0..100."""
        return scores  # type: ignore[return-value]


def share_of_best(scores: list[float], reverse: bool = False) -> list[int]:
    """Scaled so that the best gets 100; `reverse`: so that the least gets the most."""
    best = max(scores, default=0)
    if not best:
        return [MOST if reverse else 0] * len(scores)
    scaled = [int(MOST * score // best) for score in scores]
    return [MOST - score for score in scaled] if reverse else scaled
