"""Which pod goes when a ReplicaSet shrinks: 1.20 compared ages exactly, 1.35 by their order of magnitude."""

from __future__ import annotations

from tests.golden.cases import Case
from tests.golden.rewriting import Rule, each_value

HOSTNAME = "kubernetes.io/hostname"
COST = "controller.kubernetes.io/pod-deletion-cost"


def _cheapest_first(expect: dict, case: Case) -> dict:
    """Where pods made by hand have deletion costs: of those alike in being scheduled and ready the cheapest go, so
    that others may be left than 1.20 left. Their number, and how many of them are ready, stays."""
    costs = {pod["metadata"]["name"]: _cost(pod) for pod in _pods(case)}
    if "steps" not in expect or len(set(costs.values())) < 2:
        return expect
    steps, known = [], {}
    for step in expect["steps"]:
        if "pods" in step:
            step = {**step, "pods": _left(step["pods"], known, costs)}
            known.update((pod["name"], pod) for pod in step["pods"])
        steps.append(step)
    left = {pod["name"] for pod in next((s["pods"] for s in reversed(steps) if "pods" in s), [])}
    gone = sorted(name for name in costs if name not in left)
    scaled = [event for event in expect["events"] if event["reason"] == "SuccessfulDelete"]
    others = [event for event in expect["events"] if event["reason"] != "SuccessfulDelete"]
    told = [{**scaled[0], "message": f"Deleted pod: {name}"} for name in gone] if scaled else []
    return {**expect, "steps": steps, "events": [*others, *told]}


def _left(pods: list[dict], known: dict[str, dict], costs: dict[str, int]) -> list[dict]:
    """The pods of a snapshot, with the dearest of those alike in the place of those that were left."""
    there = {pod["name"]: pod for pod in pods}
    candidates = {name: known.get(name) or there[name] for name in costs if name in known or name in there}
    chosen = []
    for ready in (True, False):
        alike = [pod for pod in candidates.values() if pod["ready"] == ready]
        count = sum(1 for name, pod in there.items() if name in costs and pod["ready"] == ready)
        dearest = sorted(alike, key=lambda pod: (costs[pod["name"]], pod["name"] in there))
        chosen += dearest[len(dearest) - count :]
    owners = next((pod["owners"] for name, pod in there.items() if name in costs), [])
    return [p for name, p in there.items() if name not in costs] + [{**pod, "owners": owners} for pod in chosen]


def _cost(pod: dict) -> int:
    return int((pod["metadata"].get("annotations") or {}).get(COST, "0"))


def _pods(case: Case) -> list[dict]:
    """The pods that the case makes by hand."""
    made = [step.get("create") or {} for step in case.given[0]["steps"] if isinstance(step, dict)]
    return [obj for obj in made if obj.get("kind") == "Pod"]


def _alike_ages(expect: dict, case: Case) -> dict:
    """Pods that differ in nothing but age stand for one another (`<any:p1|p2>`) from the moment one of them was chosen
    to go: ages of a few seconds are mostly of one magnitude, and then the uid decides."""
    if "steps" not in expect:
        return expect
    groups = _groups(case)
    steps, chosen = [], set()
    for given, step in zip(case.given[0]["steps"], expect["steps"], strict=True):
        names = [pod["name"] for pod in step.get("pods", ())]
        for group in groups:
            there = [name for name in group if name in names]
            known = [name for name in group if _was_made(name, case, given)]
            if "pods" in step and 0 < len(there) < len(known) and _by_scaling(expect, set(known) - set(there)):
                chosen.add(group)
        steps.append(_replaced(step, chosen))
    return {**expect, "steps": steps, "events": _replaced(expect["events"], chosen)} if chosen else expect


def _groups(case: Case) -> list[tuple[str, ...]]:
    """Names of the pods made by hand that are alike: same annotations, same chance to be scheduled."""
    found: dict[str, list[str]] = {}
    for pod in _pods(case):
        selector = pod["spec"].get("nodeSelector") or {}
        alike = (
            pod["metadata"].get("annotations"),
            [key for key in selector if key != HOSTNAME],
            pod["metadata"]["labels"],
        )
        found.setdefault(repr(alike), []).append(pod["metadata"]["name"])
    return [tuple(names) for names in found.values() if len(names) > 1]


def _was_made(name: str, case: Case, until: dict) -> bool:
    for step in case.given[0]["steps"]:
        if (step.get("create") or {}).get("metadata", {}).get("name") == name:
            return True
        if step is until:
            return False
    return False


def _by_scaling(expect: dict, missing: set[str]) -> bool:
    deleted = {
        e["message"].removeprefix("Deleted pod: ") for e in expect["events"] if e["reason"] == "SuccessfulDelete"
    }
    return missing <= deleted


def _replaced(value, groups: set[tuple[str, ...]]):
    texts = {}
    for group in sorted(groups):
        for name in group:
            texts[name] = f"<any:{'|'.join(group)}>"
            texts[f"Deleted pod: {name}"] = f"Deleted pod: {texts[name]}"
    swap = each_value(lambda item: texts.get(item, item) if isinstance(item, str) else item)
    if isinstance(value, dict) and "step" in value:
        return {**swap(value, None), "step": value["step"]}
    return swap(value, None)


RULES = [
    Rule(
        "the-cheapest-pods-go-first",
        "https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#pod-deletion-cost",
        _cheapest_first,
        ("replicasets",),
    ),
    Rule(
        "ages-are-compared-by-magnitude",
        "https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-down-a-replicaset:"
        " 'Creation times are bucketed on an integer log scale' (LogarithmicScaleDown)",
        _alike_ages,
        ("replicasets",),
    ),
]
