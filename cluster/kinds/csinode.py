"""CSINode: which storage drivers run on a node; its kubelet keeps it.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-node-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.pod.volumes import driver_name
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import duplicate, each_invalid, invalid, required
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import struct, structs, text, texts
from cluster.kinds.rules.replicas import not_negative
from cluster.kinds.standard import Standard

_ID_LIMIT = 256


class CSINode(Standard):
    group, kind, plural, namespaced = "storage.k8s.io", "CSINode", "csinodes", False
    has_generation = False
    columns = (
        NAME,
        Column("Drivers", "integer", description="Drivers indicates the number of CSI drivers registered on the node"),
        AGE,
    )

    def rules(self, obj: dict) -> list[FieldError]:
        errors: list[FieldError] = []
        seen: list[str] = []
        for index, driver in enumerate(structs(struct(obj, "spec"), "drivers")):
            errors += _driver(driver, f"spec.drivers[{index}]", seen)
            seen.append(text(driver, "name"))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old) + self.rules(obj)
        for before in structs(struct(old, "spec"), "drivers"):
            for driver in structs(struct(obj, "spec"), "drivers"):
                if before.get("name") == driver.get("name") and _fixed(before) != _fixed(driver):
                    errors.append(invalid("spec.drivers", driver, "field is immutable"))
        return errors

    def row(self, obj: dict, now: int) -> list:
        metadata, drivers = obj["metadata"], (obj.get("spec") or {}).get("drivers") or ()
        return [metadata["name"], len(drivers), age(metadata.get("creationTimestamp"), now)]


def _fixed(driver: dict) -> dict:
    """How many volumes may be attached changes over time (since 1.34)."""
    return {name: value for name, value in driver.items() if name != "allocatable"}


def _driver(driver: dict, path: str, seen: list[str]) -> list[FieldError]:
    name, node = text(driver, "name"), text(driver, "nodeID")
    errors = driver_name(name, f"{path}.name")
    if not node:
        errors.append(required(f"{path}.nodeID"))
    if names.length(node) > _ID_LIMIT:
        errors.append(invalid(f"{path}.nodeID", node, f"must be {_ID_LIMIT} characters or less"))
    errors += not_negative(struct(driver, "allocatable"), f"{path}.allocatable", "count")
    if name in seen:
        errors.append(duplicate(f"{path}.name", name))
    keys: list[str] = []
    for key in texts(driver, "topologyKeys"):
        if not key:
            errors.append(required(path))
        if key in keys:
            errors.append(duplicate(path, key))
        keys.append(key)
        errors += each_invalid(path, key, names.qualified_name(key))
    return errors


KIND = CSINode()
