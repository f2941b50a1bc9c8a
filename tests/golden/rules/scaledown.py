"""Which pod goes when a ReplicaSet shrinks: 1.20 compared ages exactly, 1.35 by their order of magnitude."""

from __future__ import annotations

from tests.golden.cases import Case
from tests.golden.rewriting import Rule, each_value

NOWHERE = "kubernetes.io/hostname"


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
    for step in case.given[0]["steps"]:
        pod = step.get("create") or {}
        if pod.get("kind") == "Pod":
            selector = pod["spec"].get("nodeSelector") or {}
            alike = (
                pod["metadata"].get("annotations"),
                [key for key in selector if key != NOWHERE],
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
        "ages-are-compared-by-magnitude",
        "https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-down-a-replicaset:"
        " 'Creation times are bucketed on an integer log scale' (LogarithmicScaleDown)",
        _alike_ages,
        ("replicasets",),
    ),
]
