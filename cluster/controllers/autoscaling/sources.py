"""What each metric of an autoscaler says: how many replicas it asks for, and what stands in the status.

Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/ and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/controller/podautoscaler/horizontal.go (texts)
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.component import World
from cluster.controllers.autoscaling import replicas
from cluster.controllers.autoscaling.metrics import NO_CUSTOM, NO_EXTERNAL, MetricsError, read_resource
from cluster.objects.quantities import from_milli, milli, parse
from cluster.objects.selectors import Selector

TOLERANCE = 0.1


class Failed(LookupError):
    """`reason`: of the condition and of the Event; the message is that of the Event; `told`: what is said of it among
    others."""

    def __init__(self, reason: str, message: str, told: str):
        super().__init__(message)
        self.reason, self.message, self.told = reason, message, told


class Advice(NamedTuple):
    """`metric`: how Events name it; `status`: its entry of status.currentMetrics."""

    replicas: int
    metric: str
    status: dict


class Scene(NamedTuple):
    """What all metrics of one look share."""

    world: World
    autoscaler: dict
    current: int
    selector: Selector
    pods: list[dict]

    @property
    def namespace(self) -> str:
        return self.autoscaler["metadata"]["namespace"]


def advice(metric: dict, scene: Scene) -> Advice:
    """Raises Failed."""
    return _SOURCES[metric["type"]](metric, scene)


def tolerance(spec: dict) -> replicas.Tolerance:
    behavior = spec.get("behavior") or {}
    given = ((behavior.get(name) or {}).get("tolerance") for name in ("scaleDown", "scaleUp"))
    down, up = (TOLERANCE if each is None else parse(str(each)).nano / 1e9 for each in given)
    return replicas.Tolerance(down, up)


def _resource(metric: dict, scene: Scene) -> Advice:
    source = metric["resource"]
    try:
        found, shown = _of_resource(source, "", scene)
    except MetricsError as wrong:
        told = f"failed to get {source['name']} resource metric value: {wrong}"
        raise Failed("FailedGetResourceMetric", str(wrong), told) from None
    words = "resource" if found.share is None else "resource utilization (percentage of request)"
    status = {"type": "Resource", "resource": {"name": source["name"], "current": shown}}
    return Advice(found.replicas, f"{source['name']} {words}", status)


def _container_resource(metric: dict, scene: Scene) -> Advice:
    source = metric["containerResource"]
    container = source["container"]
    try:
        found, shown = _of_resource(source, container, scene)
    except MetricsError as wrong:
        told = f"failed to get {container} container metric value: {wrong}"
        raise Failed("FailedGetContainerResourceMetric", str(wrong), told) from None
    words = "resource" if found.share is None else "container resource utilization (percentage of request)"
    own = {"name": source["name"], "container": container, "current": shown}
    return Advice(found.replicas, f"{source['name']} {words}", {"type": "ContainerResource", "containerResource": own})


def _of_resource(source: dict, container: str, scene: Scene) -> tuple[replicas.Proposal, dict]:
    """Raises MetricsError."""
    name, target = source["name"], source["target"]
    plain = target.get("averageValue") is not None
    prefix = f"failed to get {name} {'usage' if plain else 'utilization'}: "
    if not plain and target.get("averageUtilization") is None:
        raise MetricsError(
            "invalid resource metric source: neither an average utilization target nor an average value (usage) target "
            "was set"
        )
    try:
        found = _proposal(name, target, container, plain, scene)
    except MetricsError as wrong:
        raise MetricsError(prefix + str(wrong)) from None
    average = str(from_milli(found.average))
    return found, {**({} if plain else {"averageUtilization": found.share}), "averageValue": average}


def _proposal(name: str, target: dict, container: str, plain: bool, scene: Scene) -> replicas.Proposal:
    world = scene.world
    try:
        samples = read_resource(world, scene.namespace, scene.selector, name, container)
    except MetricsError as wrong:
        raise MetricsError(f"unable to get metrics for resource {name}: {wrong}") from None
    if not scene.pods:
        raise MetricsError("no pods returned by selector while calculating replica count")
    groups = replicas.grouped(scene.pods, samples, name, world.epoch + world.now)
    near = tolerance(scene.autoscaler["spec"])
    if plain:
        return replicas.by_amount(scene.current, milli(target["averageValue"]), samples, groups, near)
    if all(each in groups.ignored or each in groups.unready for each in samples):
        raise MetricsError("did not receive metrics for targeted pods (pods might be unready)")
    requests = replicas.requests_of(scene.pods, name, container)
    return replicas.by_share(scene.current, target["averageUtilization"], samples, requests, groups, near)


def _pods(metric: dict, scene: Scene) -> Advice:
    message = f"unable to get metric {metric['pods']['metric']['name']}: {NO_CUSTOM}"
    raise Failed("FailedGetPodsMetric", message, f"failed to get pods metric value: {message}")


def _object(metric: dict, scene: Scene) -> Advice:
    source = metric["object"]
    name, whom = source["metric"]["name"], source["describedObject"]
    # The real message has its parts in this order.
    message = f"unable to get metric {name}: {whom['kind']} on {scene.namespace} {whom['name']}/{NO_CUSTOM}"
    if source["target"]["type"] == "AverageValue":
        told = f"failed to get {name} object metric: {message}"
        raise Failed("FailedGetObjectMetric", message, f"failed to get object metric value: {told}")
    raise Failed("FailedGetObjectMetric", message, f"failed to get object metric value: {message}")


def _external(metric: dict, scene: Scene) -> Advice:
    source = metric["external"]
    name, selector = source["metric"]["name"], source["metric"].get("selector")
    message = f"unable to get external metric {scene.namespace}/{name}/{_shown(selector)}: {NO_EXTERNAL.format(name)}"
    average = source["target"].get("averageValue") is not None
    told = (
        f"failed to get {name} external metric: {message}"
        if average
        else f"failed to get external metric {name}: {message}"
    )
    raise Failed("FailedGetExternalMetric", message, f"failed to get {name} external metric value: {told}")


def _shown(selector: dict | None) -> str:
    """A label selector as Go prints it."""
    if selector is None:
        return "nil"
    labels = "".join(f"{key}: {value}," for key, value in sorted((selector.get("matchLabels") or {}).items()))
    expressions = "".join(map(_requirement, selector.get("matchExpressions") or ()))
    return (
        f"&LabelSelector{{MatchLabels:map[string]string{{{labels}}},"
        f"MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )


def _requirement(each: dict) -> str:
    values = " ".join(each.get("values") or ())
    return f"LabelSelectorRequirement{{Key:{each['key']},Operator:{each['operator']},Values:[{values}],}},"


_SOURCES = {
    "Resource": _resource,
    "ContainerResource": _container_resource,
    "Pods": _pods,
    "Object": _object,
    "External": _external,
}
