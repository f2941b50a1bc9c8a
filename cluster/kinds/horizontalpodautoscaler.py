"""HorizontalPodAutoscaler: so many replicas that they are busy, but not too busy (autoscaling/v2, the stored form).

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/,
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ and golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.autoscaling import validate_spec
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import number, optional, struct, structs, text
from cluster.kinds.rules.replicas import not_negative
from cluster.kinds.standard import Standard

UNKNOWN = "<unknown>"
CPU_UTILIZATION = 80  # the target where none is written
_SCALE_UP = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
_SCALE_DOWN = {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}
_SHOWN = 2
# type of a metric → its field
FIELDS = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}


class HorizontalPodAutoscaler(Standard):
    group, version, kind, plural = "autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"
    short_names, categories, subresources = ("hpa",), ("all",), ("status",)
    has_generation = False
    columns = (
        NAME,
        Column("Reference"),
        Column("Targets"),
        Column("MinPods"),
        Column("MaxPods"),
        Column("Replicas"),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        spec = dict(struct(obj, "spec"))
        if spec.get("minReplicas") is None:
            spec["minReplicas"] = 1
        if not spec.get("metrics"):
            spec["metrics"] = [cpu_utilization(CPU_UTILIZATION)]
        behavior = optional(spec, "behavior")
        if behavior is not None:
            up, down = ({**rules, **_given(behavior, name)} for name, rules in _BEHAVIOR)
            spec["behavior"] = {"scaleUp": up, "scaleDown": down}
        return {**obj, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {"desiredReplicas": 0, "currentMetrics": None}}

    def rules(self, obj: dict) -> list[FieldError]:
        return validate_spec(struct(obj, "spec"), 1)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        least = 0 if number(struct(old, "spec"), "minReplicas") == 0 else 1
        return validate_metadata_update(obj, old) + validate_spec(struct(obj, "spec"), least)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return not_negative(struct(obj, "status"), "status", "currentReplicas", "desiredReplicas")

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], struct(obj, "spec"), struct(obj, "status")
        target = struct(spec, "scaleTargetRef")
        least = number(spec, "minReplicas")
        return [
            metadata["name"],
            f"{text(target, 'kind')}/{text(target, 'name')}",
            targets(spec, status),
            "<unset>" if least is None else str(least),
            number(spec, "maxReplicas") or 0,
            number(status, "currentReplicas") or 0,
            age(metadata.get("creationTimestamp"), now),
        ]


_BEHAVIOR = (("scaleUp", _SCALE_UP), ("scaleDown", _SCALE_DOWN))


def cpu_utilization(percent: int) -> dict:
    target = {"type": "Utilization", "averageUtilization": percent}
    return {"type": "Resource", "resource": {"name": "cpu", "target": target}}


def targets(spec: dict, status: dict) -> str:
    """`cpu: 20%/50%, memory: 80Mi/100Mi + 1 more...`"""
    metrics, current = structs(spec, "metrics"), structs(status, "currentMetrics")
    if not metrics:
        return "<none>"
    shown = [_target(metric, current[at] if at < len(current) else {}) for at, metric in enumerate(metrics)]
    listed = ", ".join(shown[:_SHOWN])
    return f"{listed} + {len(shown) - _SHOWN} more..." if len(shown) > _SHOWN else listed


def _target(metric: dict, status: dict) -> str:
    field = FIELDS.get(text(metric, "type"))
    if field is None:
        return "<unknown type>"
    source = struct(metric, field)
    wanted, current = struct(source, "target"), struct(struct(status, field), "current")
    if field in ("resource", "containerResource"):
        return f"{text(source, 'name')}: {_resource(wanted, current)}"
    if wanted.get("averageValue") is not None:
        average = "" if field == "pods" else " (avg)"
        return f"{current.get('averageValue') or UNKNOWN}/{wanted['averageValue']}{average}"
    return f"{current.get('value') or UNKNOWN}/{wanted.get('value') or ''}"


def _resource(wanted: dict, current: dict) -> str:
    if wanted.get("averageValue") is not None:
        return f"{current.get('averageValue') or UNKNOWN}/{wanted['averageValue']}"
    have, want = current.get("averageUtilization"), wanted.get("averageUtilization")
    return f"{UNKNOWN if have is None else f'{have}%'}/{'<auto>' if want is None else f'{want}%'}"


def _given(behavior: dict, name: str) -> dict:
    return {field: value for field, value in struct(behavior, name).items() if value is not None}


KIND = HorizontalPodAutoscaler()
