"""ResourceClaimTemplate: what the claim looks like that is made for each pod that names it.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#resourceclaims-resourceclaimtemplates
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.devices import GROUP
from cluster.kinds.rules.devices.claims import default_devices, validate_devices
from cluster.kinds.rules.errors import invalid
from cluster.kinds.rules.metadata import validate_annotations, validate_labels, validate_metadata_update
from cluster.kinds.rules.reading import labels, struct
from cluster.kinds.standard import Standard


class ResourceClaimTemplate(Standard):
    group, kind, plural = GROUP, "ResourceClaimTemplate", "resourceclaimtemplates"
    has_generation = False
    columns: tuple[Column, ...] = (NAME, AGE)

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        inner = default_devices(struct(spec, "spec"))
        return {**obj, "spec": {**spec, "metadata": struct(spec, "metadata"), "spec": inner}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        metadata = struct(spec, "metadata")
        errors = validate_labels(labels(metadata, "labels"), "spec.metadata.labels")
        errors += validate_annotations(labels(metadata, "annotations"), "spec.metadata.annotations")
        return errors + validate_devices(struct(spec, "spec"), "spec.spec")

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old)
        fixed = obj.get("spec") == old.get("spec")
        return errors if fixed else [*errors, invalid("spec", obj.get("spec"), "field is immutable")]

    def row(self, obj: dict, now: int) -> list:
        return [obj["metadata"]["name"], age(obj["metadata"].get("creationTimestamp"), now)]


KIND = ResourceClaimTemplate()
