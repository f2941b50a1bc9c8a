"""What ReplicaSets and ReplicationControllers have in common: so many pods of one template, counted in the status."""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, CONTAINERS, NAME, age, containers
from cluster.kinds.pod.warnings import workload_warnings
from cluster.kinds.rules.reading import struct
from cluster.kinds.rules.replicas import validate_counts
from cluster.kinds.standard import Standard


class Replicated(Standard):
    subresources = ("status", "scale")
    columns = (
        NAME,
        Column("Desired", "integer"),
        Column("Current", "integer"),
        Column("Ready", "integer"),
        AGE,
        *CONTAINERS,
        Column("Selector", priority=1),
    )

    def shown_selector(self, spec: dict) -> str:
        """The selector as the last column shows it."""
        raise NotImplementedError

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {"replicas": 0}}

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_counts(struct(obj, "status"), ("fullyLabeledReplicas", "readyReplicas", "availableReplicas"))

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return workload_warnings(obj, old)

    def field_labels(self, obj: dict) -> dict[str, str]:
        return {**super().field_labels(obj), "status.replicas": str(obj.get("status", {}).get("replicas", 0))}

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status", {})
        return [
            metadata["name"],
            spec.get("replicas", 0),
            status.get("replicas", 0),
            status.get("readyReplicas", 0),
            age(metadata.get("creationTimestamp"), now),
            *containers(spec.get("template") or {}),
            self.shown_selector(spec),
        ]
