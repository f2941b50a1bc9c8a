"""ReplicationController: keeps so many pods of one template running.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replication-controller-v1/
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.cells import label_text
from cluster.kinds.pod.template import default_template, validate_replicated_template
from cluster.kinds.replicated import Replicated
from cluster.kinds.rules.errors import required
from cluster.kinds.rules.reading import labels, optional, struct
from cluster.kinds.rules.replicas import not_negative
from cluster.objects.selectors import from_labels


class ReplicationController(Replicated):
    kind, plural, short_names, categories = "ReplicationController", "replicationcontrollers", ("rc",), ("all",)

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

    def scale_selector(self, obj: dict) -> str:
        selector = obj["spec"].get("selector")
        return label_text(selector) if selector else ""

    def shown_selector(self, spec: dict) -> str:
        return label_text(spec.get("selector"))


KIND = ReplicationController()
