"""Namespace: a room for names.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import invalid
from cluster.kinds.rules.metadata import finalizer_name, standard_finalizer, validate_metadata_update
from cluster.kinds.rules.reading import struct, text, texts
from cluster.kinds.standard import Standard

_FINALIZER = "kubernetes"
_NAME_LABEL = "kubernetes.io/metadata.name"


class Namespace(Standard):
    kind, plural, short_names, namespaced = "Namespace", "namespaces", ("ns",), False
    subresources = ("status", "finalize")
    verbs = ("create", "delete", "get", "list", "patch", "update", "watch")
    has_generation = False
    name_check = staticmethod(names.dns_label)
    columns = (NAME, Column("Status", description="The status of the namespace"), AGE)

    def defaults(self, obj: dict) -> dict:
        """Its name is also a label, since 1.21."""
        metadata = struct(obj, "metadata")
        name = text(metadata, "name")
        if not name:
            return obj
        return {**obj, "metadata": {**metadata, "labels": {**struct(metadata, "labels"), _NAME_LABEL: name}}}

    def prepare_create(self, obj: dict) -> dict:
        """The finalizer keeps a deleted namespace until it is empty."""
        found = texts(struct(obj, "spec"), "finalizers")
        finalizers = found if _FINALIZER in found else [*found, _FINALIZER]
        return {**self.defaults(obj), "spec": {"finalizers": finalizers}, "status": {"phase": "Active"}}

    def prepare_update(self, obj: dict, old: dict) -> dict:
        return {**obj, "spec": old.get("spec", {}), "status": old.get("status", {})}

    def validate(self, obj: dict) -> list[FieldError]:
        errors = super().validate(obj)
        for name in texts(struct(obj, "spec"), "finalizers"):
            errors += finalizer_name(name, "spec.finalizers") + standard_finalizer(name, "spec.finalizers")
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        deleting = bool(struct(obj, "metadata").get("deletionTimestamp"))
        phase, wanted = text(struct(obj, "status"), "phase"), "Terminating" if deleting else "Active"
        if phase == wanted:
            return []
        detail = f"may only be '{wanted}' if `deletionTimestamp` is {'not ' if deleting else ''}empty"
        return [invalid("status.Phase", phase, detail)]

    def field_labels(self, obj: dict) -> dict[str, str]:
        phase = obj.get("status", {}).get("phase", "")
        return {**super().field_labels(obj), "status.phase": phase, "name": obj["metadata"]["name"]}

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        phase = obj.get("status", {}).get("phase", "")
        return [metadata["name"], phase, age(metadata.get("creationTimestamp"), now)]


KIND = Namespace()
