"""Pod affinity and anti-affinity, of the new pod and of those already placed.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity,
golden suite scheduling.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from cluster.objects.selectors import Requirement, Selector, from_label_selector
from cluster.scheduler.plugins.base import MOST, Filter, Refusal, Score
from cluster.scheduler.plugins.spread import with_label_values

_AFFINITY, _ANTI = "podAffinity", "podAntiAffinity"
# What a placed pod's required affinity to the new pod is worth when nodes are scored (HardPodAffinityWeight).
_HARD_WEIGHT = 1


class Term(NamedTuple):
    """Which pods (`selector` None matches none) of which namespaces, within which topology."""

    selector: Selector | None
    namespaces: frozenset[str] | None  # None: all
    key: str

    def matches(self, pod) -> bool:
        return (
            self.selector is not None
            and (self.namespaces is None or pod.namespace in self.namespaces)
            and self.selector.matches(pod.labels)
        )


def terms_of(pod, kind: str, cluster) -> list[Term]:
    return [_term(given, pod, cluster) for given in pod.affinity(kind, "required")]


def _preferred(pod, kind: str, cluster) -> list[tuple[int, Term]]:
    return [(p["weight"], _term(p["podAffinityTerm"], pod, cluster)) for p in pod.affinity(kind, "preferred")]


def _term(given: dict, pod, cluster) -> Term:
    selector = None
    if given.get("labelSelector") is not None:
        selector = with_label_values(
            from_label_selector(given["labelSelector"]), given.get("matchLabelKeys"), pod.labels
        )
        differing = tuple(
            Requirement(key, "NotIn", (pod.labels[key],))
            for key in given.get("mismatchLabelKeys") or ()
            if key in pod.labels
        )
        selector = Selector(selector.requirements + differing)
    return Term(selector, _namespaces(given, pod, cluster), given["topologyKey"])


def _namespaces(given: dict, pod, cluster) -> frozenset[str] | None:
    names, asked = given.get("namespaces") or [], given.get("namespaceSelector")
    if asked is None:
        return frozenset(names or [pod.namespace])
    wanted = from_label_selector(asked)
    if not wanted.requirements:
        return None
    found = [
        n["metadata"]["name"] for n in cluster.store.list("namespaces") if wanted.matches(n["metadata"].get("labels"))
    ]
    return frozenset([*names, *found])


class InterPodAffinity(Filter):
    name = "InterPodAffinity"
    local = False

    def concerns(self, pod, cluster):
        return pod.has_pod_affinity or cluster.table.anti_affinity > 0

    def prepare(self, pod, cluster):
        """(wanted terms, where they match, unwanted ones, where they match, what placed pods forbid)."""
        wanted, unwanted = terms_of(pod, _AFFINITY, cluster), terms_of(pod, _ANTI, cluster)
        present: Counter = Counter()
        refused: Counter = Counter()
        forbidden: Counter = Counter()
        for node in cluster.table.nodes.values():
            for other in node.pods.values() if wanted or unwanted else ():
                if wanted and all(term.matches(other) for term in wanted):
                    present.update((t.key, node.labels[t.key]) for t in wanted if t.key in node.labels)
                refused.update(
                    (t.key, node.labels[t.key]) for t in unwanted if t.key in node.labels and t.matches(other)
                )
            for other in node.with_affinity.values():
                for term in terms_of(other, _ANTI, cluster):
                    if term.key in node.labels and term.matches(pod):
                        forbidden[term.key, node.labels[term.key]] += 1
        return wanted, present, unwanted, refused, forbidden

    def refuse(self, pod, node, prepared):
        wanted, present, unwanted, refused, forbidden = prepared
        if not self._together(pod, node, wanted, present):
            return Refusal(self.name, ("node(s) didn't match pod affinity rules",), hopeless=True)
        if any(refused.get((term.key, node.labels.get(term.key))) for term in unwanted):
            return Refusal(self.name, ("node(s) didn't match pod anti-affinity rules",))
        if any(node.labels.get(key) == value for key, value in forbidden):
            return Refusal(self.name, ("node(s) didn't satisfy existing pods anti-affinity rules",))
        return None

    @staticmethod
    def _together(pod, node, wanted: list[Term], present: Counter) -> bool:
        if any(term.key not in node.labels for term in wanted):
            return False
        if all(present.get((term.key, node.labels[term.key])) for term in wanted):
            return True
        # The first of a group that wants to be together may go anywhere.
        return not present and all(term.matches(pod) for term in wanted)


class PreferPodAffinity(Score):
    name = "InterPodAffinity"
    weight = 2
    local = False

    def concerns(self, pod, cluster):
        return pod.has_pod_affinity or cluster.table.anti_affinity > 0

    def prepare(self, pod, nodes, cluster):
        """(key, value) → weight."""
        own = [*_preferred(pod, _AFFINITY, cluster), *((-w, t) for w, t in _preferred(pod, _ANTI, cluster))]
        worth: Counter = Counter()
        for node in cluster.table.nodes.values():
            for other in node.pods.values() if own else node.with_affinity.values():
                theirs = self._of_placed(other, cluster) if other.has_pod_affinity else []
                for weight, term in own:
                    if term.key in node.labels and term.matches(other):
                        worth[term.key, node.labels[term.key]] += weight
                for weight, term in theirs:
                    if term.key in node.labels and term.matches(pod):
                        worth[term.key, node.labels[term.key]] += weight
        return worth

    @staticmethod
    def _of_placed(other, cluster) -> list[tuple[int, Term]]:
        return [
            *((_HARD_WEIGHT, term) for term in terms_of(other, _AFFINITY, cluster)),
            *_preferred(other, _AFFINITY, cluster),
            *((-weight, term) for weight, term in _preferred(other, _ANTI, cluster)),
        ]

    def score(self, pod, node, prepared):
        return sum(weight for (key, value), weight in prepared.items() if node.labels.get(key) == value)

    def normalise(self, scores, nodes, prepared):
        least, most = min(scores, default=0), max(scores, default=0)
        return [int(MOST * (score - least) / (most - least)) if most > least else 0 for score in scores]
