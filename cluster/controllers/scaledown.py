"""Which pods a ReplicaSet deletes first when it has too many.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-down-a-replicaset, golden suite
replicasets (scale-down-*), and the LogarithmicScaleDown feature gate (GA, on):
https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/
"""

from __future__ import annotations

from functools import cmp_to_key
from heapq import nsmallest
from typing import NamedTuple

from cluster.controllers import podstate
from cluster.objects import times

MOST_RANKED = 12  # pods whose comparison is kept with the deletion
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}


class Choice(NamedTuple):
    """A pod to delete, and the rule that told it from the first pod that may stay."""

    pod: dict
    rule: str


def choose(pods: list[dict], count: int, crowded: dict[str, int], now: int) -> list[Choice]:
    """The `count` pods to delete first. `crowded`: node → pods of the same Deployment there; `now` in µs since 1970."""
    if count >= len(pods):
        return [Choice(pod, "all") for pod in pods]

    def compared(a: dict, b: dict) -> int:
        return _compare(a, b, now)[0]

    order = cmp_to_key(compared)
    keyed = sorted(((_outset(pod, crowded), index) for index, pod in enumerate(pods)), key=lambda pair: pair[0])
    border = keyed[count - 1][0]
    sure = [pods[index] for outset, index in keyed if outset < border]
    tied = [pods[index] for outset, index in keyed if outset == border]
    first = sure + nsmallest(count - len(sure), tied, key=order)
    taken = {pod["metadata"]["uid"] for pod in first}
    stays = min((pod for pod in tied if pod["metadata"]["uid"] not in taken), key=order, default=None)
    if stays is None:
        stays = pods[keyed[count][1]]
    return [Choice(pod, rule(pod, stays, crowded, now)) for pod in first]


def ranked(pods: list[dict], first: list[Choice], crowded: dict[str, int], now: int) -> list[dict]:
    """All pods in the order in which they would go, those that go first, with what was compared. [] for many.

    `{"name", "goes", "node", "phase", "ready", "cost", "beside" (pods of the Deployment on its node), "ready_for" (s,
    None: not ready), "restarts", "age" (s)}`."""
    if len(pods) > MOST_RANKED:
        return []

    def compared(a: dict, b: dict) -> int:
        return _compare(a, b, now)[0]

    order = cmp_to_key(compared)
    going = {choice.pod["metadata"]["uid"] for choice in first}
    return [
        {"goes": pod["metadata"]["uid"] in going, **_facts(pod, crowded, now)}
        for pod in sorted(
            pods, key=lambda pod: (pod["metadata"]["uid"] not in going, _outset(pod, crowded), order(pod))
        )
    ]


def _facts(pod: dict, crowded: dict[str, int], now: int) -> dict:
    node, since = pod["spec"].get("nodeName", ""), podstate.ready_since(pod)
    return {
        "name": pod["metadata"]["name"],
        "node": node,
        "phase": podstate.phase(pod),
        "ready": podstate.is_ready(pod),
        "cost": deletion_cost(pod),
        "beside": crowded.get(node, 0),
        "ready_for": None if since is None else (now - since) // times.SECOND,
        "restarts": podstate.restarts(pod),
        "age": (now - times.parse(pod["metadata"]["creationTimestamp"])) // times.SECOND,
    }


def rule(first: dict, second: dict, crowded: dict[str, int], now: int) -> str:
    """The name of the criterion by which `first` goes before `second`."""
    one, two = _outset(first, crowded), _outset(second, crowded)
    for name, a, b in zip(("unassigned", "phase", "not_ready", "deletion_cost", "crowded_node"), one, two, strict=True):
        if a != b:
            return name
    return _compare(first, second, now)[1]


def deletion_cost(pod: dict) -> int:
    """The annotation's value; 0 where it is missing or no 32-bit integer."""
    text = (pod["metadata"].get("annotations") or {}).get(DELETION_COST, "0")
    try:
        cost = int(text)
    except ValueError:
        return 0
    return cost if -(2**31) <= cost < 2**31 and (text == "0" or text.lstrip("-")[:1] in "123456789") else 0


def _outset(pod: dict, crowded: dict[str, int]) -> tuple[int, int, int, int, int]:
    """What is compared first: a smaller one goes first."""
    node = pod["spec"].get("nodeName", "")
    return (
        1 if node else 0,
        _PHASES.get(podstate.phase(pod), 0),
        1 if podstate.is_ready(pod) else 0,
        deletion_cost(pod),
        -crowded.get(node, 0),
    )


def _compare(a: dict, b: dict, now: int) -> tuple[int, str]:
    """(negative if `a` goes first, the criterion) for pods that are alike at the outset."""
    ready_a, ready_b = podstate.ready_since(a), podstate.ready_since(b)
    if ready_a is not None and ready_b is not None and ready_a != ready_b:
        return _by_age(a, b, ready_a, ready_b, now, "ready_time")
    restarts_a, restarts_b = podstate.restarts(a), podstate.restarts(b)
    if restarts_a != restarts_b:
        return restarts_b - restarts_a, "restarts"
    made_a, made_b = (times.parse(pod["metadata"]["creationTimestamp"]) for pod in (a, b))
    if made_a != made_b:
        return _by_age(a, b, made_a, made_b, now, "age")
    return 0, "alike"


def _by_age(a: dict, b: dict, since_a: int, since_b: int, now: int, name: str) -> tuple[int, str]:
    """Ages are compared by their order of magnitude; within one, the uid decides."""
    difference = magnitude(now - since_a) - magnitude(now - since_b)
    if difference:
        return difference, name
    return (-1 if a["metadata"]["uid"] < b["metadata"]["uid"] else 1), "uid"


def magnitude(age: int) -> int:
    """The whole binary logarithm of an age in µs, taken in nanoseconds; -1 for none."""
    return (age * 1000).bit_length() - 1 if age > 0 else -1
