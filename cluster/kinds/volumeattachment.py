"""VolumeAttachment: a volume is to be attached to a node, by the driver that it names.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.persistentvolume.spec import validate_inline_spec
from cluster.kinds.pod.volumes import driver_name
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, each_invalid, forbidden, invalid, required, too_long
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import flag, labels, number, optional, struct, text
from cluster.kinds.standard import Standard

_METADATA_LIMIT, _MESSAGE_LIMIT = 256 * 1024, 1024
_ONE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"


class VolumeAttachment(Standard):
    group, kind, plural, namespaced = "storage.k8s.io", "VolumeAttachment", "volumeattachments", False
    subresources = ("status",)
    has_generation = False
    columns = (
        NAME,
        Column("Attacher", format="name"),
        Column("PV"),
        Column("Node"),
        Column("Attached", "boolean"),
        AGE,
    )

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {"attached": False}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec, errors = struct(obj, "spec"), []
        if not text(spec, "attacher"):
            errors.append(required("spec.attacher"))
        errors += _source(struct(spec, "source"), "spec.source")
        node = text(spec, "nodeName")
        errors += each_invalid("spec.nodeName", node, names.dns_subdomain(node))
        return errors + _status(struct(obj, "status"))

    def validate(self, obj: dict) -> list[FieldError]:
        """What v1 asks besides stands last."""
        spec = struct(obj, "spec")
        errors = super().validate(obj) + driver_name(text(spec, "attacher"), "spec.attacher")
        volume = struct(spec, "source").get("persistentVolumeName")
        at = "spec.source.persistentVolumeName"
        return errors + (each_invalid(at, volume, names.dns_subdomain(volume)) if isinstance(volume, str) else [])

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old) + self.rules(obj)
        if struct(obj, "spec") != struct(old, "spec"):
            errors.append(invalid("spec", _shown(struct(obj, "spec")), "field is immutable"))
        return errors

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return _status(struct(obj, "status"))

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec") or {}
        return [
            metadata["name"],
            spec.get("attacher", ""),
            (spec.get("source") or {}).get("persistentVolumeName") or "",
            spec.get("nodeName", ""),
            flag(obj.get("status") or {}, "attached"),
            age(metadata.get("creationTimestamp"), now),
        ]


def _source(source: dict, path: str) -> list[FieldError]:
    name, inline = source.get("persistentVolumeName"), optional(source, "inlineVolumeSpec")
    if name is None and inline is None:
        return [required(path, _ONE)]
    if name is not None and inline is not None:
        return [forbidden(path, _ONE)]
    if inline is not None:
        return validate_inline_spec(inline, f"{path}.inlineVolumeSpec")
    detail = "must specify non empty persistentVolumeName"
    return [] if name else [required(f"{path}.persistentVolumeName", detail)]


def _status(status: dict) -> list[FieldError]:
    errors = []
    told = labels(status, "attachmentMetadata")
    if sum(names.length(key) + names.length(value) for key, value in told.items()) > _METADATA_LIMIT:
        errors.append(too_long("status.attachmentMetadata", _METADATA_LIMIT))
    for field in ("attachError", "detachError"):
        error, path = struct(status, field), f"status.{field}"
        if names.length(text(error, "message")) > _MESSAGE_LIMIT:
            errors.append(too_long(f"{path}.message", _METADATA_LIMIT))
        code = number(error, "errorCode")
        if code is not None and code < 0:
            errors.append(invalid(f"{path}.errorCode", code, names.between(0, 2**31 - 1)))
    return errors


def _shown(spec: dict) -> Struct:
    source = struct(spec, "source")
    named = Struct(
        PersistentVolumeName=source.get("persistentVolumeName"), InlineVolumeSpec=source.get("inlineVolumeSpec")
    )
    return Struct(Attacher=text(spec, "attacher"), Source=named, NodeName=text(spec, "nodeName"))


KIND = VolumeAttachment()
