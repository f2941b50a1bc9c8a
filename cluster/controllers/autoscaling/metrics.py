"""What an autoscaler reads: how much its pods take. Only resource metrics are there; nobody serves custom ones.

Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis and
https://github.com/kubernetes/kubernetes/tree/v1.35.2/pkg/controller/podautoscaler/metrics (texts)
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.component import World
from cluster.objects import times
from cluster.objects.go.durations import parse as parse_duration
from cluster.objects.quantities import read
from cluster.objects.selectors import Selector

_PLACE = ("metrics.k8s.io", "v1beta1", "pods")
_REGISTRATION = ("apiservices.apiregistration.k8s.io", "", "v1beta1.metrics.k8s.io")
NO_CUSTOM = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"
NO_EXTERNAL = (
    "unable to fetch metrics from external metrics API: the server could not find the requested resource "
    "(get {}.external.metrics.k8s.io)"
)


class MetricsError(LookupError):
    """There are no metrics; the message says why."""


class Sample(NamedTuple):
    """`value` in thousandths (millicores, thousandths of a byte); `at` in µs since 1970; `window` in µs."""

    value: int
    at: int
    window: int


def read_resource(world: World, namespace: str, selector: Selector, resource: str, container: str) -> dict[str, Sample]:
    """Pod → what it takes of `resource`, or what one container of it takes. Raises MetricsError."""
    items = _listed(world, namespace, selector)
    if not items:
        raise MetricsError("no metrics returned from resource metrics API")
    found = {}
    for item in items:
        used = [each for each in item["containers"] if not container or each["name"] == container]
        if container and not used:
            place = f"{item['metadata']['namespace']}/{item['metadata']['name']}"
            why = f"container {container} not present in metrics for pod {place}"
            raise MetricsError(f"failed to get container metrics: {why}")
        if all(resource in each["usage"] for each in used):
            value = sum(read(each["usage"][resource]).milli for each in used)
            window = parse_duration(item["window"]) // 1000
            found[item["metadata"]["name"]] = Sample(value, times.parse(item["timestamp"]), window)
    return found


def _listed(world: World, namespace: str, selector: Selector) -> list[dict]:
    kind = world.client.kinds.by_path.get(_PLACE)
    made = kind.computed(world.epoch + world.now) if kind is not None else None
    if made is None:
        registered = world.store.get(*_REGISTRATION) is not None
        why = "is currently unable to handle the request" if registered else "could not find the requested resource"
        raise MetricsError(
            f"unable to fetch metrics from resource metrics API: the server {why} (get pods.metrics.k8s.io)"
        )
    here = (item for item in made if item["metadata"]["namespace"] == namespace)
    return [item for item in here if selector.matches(item["metadata"].get("labels"))]
