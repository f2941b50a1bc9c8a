"""Preemption: which pods of lower priority would have to go so that a pod finds room.

Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/, golden suite scheduling.
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.component import World
from cluster.objects.paths import set_in
from cluster.objects.times import parse, rfc3339
from cluster.reasons import reason
from cluster.scheduler.cycle import Outcome, Scheduling
from cluster.scheduler.nodes import NodeInfo, NodeTable
from cluster.scheduler.pods import PodInfo
from cluster.store import Store


class Candidate(NamedTuple):
    """Evicting `victims` (most important first) from `node` would make room."""

    node: str
    victims: list[PodInfo]


def choose(pod: PodInfo, outcome: Outcome, scheduling: Scheduling, store: Store) -> Candidate | None:
    """The node where the least is lost, or None when preemption may not or cannot help."""
    if pod.spec.get("preemptionPolicy") == "Never" or outcome.rejected is not None or is_waiting(pod, scheduling.table):
        return None
    candidates = []
    for name in sorted(outcome.refusals):
        node = scheduling.table.nodes[name]
        if not outcome.refusals[name].hopeless:
            victims = _victims(pod, node, scheduling, store)
            if victims:
                candidates.append(Candidate(name, victims))
    return min(candidates, key=_loss, default=None)


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


def _victims(pod: PodInfo, node: NodeInfo, scheduling: Scheduling, store: Store) -> list[PodInfo]:
    """The fewest pods of lower priority without which the pod fits: all go, then as many as possible stay."""
    lower = sorted((other for other in node.pods.values() if other.priority < pod.priority), key=_importance)
    gone = {other.key for other in lower}
    if not lower or not scheduling.fits(pod, node.imagined(without=gone), store):
        return []
    victims = []
    for other in lower:
        gone.discard(other.key)
        if not scheduling.fits(pod, node.imagined(without=gone), store):
            gone.add(other.key)
            victims.append(other)
    return victims


def _importance(pod: PodInfo) -> tuple:
    """Most important first: higher priority, then running for longer."""
    return -pod.priority, _since(pod), pod.key


def _loss(candidate: Candidate) -> tuple:
    """The lowest highest priority, the smallest sum of priorities, the fewest pods, the latest start."""
    priorities = [victim.priority for victim in candidate.victims]
    earliest = min(_since(v) for v in candidate.victims if v.priority == priorities[0])
    return priorities[0], sum(p + 2**31 for p in priorities), len(priorities), -earliest, candidate.node


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
