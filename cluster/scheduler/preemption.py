"""Preemption: which pods of lower priority would have to go so that a pod finds room.

Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/, golden suite scheduling.
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.component import World
from cluster.objects.paths import set_in
from cluster.objects.selectors import from_label_selector
from cluster.objects.times import parse, rfc3339
from cluster.reasons import reason
from cluster.scheduler.cycle import Outcome, Scheduling
from cluster.scheduler.nodes import NodeInfo, NodeTable
from cluster.scheduler.pods import PodInfo
from cluster.store import Store

BUDGETS = "poddisruptionbudgets.policy"


class Candidate(NamedTuple):
    """Evicting `victims` (most important first) from `node` would make room. `violations`: how many of them a
    PodDisruptionBudget would have kept; it is asked, but does not decide."""

    node: str
    victims: list[PodInfo]
    violations: int


def choose(pod: PodInfo, outcome: Outcome, scheduling: Scheduling, store: Store) -> Candidate | None:
    """The node where the least is lost, or None when preemption may not or cannot help."""
    if pod.spec.get("preemptionPolicy") == "Never" or outcome.rejected is not None or is_waiting(pod, scheduling.table):
        return None
    nodes = [scheduling.table.nodes[name] for name in sorted(outcome.refusals) if not outcome.refusals[name].hopeless]
    budgets = store.list(BUDGETS) if nodes else []
    found = (_candidate(pod, node, scheduling, store, budgets) for node in nodes)
    return min((each for each in found if each is not None), key=_loss, default=None)


def is_waiting(pod: PodInfo, table: NodeTable) -> bool:
    """Whether pods are already on their way out of the node that was promised to this one."""
    promised = (pod.obj.get("status") or {}).get("nominatedNodeName")
    node = table.nodes.get(promised) if promised else None
    return node is not None and any(other.terminating and other.priority < pod.priority for other in node.pods.values())


def evict(pod: PodInfo, candidate: Candidate, world: World) -> None:
    """Delete the victims, with their grace, and say on each of them why."""
    for victim in candidate.victims:
        if victim.terminating:
            continue
        why = reason("scheduler.preempt", pod=pod.name, node=candidate.node)
        world.client.update_status("pods", _disrupted(victim.obj, world), why)
        world.client.delete("pods", victim.namespace, victim.name, why, uid=victim.uid)
        world.event(victim.obj, "Normal", "Preempted", f"Preempted by pod {pod.uid} on node {candidate.node}")


def _candidate(
    pod: PodInfo, node: NodeInfo, scheduling: Scheduling, store: Store, budgets: list[dict]
) -> Candidate | None:
    """The fewest pods of lower priority without which the pod fits: all go, then as many as possible stay, those that a
    budget keeps before all others."""
    lower = sorted((other for other in node.pods.values() if other.priority < pod.priority), key=_importance)
    gone = {other.key for other in lower}
    if not lower or not scheduling.fits(pod, node.imagined(without=gone), store):
        return None
    kept = _kept_by(budgets, lower)
    victims = []
    for other in sorted(lower, key=lambda each: each.key not in kept):
        gone.discard(other.key)
        if not scheduling.fits(pod, node.imagined(without=gone), store):
            gone.add(other.key)
            victims.append(other)
    victims.sort(key=_importance)
    return Candidate(node.name, victims, sum(victim.key in kept for victim in victims)) if victims else None


def _kept_by(budgets: list[dict], pods: list[PodInfo]) -> set[str]:
    """The pods (most important first) whose eviction would break a budget."""
    left = [(budget.get("status") or {}).get("disruptionsAllowed", 0) for budget in budgets]
    found = set()
    for pod in pods:
        for index, budget in enumerate(budgets):
            status = budget.get("status") or {}
            if pod.name not in (status.get("disruptedPods") or {}) and _covers(budget, pod):
                left[index] -= 1
                if left[index] < 0:
                    found.add(pod.key)
    return found


def _covers(budget: dict, pod: PodInfo) -> bool:
    selector = budget["spec"].get("selector")
    if budget["metadata"]["namespace"] != pod.namespace or not selector or not pod.labels:
        return False
    return from_label_selector(selector).matches(pod.labels)


def _importance(pod: PodInfo) -> tuple:
    """Most important first: higher priority, then running for longer."""
    return -pod.priority, _since(pod), pod.key


def _loss(candidate: Candidate) -> tuple:
    """The fewest broken budgets, the lowest highest priority, the smallest sum of priorities, the fewest pods, the
    latest start."""
    priorities = [victim.priority for victim in candidate.victims]
    earliest = min(_since(v) for v in candidate.victims if v.priority == priorities[0])
    loss = sum(p + 2**31 for p in priorities)
    return candidate.violations, priorities[0], loss, len(priorities), -earliest, candidate.node


def _since(pod: PodInfo) -> int:
    started = (pod.obj.get("status") or {}).get("startTime") or pod.obj["metadata"]["creationTimestamp"]
    return parse(started)


def _disrupted(pod: dict, world: World) -> dict:
    status = pod.get("status") or {}
    condition = {
        "type": "DisruptionTarget",
        "status": "True",
        "observedGeneration": pod["metadata"].get("generation", 1),
        "lastProbeTime": None,
        "lastTransitionTime": rfc3339(world.epoch + world.now),
        "reason": "PreemptionByScheduler",
        "message": "default-scheduler: preempting to accommodate a higher priority pod",
    }
    others = [c for c in status.get("conditions") or () if c["type"] != "DisruptionTarget"]
    return set_in(pod, ("status",), {**status, "conditions": [*others, condition]})
