"""ConfigMap: settings by key.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules import names
from cluster.kinds.rules.bags import bag_size, immutable_bags, validate_keys
from cluster.kinds.rules.errors import invalid, too_long
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import struct
from cluster.kinds.standard import Standard

LIMIT = 1024 * 1024


class ConfigMap(Standard):
    kind, plural, short_names = "ConfigMap", "configmaps", ("cm",)
    has_generation = False
    columns = (NAME, Column("Data"), AGE)

    def rules(self, obj: dict) -> list[FieldError]:
        data, binary = struct(obj, "data"), struct(obj, "binaryData")
        errors = []
        for key in sorted(data):
            errors += validate_keys([key], "data")
            if key in binary:
                errors.append(invalid(f"data[{key}]", key, "duplicate of key present in binaryData"))
        errors += validate_keys(sorted(binary), "binaryData")
        texts = sum(names.length(value) for value in data.values() if isinstance(value, str))
        if texts + bag_size(binary) > LIMIT:
            errors.append(too_long("", LIMIT))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old) + immutable_bags(obj, old, "data", "binaryData")
        return errors + self.validate(obj)

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        keys = len(obj.get("data") or ()) + len(obj.get("binaryData") or ())
        return [metadata["name"], keys, age(metadata.get("creationTimestamp"), now)]


KIND = ConfigMap()
