"""ReplicationController: keeps so many pods of one template running.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replication-controller-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, CONTAINERS, NAME, age, containers, label_text
from cluster.kinds.pod.template import default_template, validate_replicated_template
from cluster.kinds.pod.warnings import workload_warnings
from cluster.kinds.rules.errors import required
from cluster.kinds.rules.reading import labels, optional, struct
from cluster.kinds.rules.replicas import not_negative, validate_counts
from cluster.kinds.standard import Standard
from cluster.objects.selectors import from_labels


class ReplicationController(Standard):
    kind, plural, short_names, categories = "ReplicationController", "replicationcontrollers", ("rc",), ("all",)
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

    def defaults(self, obj: dict) -> dict:
        """Selector and labels are those of the template unless given."""
        metadata, spec = struct(obj, "metadata"), dict(struct(obj, "spec"))
        template = optional(spec, "template")
        if spec.get("replicas") is None:
            spec["replicas"] = 1
        if template is not None:
            spec["template"] = default_template(template)
            found = struct(struct(template, "metadata"), "labels")
            if found and not spec.get("selector"):
                spec["selector"] = found
            if found and not metadata.get("labels"):
                metadata = {**metadata, "labels": found}
        return {**obj, "metadata": metadata, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {"replicas": 0}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = not_negative(spec, "spec", "minReadySeconds")
        selector = from_labels(labels(spec, "selector"))
        if not selector.requirements:
            errors.append(required("spec.selector"))
        errors += not_negative(spec, "spec", "replicas")
        template = optional(spec, "template")
        if template is None:
            return [*errors, required("spec.template")]
        return errors + validate_replicated_template(template, selector, "ReplicationController", "spec.template")

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_counts(struct(obj, "status"), ("fullyLabeledReplicas", "readyReplicas", "availableReplicas"))

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return workload_warnings(obj, old)

    def field_labels(self, obj: dict) -> dict[str, str]:
        return {**super().field_labels(obj), "status.replicas": str(obj.get("status", {}).get("replicas", 0))}

    def scale_selector(self, obj: dict) -> str:
        selector = obj["spec"].get("selector")
        return label_text(selector) if selector else ""

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status", {})
        return [
            metadata["name"],
            spec.get("replicas", 0),
            status.get("replicas", 0),
            status.get("readyReplicas", 0),
            age(metadata.get("creationTimestamp"), now),
            *containers(spec.get("template") or {}),
            label_text(spec.get("selector")),
        ]


KIND = ReplicationController()
