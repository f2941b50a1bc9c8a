"""Whether a pod fits, and where it would fit best: requests against what is allocatable.

Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/resource-bin-packing/ (LeastAllocated is the default),
golden suite scheduling; `hopeless` where the node would be too small even if it were empty:
https://github.com/kubernetes/kubernetes/pull/131345.
"""

from __future__ import annotations

from cluster.objects.demand import CPU, MEMORY, PODS, STORAGE
from cluster.scheduler.plugins.base import MOST, Filter, Refusal, Score

_FIRST = (CPU, MEMORY, STORAGE)


class NodeResourcesFit(Filter):
    name = "NodeResourcesFit"

    def refuse(self, pod, node, prepared):
        reasons, hopeless = [], False
        if len(node.pods) + 1 > node.allocatable.get(PODS, 0):
            reasons.append("Too many pods")
        requests = pod.requests
        if requests:
            for name in (*_FIRST, *(name for name in requests if name not in _FIRST)):
                asked = requests.get(name, 0)
                if not asked:
                    continue
                there = node.allocatable.get(name, 0)
                if asked > there - node.requested.get(name, 0):
                    reasons.append(f"Insufficient {name}")
                    hopeless |= asked > there
        return Refusal(self.name, tuple(reasons), hopeless) if reasons else None


class LeastAllocated(Score):
    """The more of cpu and memory is left, the better."""

    name = "NodeResourcesFit"
    weight = 1

    def score(self, pod, node, prepared):
        total = parts = 0
        for name in (CPU, MEMORY):
            there = node.allocatable.get(name, 0)
            if there:
                wanted = node.scored.get(name, 0) + pod.scored.get(name, 0)
                total += 0 if wanted > there else (there - wanted) * MOST // there
                parts += 1
        return total // parts if parts else 0


class BalancedAllocation(Score):
    """The more alike the used shares of cpu and memory, the better. Nothing to say about pods without requests."""

    name = "NodeResourcesBalancedAllocation"
    weight = 1

    def concerns(self, pod, cluster):
        return bool(pod.requests)

    def score(self, pod, node, prepared):
        shares = []
        for name in (CPU, MEMORY):
            there = node.allocatable.get(name, 0)
            if there:
                shares.append(min(1.0, (node.requested.get(name, 0) + pod.requests.get(name, 0)) / there))
        apart = abs(shares[0] - shares[1]) / 2 if len(shares) == 2 else 0.0
        return int((1 - apart) * MOST)
