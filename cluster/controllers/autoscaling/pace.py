"""How fast it may go: recent advice is kept for a while, and so much may change in so much time. Pure functions.

`memory` is what one autoscaler remembers: {"advice": [[replicas, at]], "up": [[pods, at]], "down": [[pods, at]]}, times
in virtual µs. Source:
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/controller/podautoscaler/horizontal.go (texts)
"""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

from cluster.objects.times import HOUR, SECOND

PERIOD = 15 * SECOND
DOWN_WINDOW = 300
_KEPT = HOUR
_NAMES = ("advice", "up", "down")

Memory = dict[str, list]
Condition = tuple[str, str]  # reason, message

READY = ("ReadyForNewScale", "recommended size matches current size")
UP_HELD = (
    "ScaleUpStabilized",
    "recent recommendations were lower than current one, applying the lowest recent recommendation",
)
DOWN_HELD = (
    "ScaleDownStabilized",
    "recent recommendations were higher than current one, applying the highest recent recommendation",
)
IN_RANGE = ("DesiredWithinRange", "the desired count is within the acceptable range")
TOO_FEW = ("TooFewReplicas", "the desired replica count is less than the minimum replica count")
TOO_MANY = ("TooManyReplicas", "the desired replica count is more than the maximum replica count")
UP_LIMIT = ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")
DOWN_LIMIT = ("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate")


class Pace(NamedTuple):
    """`replicas`: what is done now; `able`, `limited`: reasons and messages of the two conditions; `is_limited`: the
    status of the second; `holds`: time alone may change the outcome."""

    replicas: int
    able: Condition
    limited: Condition
    is_limited: bool
    holds: bool


def started(memory: Memory | None, current: int, now: int) -> Memory:
    """What is remembered at first: that the present size was fine. A gap since the last look was filled by the last
    advice, over and over."""
    if not memory or not memory.get("advice"):
        return {"advice": [[current, now]], "up": [], "down": []}
    last, at = memory["advice"][-1]
    if at < now - PERIOD:
        return {**memory, "advice": [*memory["advice"], [last, now - PERIOD]]}
    return {name: memory[name] for name in _NAMES}


def trimmed(memory: Memory, now: int) -> Memory:
    return {name: [entry for entry in memory[name] if entry[1] > now - _KEPT] for name in _NAMES}


def with_advice(memory: Memory, replicas: int, now: int) -> Memory:
    return {**memory, "advice": [*memory["advice"], [replicas, now]]}


def with_change(memory: Memory, before: int, after: int, now: int) -> Memory:
    name = "up" if after > before else "down"
    return {**memory, name: [*memory[name], [abs(after - before), now]]}


def normalized(spec: dict, memory: Memory, current: int, desired: int, now: int) -> Pace:
    """`desired`: what the metrics ask for."""
    low, high, behavior = spec.get("minReplicas", 1), spec["maxReplicas"], spec.get("behavior")
    if behavior is None:
        recent = [replicas for replicas, at in memory["advice"] if at >= now - DOWN_WINDOW * SECOND]
        stable = max([desired, *recent])
        able = READY if stable == desired else DOWN_HELD
        replicas, limited = _by_rules(current, stable, low, high)
    else:
        stable = _stabilized(behavior, memory, current, desired, now)
        able = READY if stable == desired else UP_HELD if desired >= current else DOWN_HELD
        replicas, limited = _by_policies(behavior, memory, current, stable, low, high, now)
    rates = (UP_LIMIT, DOWN_LIMIT)
    return Pace(replicas, able, limited, replicas != stable, stable != desired or limited in rates)


def _by_rules(current: int, desired: int, low: int, high: int) -> tuple[int, Condition]:
    """Without a behavior: at most twice as many at a time, or four."""
    fastest = max(2 * current, 4)
    most, why = (fastest, UP_LIMIT) if high > fastest else (high, TOO_MANY)
    if desired < low:
        return low, TOO_FEW
    return (most, why) if desired > most else (desired, IN_RANGE)


def _stabilized(behavior: dict, memory: Memory, current: int, desired: int, now: int) -> int:
    """The present size, as far as recent advice allows it."""
    up, down = behavior.get("scaleUp") or {}, behavior.get("scaleDown") or {}
    window = down.get("stabilizationWindowSeconds")
    up_from = now - (up.get("stabilizationWindowSeconds") or 0) * SECOND
    down_from = now - (DOWN_WINDOW if window is None else window) * SECOND
    least = min([desired, *(replicas for replicas, at in memory["advice"] if at > up_from)])
    most = max([desired, *(replicas for replicas, at in memory["advice"] if at > down_from)])
    return min(max(current, least), most)


def _by_policies(
    behavior: dict, memory: Memory, current: int, desired: int, low: int, high: int, now: int
) -> tuple[int, Condition]:
    if desired > current:
        fastest = max(_limit(behavior["scaleUp"], memory, current, now, up=True), current)
        most, why = (fastest, UP_LIMIT) if high > fastest else (high, TOO_MANY)
        if desired > most:
            return most, why
    elif desired < current:
        fastest = min(_limit(behavior["scaleDown"], memory, current, now, up=False), current)
        least, why = (fastest, DOWN_LIMIT) if low < fastest else (low, TOO_FEW)
        if desired < least:
            return least, why
    return desired, IN_RANGE


def _limit(rules: dict, memory: Memory, current: int, now: int, *, up: bool) -> int:
    """How far the policies let it go."""
    select = rules.get("selectPolicy", "Max")
    if select == "Disabled":
        return current
    found = []
    for policy in rules.get("policies") or ():
        since = now - policy["periodSeconds"] * SECOND
        added, removed = (sum(pods for pods, at in memory[name] if at > since) for name in ("up", "down"))
        found.append(_proposed(policy, current - added + removed, up))
    fewest_change = select == "Min"
    return (min if fewest_change == up else max)(found)


def _proposed(policy: dict[str, Any], start: int, up: bool) -> int:
    value = policy["value"]
    if policy["type"] == "Pods":
        return start + value if up else start - value
    if up:
        return ceil(start * (1 + value / 100))
    return int(start * (1 - value / 100))
