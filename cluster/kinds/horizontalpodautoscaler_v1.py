"""HorizontalPodAutoscaler of autoscaling/v1: one number for the CPU; all that v2 says besides stands in annotations.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v1/ and
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/ (the annotations, "Quantities").
"""

from __future__ import annotations

import json
from typing import Any

from cluster.kinds import horizontalpodautoscaler as stored
from cluster.kinds.rules.reading import number, optional, struct, structs, text
from cluster.kinds.versions import Version

_PREFIX = "autoscaling.alpha.kubernetes.io/"
METRICS, CURRENT, CONDITIONS, BEHAVIOR = (
    f"{_PREFIX}{name}" for name in ("metrics", "current-metrics", "conditions", "behavior")
)
_NOTES = (METRICS, CURRENT, CONDITIONS, BEHAVIOR)
_SHARE = "targetCPUUtilizationPercentage"
# v2's names of a target's and a status' values → those that the annotations have
_VALUES = {"averageUtilization": "AverageUtilization", "averageValue": "AverageValue", "value": "Value"}


class HorizontalPodAutoscaler(Version):
    group, version = "autoscaling", "v1"

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        return obj if spec.get("minReplicas") is not None else {**obj, "spec": {**spec, "minReplicas": 1}}

    def convert_to(self, obj: dict) -> dict:
        spec, metadata = dict(struct(obj, "spec")), struct(obj, "metadata")
        notes = struct(metadata, "annotations")
        share = spec.pop(_SHARE, None)
        metrics = [_from_note(metric, "target") for metric in _read(notes, METRICS) or ()]
        metrics += [stored.cpu_utilization(share)] if share is not None else []
        if metrics:
            spec["metrics"] = metrics
        if (behavior := _read(notes, BEHAVIOR)) is not None:
            spec["behavior"] = _lowered(behavior)
        made = {**obj, "spec": spec, "metadata": _without_notes(metadata)}
        if "status" in obj:
            made["status"] = _stored_status(struct(obj, "status"), notes)
        return made

    def convert_from(self, obj: dict) -> dict:
        spec, status, metadata = dict(struct(obj, "spec")), struct(obj, "status"), struct(obj, "metadata")
        metrics, behavior = structs(spec, "metrics"), spec.pop("behavior", None)
        spec.pop("metrics", None)
        shares = [share for share in map(_cpu_share, metrics) if share is not None]
        if shares:
            spec[_SHARE] = shares[0]
        notes: dict[str, Any] = {}
        others = [_to_note(metric, "target") for metric in metrics if _cpu_share(metric) is None]
        current = [_to_note(metric, "current") for metric in structs(status, "currentMetrics")]
        for name, value in (
            (BEHAVIOR, None if behavior is None else _raised(behavior)),
            (CONDITIONS, status.get("conditions")),
            (CURRENT, current),
            (METRICS, others),
        ):
            if value:
                notes[name] = json.dumps(value, separators=(",", ":"))
        if notes:
            metadata = {**metadata, "annotations": {**struct(metadata, "annotations"), **notes}}
        return {**obj, "metadata": metadata, "spec": spec, "status": _own_status(status)}


def _stored_status(status: dict, notes: dict) -> dict:
    told = {name: value for name, value in status.items() if name != "currentCPUUtilizationPercentage"}
    share = status.get("currentCPUUtilizationPercentage")
    metrics = [_from_note(metric, "current") for metric in _read(notes, CURRENT) or ()]
    if not metrics and share is not None:
        metrics = [{"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": share}}}]
    told["currentMetrics"] = metrics or None
    if (conditions := _read(notes, CONDITIONS)) is not None:
        told["conditions"] = conditions
    return told


def _own_status(status: dict) -> dict:
    kept = ("observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas")
    told: dict = {"currentReplicas": 0, "desiredReplicas": 0, **{n: status[n] for n in kept if n in status}}
    for metric in structs(status, "currentMetrics"):
        source = struct(metric, "resource")
        share = number(struct(source, "current"), "averageUtilization")
        if text(source, "name") == "cpu" and share is not None:
            told["currentCPUUtilizationPercentage"] = share
    return told


def _cpu_share(metric: dict) -> int | None:
    """The target of the only metric that v1 has a field for."""
    source = struct(metric, "resource")
    return number(struct(source, "target"), "averageUtilization") if text(source, "name") == "cpu" else None


def _to_note(metric: dict, part: str) -> dict:
    """A metric as the annotations write it: `target` or `current` folded into the names of its values."""
    kind = text(metric, "type")
    field = stored.FIELDS.get(kind)
    source = optional(metric, field) if field else None
    if field is None or source is None:
        return {"type": kind}
    values = struct(source, part)
    folded = {f"{part}{name}": values[field] for field, name in _VALUES.items() if values.get(field) is not None}
    if field in ("resource", "containerResource"):
        named = {name: source[name] for name in ("name", "container") if name in source}
        return {"type": kind, field: {**named, **folded}}
    metric_of = struct(source, "metric")
    own: dict = {"metricName": text(metric_of, "name"), **folded}
    if "selector" in metric_of:
        own["metricSelector" if field == "external" else "selector"] = metric_of["selector"]
    if field == "object":
        own["target"] = struct(source, "describedObject")
        own = {**own, "averageValue": own.pop(f"{part}AverageValue")} if f"{part}AverageValue" in own else own
    return {"type": kind, field: own}


def _from_note(metric: dict, part: str) -> dict:
    kind = text(metric, "type")
    field = stored.FIELDS.get(kind)
    own = optional(metric, field) if field else None
    if field is None or own is None:
        return {"type": kind}
    values = {name: own[f"{part}{told}"] for name, told in _VALUES.items() if own.get(f"{part}{told}") is not None}
    if field == "object" and own.get("averageValue") is not None:
        values["averageValue"] = own["averageValue"]
    if part == "target":
        words = {"averageUtilization": "Utilization", "averageValue": "AverageValue", "value": "Value"}
        values = {"type": next((words[name] for name in values), "Value"), **values}
    if field in ("resource", "containerResource"):
        return {"type": kind, field: {**{n: own[n] for n in ("name", "container") if n in own}, part: values}}
    selector = own.get("metricSelector" if field == "external" else "selector")
    metric_of = {"name": text(own, "metricName"), **({"selector": selector} if selector is not None else {})}
    described = {"describedObject": struct(own, "target")} if field == "object" else {}
    return {"type": kind, field: {"metric": metric_of, **described, part: values}}


def _read(notes: dict, name: str) -> Any:
    """What an annotation says; None where it says nothing that can be read."""
    try:
        return json.loads(notes[name]) if isinstance(notes.get(name), str) else None
    except ValueError:
        return None


def _without_notes(metadata: dict) -> dict:
    notes = struct(metadata, "annotations")
    if not any(name in notes for name in _NOTES):
        return metadata
    left = {name: value for name, value in notes.items() if name not in _NOTES}
    rest = {name: value for name, value in metadata.items() if name != "annotations"}
    return {**rest, "annotations": left} if left else rest


def _raised(value: Any) -> Any:
    """The behavior under the names of the server's own structure: `stabilizationWindowSeconds` →
    `StabilizationWindowSeconds`."""
    if isinstance(value, dict):
        return {f"{name[:1].upper()}{name[1:]}": _raised(item) for name, item in value.items()}
    return [_raised(item) for item in value] if isinstance(value, list) else value


def _lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {f"{n[:1].lower()}{n[1:]}": _lowered(item) for n, item in value.items() if item is not None}
    return [_lowered(item) for item in value] if isinstance(value, list) else value


KIND = HorizontalPodAutoscaler(stored.KIND)
