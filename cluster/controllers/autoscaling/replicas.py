"""How many replicas a metric asks for. Pure functions.

    wanted = ceil(ready pods × current / target)

Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/controller/podautoscaler/replica_calculator.go
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from cluster.controllers import podstate
from cluster.controllers.autoscaling.metrics import MetricsError, Sample
from cluster.objects import times
from cluster.objects.quantities import milli

INITIALIZATION, READINESS_DELAY = 5 * times.MINUTE, 30 * times.SECOND


class Tolerance(NamedTuple):
    """How far from the target the ratio may be without anything being done."""

    down: float
    up: float

    def covers(self, ratio: float) -> bool:
        return 1.0 - self.down <= ratio <= 1.0 + self.up


class Groups(NamedTuple):
    """`ready`: how many count; `unready`, `missing` (no metrics) and `ignored` by name."""

    ready: int
    unready: set[str]
    missing: set[str]
    ignored: set[str]


class Proposal(NamedTuple):
    """`share`: % of what is requested (None for plain amounts); `average`: thousandths a pod."""

    replicas: int
    share: int | None
    average: int


def by_share(
    current: int, target: int, samples: dict[str, Sample], requests: dict[str, int], groups: Groups, near: Tolerance
) -> Proposal:
    """`target`: % of the requests (thousandths, by pod). Raises MetricsError."""
    taken = _counted(samples, groups)
    ratio, share, average = _share(taken, requests, target)

    def retry(values: dict[str, int]) -> float:
        return _share(values, requests, target)[0]

    whole = max(100, target)
    filling = {name: requests[name] * whole // 100 for name in sorted(groups.missing)}
    return Proposal(_replicas(current, ratio, taken, filling, groups, near, retry), share, average)


def by_amount(current: int, target: int, samples: dict[str, Sample], groups: Groups, near: Tolerance) -> Proposal:
    """`target`: thousandths a pod. Raises MetricsError."""
    taken = _counted(samples, groups)

    def ratio_of(values: dict[str, int]) -> float:
        return sum(values.values()) // len(values) / target

    average = sum(taken.values()) // len(taken)
    filling = dict.fromkeys(sorted(groups.missing), target)
    return Proposal(_replicas(current, ratio_of(taken), taken, filling, groups, near, ratio_of), None, average)


def _counted(samples: dict[str, Sample], groups: Groups) -> dict[str, int]:
    taken = {
        name: sample.value
        for name, sample in samples.items()
        if name not in groups.ignored and name not in groups.unready
    }
    if not taken:
        raise MetricsError("did not receive metrics for targeted pods (pods might be unready)")
    return taken


def _replicas(current, ratio, taken, filling, groups: Groups, near: Tolerance, retry) -> int:
    """What is missing is taken to be at rest before more pods are made, and busy before any are taken away."""
    up_with_unready = bool(groups.unready) and ratio > 1.0
    if not up_with_unready and not groups.missing:
        return current if near.covers(ratio) else ceil(ratio * groups.ready)
    values = dict(taken)
    if groups.missing and ratio != 1.0:
        values.update(filling if ratio < 1.0 else dict.fromkeys(filling, 0))
    if up_with_unready:
        values.update(dict.fromkeys(sorted(groups.unready), 0))
    again = retry(values)
    if near.covers(again) or (ratio < 1.0 < again) or (ratio > 1.0 > again):
        return current
    wanted = ceil(again * len(values))
    if (again < 1.0 and wanted > current) or (again > 1.0 and wanted < current):
        return current
    return wanted


def _share(values: dict[str, int], requests: dict[str, int], target: int) -> tuple[float, int, int]:
    """(ratio to the target, % of what is requested, thousandths a pod). Raises MetricsError."""
    known = [name for name in values if name in requests]
    asked = sum(requests[name] for name in known)
    if not asked:
        raise MetricsError("no metrics returned matched known pods")
    total = sum(values[name] for name in known)
    share = total * 100 // asked
    return share / target, share, total // len(known)


def grouped(pods: list[dict], samples: dict[str, Sample], resource: str, now: int) -> Groups:
    """`now` in µs since 1970."""
    ready, unready, missing, ignored = 0, set[str](), set[str](), set[str]()
    for pod in pods:
        name, phase = pod["metadata"]["name"], podstate.phase(pod)
        if "deletionTimestamp" in pod["metadata"] or phase == "Failed":
            ignored.add(name)
        elif phase == "Pending":
            unready.add(name)
        elif name not in samples:
            missing.add(name)
        elif resource == "cpu" and _is_unready(pod, samples[name], now):
            unready.add(name)
        else:
            ready += 1
    return Groups(ready, unready, missing, ignored)


def _is_unready(pod: dict, sample: Sample, now: int) -> bool:
    """CPU of a pod that is still starting says nothing."""
    condition, start = podstate.condition(pod, "Ready"), (pod.get("status") or {}).get("startTime")
    if condition is None or start is None or not condition.get("lastTransitionTime"):
        return True
    since, changed = times.parse(start), times.parse(condition["lastTransitionTime"])
    if since + INITIALIZATION > now:
        return condition["status"] == "False" or sample.at < changed + sample.window
    return condition["status"] == "False" and since + READINESS_DELAY > changed


def initializing_until(pods: list[dict], window: int) -> int:
    """µs since 1970 until which time alone may change who counts."""
    latest = 0
    for pod in pods:
        condition, start = podstate.condition(pod, "Ready"), (pod.get("status") or {}).get("startTime")
        if condition is None or start is None or not condition.get("lastTransitionTime"):
            continue
        end = times.parse(start) + INITIALIZATION
        if condition["status"] == "True":
            end = min(end, times.parse(condition["lastTransitionTime"]) + 2 * window)
        latest = max(latest, end)
    return latest


def requests_of(pods: list[dict], resource: str, container: str) -> dict[str, int]:
    """Pod → thousandths that it requests. Raises MetricsError."""
    return {pod["metadata"]["name"]: _request(pod, resource, container) for pod in pods}


def _request(pod: dict, resource: str, container: str) -> int:
    spec, name = pod["spec"], pod["metadata"]["name"]
    whole = (spec.get("resources") or {}).get("requests")
    if whole and not container:
        if resource not in whole:
            raise MetricsError(f"missing pod-level request for {resource} in Pod {name}")
        return milli(whole[resource])
    sidecars = [each for each in spec.get("initContainers") or () if each.get("restartPolicy") == "Always"]
    total = 0
    for each in (*(spec.get("containers") or ()), *sidecars):
        if container and each["name"] != container:
            continue
        asked = (each.get("resources") or {}).get("requests") or {}
        if resource not in asked:
            raise MetricsError(f"missing request for {resource} in container {each['name']} of Pod {name}")
        total += milli(asked[resource])
        if container:
            return total
    if container:
        raise MetricsError(f"container {container} not found in Pod {name}")
    return total
