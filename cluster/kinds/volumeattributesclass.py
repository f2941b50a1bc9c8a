"""VolumeAttributesClass: attributes of a volume that its driver can change while it is in use.

Source: https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/ (stable since 1.34)
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.errors import forbidden, required
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import labels, text
from cluster.kinds.rules.storage import validate_parameters, validate_provisioner
from cluster.kinds.standard import Standard


class VolumeAttributesClass(Standard):
    group, kind, plural = "storage.k8s.io", "VolumeAttributesClass", "volumeattributesclasses"
    short_names, namespaced, has_generation = ("vac",), False, False
    columns = (NAME, Column("DriverName"), AGE)

    def rules(self, obj: dict) -> list[FieldError]:
        parameters = labels(obj, "parameters")
        errors = validate_provisioner(text(obj, "driverName"), "driverName")
        errors += validate_parameters(parameters, "parameters")
        return errors if parameters else [*errors, required("parameters", "must contain at least one key/value pair")]

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old)
        for field, empty in (("driverName", ""), ("parameters", {})):
            if (obj.get(field) or empty) != (old.get(field) or empty):
                errors.append(forbidden(field, f"updates to {field} are forbidden."))
        return errors + self.rules(obj)

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        return [metadata["name"], obj.get("driverName", ""), age(metadata.get("creationTimestamp"), now)]


KIND = VolumeAttributesClass()
