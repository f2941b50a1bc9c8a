"""PersistentVolumeClaim: a wish for storage; what pods mount.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims, golden defaults,
validation (pvc-*) and api (table of persistentvolumeclaims).
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.pod.container_warnings import fractions
from cluster.kinds.rules.differences import difference
from cluster.kinds.rules.errors import forbidden, invalid, required
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import items, labels, optional, struct, text, texts
from cluster.kinds.rules.resources import quantity_of
from cluster.kinds.rules.storage import (
    amounts,
    default_claim_spec,
    modes_text,
    validate_claim_spec,
)
from cluster.kinds.standard import Standard
from cluster.objects.storage import BETA_CLASS, class_of

_IN_ORDER = {
    "accessModes": "AccessModes",
    "selector": "Selector",
    "resources": "Resources",
    "volumeName": "VolumeName",
    "storageClassName": "StorageClassName",
    "volumeMode": "VolumeMode",
    "dataSource": "DataSource",
    "dataSourceRef": "DataSourceRef",
    "volumeAttributesClassName": "VolumeAttributesClassName",
}
_SOURCE = {"apiGroup": "APIGroup", "kind": "Kind", "name": "Name"}
_REFERENCE = {**_SOURCE, "namespace": "Namespace"}
_IMMUTABLE = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
)


class PersistentVolumeClaim(Standard):
    kind, plural, short_names = "PersistentVolumeClaim", "persistentvolumeclaims", ("pvc",)
    subresources = ("status",)
    has_generation = False
    columns = (
        NAME,
        Column("Status"),
        Column("Volume"),
        Column("Capacity"),
        Column("Access Modes"),
        Column("StorageClass", description="StorageClass of the pvc"),
        Column("VolumeAttributesClass", description="VolumeAttributesClass of the pvc"),
        AGE,
        Column("VolumeMode", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        status = struct(obj, "status")
        if isinstance(status.get("capacity"), dict):
            obj = {**obj, "status": {**status, "capacity": amounts(status["capacity"])}}
        return {**obj, "spec": default_claim_spec(struct(obj, "spec"))}

    def prepare_create(self, obj: dict) -> dict:
        """One of the two ways to name a source of data implies the other one."""
        return {**_with_both_sources(obj), "status": {"phase": "Pending"}}

    def prepare_update(self, obj: dict, old: dict) -> dict:
        return super().prepare_update(_with_both_sources(obj), old)

    def rules(self, obj: dict) -> list[FieldError]:
        return validate_claim_spec(struct(obj, "spec"), "spec")

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        """The server checks the whole object twice, and says so."""
        rules = self.rules(obj)
        return rules + validate_metadata_update(obj, old) + rules + self.changes(obj, old)

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        spec, before = struct(obj, "spec"), struct(old, "spec")
        errors = []
        if _beta_class(obj) != _beta_class(old) and not _moved_to_field(obj, old):
            errors.append(invalid(f"metadata.annotations[{BETA_CLASS}]", _beta_class(obj), "field is immutable"))
        was, now = _shown(_comparable(before, spec)), _shown(_kept(obj, old))
        if was != now:
            errors.append(forbidden("spec", _IMMUTABLE + difference(was, now)))
        size, old_size = _size(spec, "resources", "requests"), _size(before, "resources", "requests")
        if size < old_size and size <= _size(struct(old, "status"), "capacity"):
            detail = "field can not be less than status.capacity"
            errors.append(forbidden("spec.resources.requests.storage", detail))
        if spec.get("volumeMode") != before.get("volumeMode"):
            errors.append(invalid("volumeMode", spec.get("volumeMode"), "field is immutable"))
        return errors + _attributes(spec, before, struct(old, "status"))

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        errors = [] if texts(struct(obj, "spec"), "accessModes") else [required("Spec.accessModes")]
        for name, value in items(struct(obj, "status"), "capacity"):
            quantity, _ = quantity_of(value, "")
            if quantity.nano < 0:
                detail = "must be a valid resource quantity"
                errors.append(invalid(f"status.capacity[{name}]", quantity.value, detail))
        return errors

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        spec = struct(obj, "spec")
        if old is not None and struct(old, "spec") == spec:
            return []
        requests = struct(struct(spec, "resources"), "requests")
        return list(fractions(requests, "spec.resources.requests", ("storage",)))

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
        bound = bool(spec.get("volumeName"))
        return [
            metadata["name"],
            "Terminating" if "deletionTimestamp" in metadata else status.get("phase", ""),
            spec.get("volumeName", ""),
            (status.get("capacity") or {}).get("storage", "0") if bound else "",
            modes_text(texts(status, "accessModes")) if bound else "",
            class_of(obj),
            spec.get("volumeAttributesClassName") or "<unset>",
            age(metadata.get("creationTimestamp"), now),
            spec.get("volumeMode") or "<unset>",
        ]


def _with_both_sources(obj: dict) -> dict:
    spec = struct(obj, "spec")
    source, reference = optional(spec, "dataSource"), optional(spec, "dataSourceRef")
    if source is not None and reference is None:
        spec = {**spec, "dataSourceRef": source}
    elif reference is not None and source is None and not text(reference, "namespace"):
        spec = {**spec, "dataSource": reference}
    return {**obj, "spec": spec}


def _beta_class(obj: dict) -> str:
    return labels(struct(obj, "metadata"), "annotations").get(BETA_CLASS, "")


def _moved_to_field(obj: dict, old: dict) -> bool:
    """The class that the old annotation named now stands in the field; the annotation may go."""
    was, spec = _beta_class(old), struct(obj, "spec")
    fresh = struct(old, "spec").get("storageClassName") is None and spec.get("storageClassName") == was
    return bool(was) and fresh and _beta_class(obj) in ("", was)


def _comparable(before: dict, spec: dict) -> dict:
    """The old spec; a volume may be named once."""
    return (
        before if before.get("volumeName") or "volumeName" not in spec else {**before, "volumeName": spec["volumeName"]}
    )


def _kept(obj: dict, old: dict) -> dict:
    """The new spec without what may have changed: a class that was not chosen yet, sizes of a bound claim."""
    spec, before = struct(obj, "spec"), struct(old, "spec")
    named, annotated = spec.get("storageClassName"), _beta_class(old)
    if before.get("storageClassName") is None and named is not None and annotated in ("", named):
        spec = {name: value for name, value in spec.items() if name != "storageClassName"}
    if text(struct(obj, "status"), "phase") != "Bound":
        return spec
    spec = {name: value for name, value in spec.items() if name != "volumeAttributesClassName"}
    if "volumeAttributesClassName" in before:
        spec["volumeAttributesClassName"] = before["volumeAttributesClassName"]
    resources = struct(spec, "resources")
    requests = struct(resources, "requests")
    if not requests:
        return spec
    size = struct(struct(before, "resources"), "requests").get("storage")
    return {**spec, "resources": {**resources, "requests": {**requests, "storage": size}}}


def _shown(spec: dict) -> dict:
    """As the server's own structure holds it."""
    found = {shown: spec.get(name) for name, shown in _IN_ORDER.items()}
    resources = struct(spec, "resources")
    found["VolumeName"] = text(spec, "volumeName")
    found["Resources"] = {
        "Limits": dict(items(resources, "limits")) or None,
        "Requests": dict(items(resources, "requests")) or None,
    }
    for shown, fields in (("DataSource", _SOURCE), ("DataSourceRef", _REFERENCE)):
        given = found[shown]
        if given is not None:
            found[shown] = {name: given.get(field) for field, name in fields.items()}
    return found


def _size(obj: dict, *path: str) -> int:
    for key in path:
        obj = struct(obj, key)
    return quantity_of(obj.get("storage", "0"), "")[0].nano


def _attributes(spec: dict, before: dict, status: dict) -> list[FieldError]:
    """A class of attributes that has been applied may be changed, but not taken away."""
    name, field = spec.get("volumeAttributesClassName"), "volumeAttributesClassName"
    if name == before.get(field) or status.get("currentVolumeAttributesClassName") is None or name:
        return []
    what = "nil" if name is None else "empty string"
    why = f"update to {what} is forbidden when status.currentVolumeAttributesClassName is not nil"
    return [forbidden(f"spec.{field}", why)]


KIND = PersistentVolumeClaim()
