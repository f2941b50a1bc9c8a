"""CSIStorageCapacity: how much room a driver has for volumes of a class in a part of the cluster.

Source: https://kubernetes.io/docs/concepts/storage/storage-capacity/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import NAME
from cluster.kinds.pod.sources import canonical_amount
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, invalid
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import optional, text
from cluster.kinds.rules.resources import quantity_of
from cluster.kinds.rules.selecting import shown_selector, validate_label_selector
from cluster.kinds.standard import Standard

_AMOUNTS = ("capacity", "maximumVolumeSize")


class CSIStorageCapacity(Standard):
    group, kind, plural = "storage.k8s.io", "CSIStorageCapacity", "csistoragecapacities"
    has_generation = False
    columns = (NAME, Column("StorageClassName"), Column("Capacity"))

    def defaults(self, obj: dict) -> dict:
        return {**obj, **{name: canonical_amount(obj[name]) for name in _AMOUNTS if obj.get(name) is not None}}

    def rules(self, obj: dict) -> list[FieldError]:
        topology, name = optional(obj, "nodeTopology"), text(obj, "storageClassName")
        errors = [] if topology is None else validate_label_selector(topology, "nodeTopology")
        errors += each_invalid("storageClassName", name, names.dns_subdomain(name))
        if obj.get("capacity") is not None:
            quantity, wrong = quantity_of(obj["capacity"], "capacity")
            if not wrong and quantity.nano < 0:
                wrong = [invalid("capacity", str(quantity), "must be greater than or equal to 0")]
            errors += wrong
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        """The whole object is checked, then what may not change."""
        errors = self.rules(obj) + validate_metadata_update(obj, old)
        if obj.get("nodeTopology") != old.get("nodeTopology"):
            topology = optional(obj, "nodeTopology")
            shown = None if topology is None else shown_selector(topology)
            errors.append(invalid("nodeTopology", shown, "field is immutable"))
        if obj.get("storageClassName") != old.get("storageClassName"):
            errors.append(invalid("storageClassName", obj.get("storageClassName"), "field is immutable"))
        return errors

    def row(self, obj: dict, now: int) -> list:
        return [obj["metadata"]["name"], text(obj, "storageClassName"), obj.get("capacity") or "<unset>"]


KIND = CSIStorageCapacity()
