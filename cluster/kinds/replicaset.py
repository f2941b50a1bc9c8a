"""ReplicaSet: keeps so many pods of one template running; its selector can say more than a ReplicationController's.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.cells import NONE, age, containers, selector_text
from cluster.kinds.pod.template import default_template
from cluster.kinds.pod.warnings import workload_warnings
from cluster.kinds.replicationcontroller import ReplicationController
from cluster.kinds.rules.reading import struct
from cluster.kinds.rules.replicas import (
    immutable_selector,
    not_negative,
    validate_counts,
    validate_selector_and_template,
)
from cluster.kinds.standard import Standard


class ReplicaSet(Standard):
    group, kind, plural, short_names, categories = "apps", "ReplicaSet", "replicasets", ("rs",), ("all",)
    subresources = ("status", "scale")
    columns = ReplicationController.columns

    def defaults(self, obj: dict) -> dict:
        spec = dict(struct(obj, "spec"))
        if spec.get("replicas") is None:
            spec["replicas"] = 1
        return {**obj, "spec": {**spec, "template": default_template(struct(spec, "template"))}}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {"replicas": 0}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        return not_negative(spec, "spec", "replicas", "minReadySeconds") + validate_selector_and_template(spec)

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        return immutable_selector(obj, old)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_counts(struct(obj, "status"), ("fullyLabeledReplicas", "readyReplicas", "availableReplicas"))

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return workload_warnings(obj, old)

    def field_labels(self, obj: dict) -> dict[str, str]:
        return {**super().field_labels(obj), "status.replicas": str(obj.get("status", {}).get("replicas", 0))}

    def scale_selector(self, obj: dict) -> str:
        return selector_text(obj["spec"].get("selector"))

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status", {})
        return [
            metadata["name"],
            spec.get("replicas", 0),
            status.get("replicas", 0),
            status.get("readyReplicas", 0),
            age(metadata.get("creationTimestamp"), now),
            *containers(spec.get("template") or {}),
            selector_text(spec.get("selector")) or NONE,
        ]


KIND = ReplicaSet()
