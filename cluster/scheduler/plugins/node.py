"""What a node itself says: its name, whether it is cordoned, its taints.

Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/,
https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration, golden suite scheduling.
"""

from __future__ import annotations

from cluster.scheduler.plugins.base import Filter, Refusal, Score, share_of_best

CORDONED = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


def tolerates(tolerations: list[dict] | None, taint: dict) -> bool:
    return any(_tolerates(toleration, taint) for toleration in tolerations or ())


def _tolerates(toleration: dict, taint: dict) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    operator = toleration.get("operator") or "Equal"
    if operator == "Exists":
        return True
    if not toleration.get("key"):
        return False
    return operator == "Equal" and (toleration.get("value") or "") == (taint.get("value") or "")


def untolerated(tolerations: list[dict] | None, taints: list[dict], effects: tuple[str, ...]) -> dict | None:
    """The first of `taints` with one of `effects` that nothing tolerates, or None."""
    for taint in taints:
        if taint["effect"] in effects and not tolerates(tolerations, taint):
            return taint
    return None


class NodeUnschedulable(Filter):
    name = "NodeUnschedulable"

    def refuse(self, pod, node, prepared):
        if node.unschedulable and not tolerates(pod.spec.get("tolerations"), CORDONED):
            return Refusal(self.name, ("node(s) were unschedulable",), hopeless=True)
        return None


class NodeName(Filter):
    name = "NodeName"

    def concerns(self, pod, cluster):
        return bool(pod.node)

    def refuse(self, pod, node, prepared):
        if node.name != pod.node:
            return Refusal(self.name, ("node(s) didn't match the requested node name",), hopeless=True)
        return None


class TaintToleration(Filter):
    """Since 1.35 the message no longer names the taint.

    Source: https://github.com/kubernetes/kubernetes/pull/134740 (pod statuses tell no taint keys or values).
    """

    name = "TaintToleration"

    def refuse(self, pod, node, prepared):
        if untolerated(pod.spec.get("tolerations"), node.taints, ("NoSchedule", "NoExecute")):
            return Refusal(self.name, ("node(s) had untolerated taint(s)",), hopeless=True)
        return None


class PreferUntainted(Score):
    """Fewer PreferNoSchedule taints that the pod does not tolerate are better."""

    name = "TaintToleration"
    weight = 3

    def concerns(self, pod, cluster):
        return any(
            taint["effect"] == "PreferNoSchedule" for node in cluster.table.nodes.values() for taint in node.taints
        )

    def score(self, pod, node, prepared):
        tolerations = [
            t for t in pod.spec.get("tolerations") or () if t.get("effect") in (None, "", "PreferNoSchedule")
        ]
        return sum(t["effect"] == "PreferNoSchedule" and not tolerates(tolerations, t) for t in node.taints)

    def normalise(self, scores, nodes, prepared):
        return share_of_best(scores, reverse=True)
