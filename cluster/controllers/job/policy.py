"""podFailurePolicy and successPolicy: what a pod's failure means, and which successes suffice. Pure functions.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy, #success-policy
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.objects import indexes


class Match(NamedTuple):
    """`action` is Count, Ignore, FailIndex or FailJob; `message` says why."""

    action: str
    message: str


def match(job: dict, pod: dict) -> Match:
    """The first rule that fits; failures that no rule knows count."""
    for index, rule in enumerate((job["spec"].get("podFailurePolicy") or {}).get("rules") or ()):
        why = _by_exit_code(rule, pod) or _by_condition(rule, pod)
        if why:
            return Match(rule["action"], f"{why} matching {rule['action']} rule at index {index}")
    return Match("Count", "")


def success(job: dict, done: set[int]) -> str:
    """Why these completion indexes suffice, "" while they do not."""
    total = job["spec"].get("completions") or 0
    for index, rule in enumerate((job["spec"].get("successPolicy") or {}).get("rules") or ()):
        wanted, count = rule.get("succeededIndexes"), rule.get("succeededCount")
        if wanted is None:
            met = bool(done) and count is not None and len(done) >= count
        else:
            chosen = indexes.parsed(wanted, total)
            have = len(chosen & done)
            met = bool(done and chosen) and (have == len(chosen) or (count is not None and have >= count))
        if met:
            return f"Matched rules at index {index}"
    return ""


def _by_exit_code(rule: dict, pod: dict) -> str:
    codes, status = rule.get("onExitCodes"), pod.get("status") or {}
    if not codes:
        return ""
    for one in (*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())):
        ended = (one.get("state") or {}).get("terminated")
        if not ended or ended.get("exitCode", 0) == 0 or codes.get("containerName", one["name"]) != one["name"]:
            continue
        if (ended["exitCode"] in codes["values"]) == (codes["operator"] == "In"):
            return f"Container {one['name']} for pod {_place(pod)} failed with exit code {ended['exitCode']}"
    return ""


def _by_condition(rule: dict, pod: dict) -> str:
    for condition in (pod.get("status") or {}).get("conditions") or ():
        for pattern in rule.get("onPodConditions") or ():
            if condition["type"] == pattern["type"] and condition["status"] == pattern.get("status", "True"):
                return f"Pod {_place(pod)} has condition {condition['type']}"
    return ""


def _place(pod: dict) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
