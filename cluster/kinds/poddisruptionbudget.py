"""PodDisruptionBudget: how many pods of an application may be evicted at a time.

Source: https://kubernetes.io/docs/tasks/run-application/configure-pdb/, golden api (table of poddisruptionbudgets).
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.errors import Struct, invalid, unsupported
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import optional, struct, text
from cluster.kinds.rules.replicas import amount, not_negative, share
from cluster.kinds.rules.selecting import shown_selector, validate_label_selector
from cluster.kinds.standard import Standard

_POLICIES = ("AlwaysAllow", "IfHealthyBudget")
_COUNTS = ("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
_NOT_SET = "N/A"


class PodDisruptionBudget(Standard):
    group, kind, plural, short_names = "policy", "PodDisruptionBudget", "poddisruptionbudgets", ("pdb",)
    subresources = ("status",)
    columns = (
        NAME,
        Column("Min Available", description="The minimum number of pods that must be available."),
        Column("Max Unavailable", description="The maximum number of pods that may be unavailable."),
        Column(
            "Allowed Disruptions",
            "integer",
            description="Calculated number of pods that may be disrupted at this time.",
        ),
        AGE,
    )

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": dict.fromkeys(sorted(_COUNTS), 0)}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
        errors = []
        if least is not None and most is not None:
            errors.append(invalid("spec", _shown(spec), "minAvailable and maxUnavailable cannot be both set"))
        errors += _share(least, "spec.minAvailable") + _share(most, "spec.maxUnavailable")
        errors += validate_label_selector(struct(spec, "selector"), "spec.selector")
        policy = spec.get("unhealthyPodEvictionPolicy")
        if policy is not None and policy not in _POLICIES:
            errors.append(unsupported("spec.unhealthyPodEvictionPolicy", policy, _POLICIES))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + self.rules(obj)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return not_negative(struct(obj, "status"), "status", *_COUNTS)

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
        least, most = (spec.get(field) for field in ("minAvailable", "maxUnavailable"))
        return [
            metadata["name"],
            _NOT_SET if least is None else str(least),
            _NOT_SET if most is None else str(most),
            status.get("disruptionsAllowed", 0),
            age(metadata.get("creationTimestamp"), now),
        ]


def _share(value: object, path: str) -> list[FieldError]:
    errors = share(value, path)
    if not errors and isinstance(value, str) and amount(value) > 100:
        errors.append(invalid(path, value, "must not be greater than 100%"))
    return errors


def _shown(spec: dict) -> Struct:
    """The server's own structure, which has no names of JSON."""
    selector = optional(spec, "selector")
    return Struct(
        MinAvailable=spec["minAvailable"],
        MaxUnavailable=spec["maxUnavailable"],
        Selector=None if selector is None else shown_selector(selector),
        UnhealthyPodEvictionPolicy=text(spec, "unhealthyPodEvictionPolicy") or None,
    )


KIND = PodDisruptionBudget()
