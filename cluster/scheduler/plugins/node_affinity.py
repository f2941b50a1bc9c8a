"""nodeSelector and node affinity.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from cluster.objects.selectors import Requirement
from cluster.scheduler.plugins.base import Filter, Refusal, Score, share_of_best

_EXPRESSIONS = "matchExpressions"
_FIELDS = "matchFields"


def required_matches(spec: dict, name: str, labels: dict) -> bool:
    """Whether a node of this name and these labels satisfies nodeSelector and the required node affinity."""
    selector = spec.get("nodeSelector") or {}
    if any(labels.get(key) != value for key, value in selector.items()):
        return False
    required = _node_affinity(spec).get("requiredDuringSchedulingIgnoredDuringExecution")
    if required is None:
        return True
    return any(_term_matches(term, name, labels) for term in required.get("nodeSelectorTerms") or ())


def _term_matches(term: dict, name: str, labels: dict) -> bool:
    """All conditions of a term must hold; a term without conditions matches nothing."""
    expressions, fields = term.get(_EXPRESSIONS) or (), term.get(_FIELDS) or ()
    if not expressions and not fields:
        return False
    return _all_hold(expressions, labels) and _all_hold(fields, {"metadata.name": name})


def _all_hold(expressions, values: dict) -> bool:
    return all(Requirement(e["key"], e["operator"], tuple(e.get("values") or ())).matches(values) for e in expressions)


def _node_affinity(spec: dict) -> dict:
    return (spec.get("affinity") or {}).get("nodeAffinity") or {}


class NodeAffinity(Filter):
    name = "NodeAffinity"

    def concerns(self, pod, cluster):
        return bool(pod.spec.get("nodeSelector")) or "requiredDuringSchedulingIgnoredDuringExecution" in _node_affinity(
            pod.spec
        )

    def refuse(self, pod, node, prepared):
        if not required_matches(pod.spec, node.name, node.labels):
            return Refusal(self.name, ("node(s) didn't match Pod's node affinity/selector",), hopeless=True)
        return None


class PreferredNodeAffinity(Score):
    name = "NodeAffinity"
    weight = 2

    def concerns(self, pod, cluster):
        return bool(_node_affinity(pod.spec).get("preferredDuringSchedulingIgnoredDuringExecution"))

    def score(self, pod, node, prepared):
        return sum(
            preferred["weight"]
            for preferred in _node_affinity(pod.spec)["preferredDuringSchedulingIgnoredDuringExecution"]
            if _term_matches(preferred.get("preference") or {}, node.name, node.labels)
        )

    def normalise(self, scores, nodes, prepared):
        return share_of_best(scores)
