"""ResourceClaim: devices that a pod asks for, which ones it was given, and who uses them.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#resourceclaims-resourceclaimtemplates
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.devices import GROUP
from cluster.kinds.rules.devices.claims import default_devices, validate_devices, validate_status
from cluster.kinds.rules.errors import invalid
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import struct
from cluster.kinds.standard import Standard


class ResourceClaim(Standard):
    group, kind, plural = GROUP, "ResourceClaim", "resourceclaims"
    has_generation, status_alone = False, True
    subresources = ("status",)
    columns = (
        NAME,
        Column("State", description="A summary of the current state (allocated, pending, reserved, etc.)."),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        return {**obj, "spec": default_devices(struct(obj, "spec"))}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def rules(self, obj: dict) -> list[FieldError]:
        return validate_devices(struct(obj, "spec"), "spec")

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old)
        fixed = obj.get("spec") == old.get("spec")
        return errors if fixed else [*errors, invalid("spec", obj.get("spec"), "field is immutable")]

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_status(obj, old)

    def row(self, obj: dict, now: int) -> list:
        metadata, status = obj["metadata"], obj.get("status") or {}
        states = ["deleted"] if "deletionTimestamp" in metadata else []
        if status.get("allocation") is not None:
            states += ["allocated", "reserved"] if status.get("reservedFor") else ["allocated"]
        elif not states:
            states = ["pending"]
        return [metadata["name"], ",".join(states), age(metadata.get("creationTimestamp"), now)]


KIND = ResourceClaim()
