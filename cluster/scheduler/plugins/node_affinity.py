"""nodeSelector and node affinity.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from cluster.objects.nodeaffinity import node_affinity as _node_affinity
from cluster.objects.nodeaffinity import required_matches
from cluster.objects.nodeaffinity import term_matches as _term_matches
from cluster.scheduler.plugins.base import Filter, Refusal, Score, share_of_best


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
