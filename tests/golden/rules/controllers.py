"""What the controllers of 1.35 do otherwise than those of 1.20."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.golden.cases import Case
from tests.golden.rewriting import Rule

SCALED = re.compile(r"Scaled (up|down) replica set (\S+) to (\d+)")
COMBINED = "(combined from similar events): "
SIMILAR = 10  # the tenth different message of a kind is combined: client-go's EventCorrelator


def _from_size(expect: dict, case: Case) -> dict:
    """In rollouts: the Events that the recorded changes of size give. Which messages are different, and so which is
    combined, depends on the wording, so that all are made anew; where this does not give the 1.20 wording's Events,
    each message is completed by itself."""
    recorded = expect.get("deploymentEvents")
    if not recorded:
        return expect
    moves = list(_moves(expect["steps"]))
    old = [f"Scaled {'up' if to > of else 'down'} replica set {_named(rs, recorded)} to {to}" for rs, of, to in moves]
    new = [
        f"Scaled {'up' if to > of else 'down'} replica set {_named(rs, recorded)} from {of} to {to}"
        for rs, of, to in moves
    ]
    if _created(old) == [event["message"] for event in recorded]:
        messages = _created(new)
    else:
        messages = _completed([event["message"] for event in recorded], {})
    event = {"reason": "ScalingReplicaSet", "type": "Normal"}
    return {**expect, "deploymentEvents": [{**event, "message": message} for message in messages]}


def _moves(steps: list[dict]) -> Iterable[tuple[str, int, int]]:
    """(ReplicaSet, from, to) for each change of size that the Deployment made."""
    sizes: dict[str, int] = {}
    for step in steps:
        by_hand = isinstance(step["step"], dict) and "scaleRS" in step["step"]
        for index, (rs, size) in enumerate(step["changes"]):
            before = sizes.pop(rs, 0)
            if size == "deleted":
                continue
            sizes[rs] = size
            if size != before and not (by_hand and index == 0):
                yield rs, before, size


def _named(rs: str, recorded: list[dict]) -> str:
    """`rs1` as the messages name it: `web-<hash:rs1>`."""
    prefix = next(m[2].rsplit("-", 1)[0] for m in (SCALED.search(e["message"]) for e in recorded) if m)
    return f"{prefix}-<hash:{rs}>"


def _created(messages: list[str]) -> list[str]:
    """Those of the messages for which an Event is made; the others only raise a count."""
    seen: list[str] = []
    for message in messages:
        if message in seen:
            continue
        if len(seen) + 1 == SIMILAR:
            return [*seen, COMBINED + message]
        seen.append(message)
    return seen


def _completed(messages: list[str], sizes: dict[str, int]) -> list[str]:
    """Each message with the size that the ReplicaSet had after the message before; a first one grew from 0."""

    def with_from(match: re.Match) -> str:
        way, name, size = match[1], match[2], int(match[3])
        before = sizes.get(name, 0)
        sizes[name] = size
        return f"Scaled {way} replica set {name} from {before} to {size}"

    return [SCALED.sub(with_from, message) for message in messages]


def _from_size_in_list(expect: dict, case: Case) -> dict:
    events = expect.get("events")
    if not events:
        return expect
    messages = _completed([event["message"] for event in events], {})
    return {**expect, "events": [{**e, "message": m} for e, m in zip(events, messages, strict=True)]}


def _without_pulling(expect: dict, case: Case) -> dict:
    """Whether an image had to be pulled depends on the cases played before on the same nodes."""
    reasons = expect.get("podEventReasons")
    if not reasons or ["kubelet", "Pulling"] not in reasons or ["kubelet", "Failed"] in reasons:
        return expect
    return {**expect, "podEventReasons": [pair for pair in reasons if pair != ["kubelet", "Pulling"]]}


def _terminating(expect: dict, case: Case) -> dict:
    """ReplicaSets and Deployments tell how many of their pods are stopping, 0 included."""
    if "steps" not in expect:
        return expect
    return {**expect, "steps": [_with_terminating(step) for step in expect["steps"]]}


def _with_terminating(step: dict) -> dict:
    if "early" in step:
        step = {**step, "early": _with_terminating(step["early"])}
    if "controllers" not in step:
        return step
    counts = {
        (c["kind"], c["name"]): sum(1 for pod in step["pods"] if pod["terminating"] and _is_owned(pod, c))
        for c in step["controllers"]
        if c["kind"] == "ReplicaSet"
    }
    changed = []
    for controller in step["controllers"]:
        count = counts.get((controller["kind"], controller["name"]))
        if controller["kind"] == "Deployment":
            owned = [c for c in step["controllers"] if _is_owned(c, controller)]
            count = sum(counts.get((c["kind"], c["name"]), 0) for c in owned)
        if count is not None:
            controller = {**controller, "status": {**controller["status"], "terminatingReplicas": count}}
        changed.append(controller)
    return {**step, "controllers": changed}


def _is_owned(obj: dict, owner: dict) -> bool:
    return any((r["kind"], r["name"]) == (owner["kind"], owner["name"]) for r in obj["owners"])


def _longer_grace(expect: dict, case: Case) -> dict:
    """All that follows from a node's silence comes ten seconds later."""
    if "timelineSeconds" not in expect:
        return expect
    later = [
        (what, seconds if what.startswith("recovery") else seconds + 10) for what, seconds in expect["timelineSeconds"]
    ]
    return {**expect, "timelineSeconds": [[what, round(seconds, 1)] for what, seconds in later]}


def _disruption_target(expect: dict, case: Case) -> dict:
    """A pod that is evicted for a taint says so in a condition."""
    if "shots" not in expect:
        return expect
    told = {
        "message": "Taint manager: deleting due to NoExecute taint",
        "reason": "DeletionByTaintManager",
        "status": "True",
        "type": "DisruptionTarget",
    }
    shots = []
    for shot in expect["shots"]:
        pods = [{**p, "conditions": [*p["conditions"], told]} if p["terminating"] else p for p in shot["podsOnNode"]]
        shots.append({**shot, "podsOnNode": pods})
    return {**expect, "shots": shots}


RULES = [
    Rule(
        "silent-nodes-are-given-50-seconds",
        "https://github.com/kubernetes/kubernetes/pull/126287 (1.32): --node-monitor-grace-period is 50 s, it was 40 s",
        _longer_grace,
        ("tour",),
    ),
    Rule(
        "evicted-pods-tell-their-disruption",
        "https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions (1.26)",
        _disruption_target,
        ("tour",),
    ),
    Rule(
        "status-counts-terminating-replicas",
        "https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/"
        " (DeploymentReplicaSetTerminatingReplicas, on by default since 1.35)",
        _terminating,
        ("replicasets",),
    ),
    Rule(
        "scaling-events-say-from-which-size",
        "https://github.com/kubernetes/kubernetes/pull/125118 (1.31): ScalingReplicaSet events carry the old size",
        _from_size,
        ("rollouts", "rollouts_random"),
    ),
    Rule(
        "scaling-events-say-from-which-size-in-lists",
        "https://github.com/kubernetes/kubernetes/pull/125118 (1.31): ScalingReplicaSet events carry the old size",
        _from_size_in_list,
        ("replicasets",),
    ),
    Rule(
        "image-cache-of-the-recorders-nodes",
        "FORMAT.md: pulled images stay on a node, and Pulling is the simulated kubelet's part, no fact",
        _without_pulling,
        ("rollouts", "rollouts_random"),
    ),
]
