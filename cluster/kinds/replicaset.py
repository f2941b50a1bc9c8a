"""ReplicaSet: keeps so many pods of one template running; its selector can say more than a ReplicationController's.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.cells import NONE, selector_text
from cluster.kinds.pod.template import default_template
from cluster.kinds.replicated import Replicated
from cluster.kinds.rules.reading import struct
from cluster.kinds.rules.replicas import (
    immutable_selector,
    not_negative,
    validate_selector_and_template,
)


class ReplicaSet(Replicated):
    group, kind, plural, short_names, categories = "apps", "ReplicaSet", "replicasets", ("rs",), ("all",)

    def defaults(self, obj: dict) -> dict:
        spec = dict(struct(obj, "spec"))
        if spec.get("replicas") is None:
            spec["replicas"] = 1
        return {**obj, "spec": {**spec, "template": default_template(struct(spec, "template"))}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        return not_negative(spec, "spec", "replicas", "minReadySeconds") + validate_selector_and_template(spec)

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        return immutable_selector(obj, old)

    def scale_selector(self, obj: dict) -> str:
        return selector_text(obj["spec"].get("selector"))

    def shown_selector(self, spec: dict) -> str:
        return selector_text(spec.get("selector")) or NONE


KIND = ReplicaSet()
