"""PersistentVolume: a piece of storage in the cluster, bound to at most one claim.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/, golden defaults, validation and api (table of
persistentvolumes).
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.persistentvolume.sources import SOURCES, default_source
from cluster.kinds.persistentvolume.spec import validate_spec
from cluster.kinds.rules.differences import difference, internal
from cluster.kinds.rules.errors import forbidden, invalid
from cluster.kinds.rules.reading import optional, struct, text, texts
from cluster.kinds.rules.storage import amounts, modes_text
from cluster.kinds.standard import Standard
from cluster.objects.storage import class_of

# As the server's own structure has them, for the difference that a forbidden change shows.
_IN_ORDER = {
    "gcePersistentDisk": "GCEPersistentDisk", "awsElasticBlockStore": "AWSElasticBlockStore", "hostPath": "HostPath",
    "glusterfs": "Glusterfs", "nfs": "NFS", "rbd": "RBD", "quobyte": "Quobyte", "iscsi": "ISCSI",
    "flexVolume": "FlexVolume", "cinder": "Cinder", "cephfs": "CephFS", "fc": "FC", "flocker": "Flocker",
    "azureFile": "AzureFile", "vsphereVolume": "VsphereVolume", "azureDisk": "AzureDisk",
    "photonPersistentDisk": "PhotonPersistentDisk", "portworxVolume": "PortworxVolume", "scaleIO": "ScaleIO",
    "local": "Local", "storageos": "StorageOS", "csi": "CSI",
}  # fmt: skip
_DEPRECATED = (
    "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach "
    "is to use dynamic provisioning."
)
_MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options"
_WITH_OPTIONS = (
    "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "iscsi", "cinder", "cephfs",
    "azureFile", "vsphereVolume", "azureDisk", "portworxVolume",
)  # fmt: skip
_EXPAND_SECRET = "controllerExpandSecretRef"


class PersistentVolume(Standard):
    kind, plural, short_names, namespaced = "PersistentVolume", "persistentvolumes", ("pv",), False
    subresources = ("status",)
    has_generation = False
    columns = (
        NAME,
        Column("Capacity"),
        Column("Access Modes"),
        Column("Reclaim Policy"),
        Column("Status"),
        Column("Claim"),
        Column("StorageClass", description="StorageClass of the pv"),
        Column("VolumeAttributesClass", description="VolumeAttributesClass of the pv"),
        Column("Reason"),
        AGE,
        Column("VolumeMode", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        spec = default_source(dict(struct(obj, "spec")))
        if isinstance(spec.get("capacity"), dict):
            spec["capacity"] = amounts(spec["capacity"])
        spec["persistentVolumeReclaimPolicy"] = text(spec, "persistentVolumeReclaimPolicy") or "Retain"
        if spec.get("volumeMode") is None:
            spec["volumeMode"] = "Filesystem"
        claim = optional(spec, "claimRef")
        if claim is not None:
            spec["claimRef"] = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", **claim}
        return {**obj, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {"phase": "Pending"}}

    def allocate(self, obj, old, store, draw):
        """When the phase last changed: here, with the object's creation."""
        if old is None:
            since = obj["metadata"].get("creationTimestamp")
            obj = {**obj, "status": {**obj["status"], "lastPhaseTransitionTime": since}}
        return obj, []

    def rules(self, obj: dict) -> list[FieldError]:
        errors = validate_spec(struct(obj, "spec"), "spec")
        if _MOUNT_OPTIONS in struct(obj["metadata"], "annotations") and source_of(obj)[0] not in _WITH_OPTIONS:
            detail = "may not specify mount options for this volume type"
            errors.append(forbidden(f"metadata.annotations.{_MOUNT_OPTIONS}", detail))
        return errors

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        spec, before = struct(obj, "spec"), struct(old, "spec")
        errors = []
        was, now = _source(before), _source(_without_new_secret(spec, before))
        if was != now:
            told = f"spec.persistentvolumesource is immutable after creation\n{difference(was, now)}"
            errors.append(forbidden("spec.persistentvolumesource", told))
        if spec.get("volumeMode") != before.get("volumeMode"):
            errors.append(invalid("volumeMode", spec.get("volumeMode"), "field is immutable"))
        nodes = before.get("nodeAffinity")
        if nodes is not None and spec.get("nodeAffinity") != nodes:
            errors.append(invalid("nodeAffinity", spec.get("nodeAffinity"), "field is immutable"))
        if before.get("volumeAttributesClassName") is not None and spec.get("volumeAttributesClassName") is None:
            detail = "update from non-nil value to nil is forbidden"
            errors.append(forbidden("spec.volumeAttributesClassName", detail))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        """The server checks the whole object twice, and says so."""
        return self.rules(obj) + super().validate_update(obj, old)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return [_DEPRECATED] if text(struct(obj, "spec"), "persistentVolumeReclaimPolicy") == "Recycle" else []

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
        claim = spec.get("claimRef")
        return [
            metadata["name"],
            (spec.get("capacity") or {}).get("storage", "0"),
            modes_text(texts(spec, "accessModes")),
            spec.get("persistentVolumeReclaimPolicy", ""),
            "Terminating" if "deletionTimestamp" in metadata else status.get("phase", ""),
            f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "",
            class_of(obj),
            spec.get("volumeAttributesClassName") or "<unset>",
            status.get("reason", ""),
            age(metadata.get("creationTimestamp"), now),
            spec.get("volumeMode") or "<unset>",
        ]


def source_of(volume: dict) -> tuple[str, dict]:
    """(the name of the volume's source, the source): `("hostPath", {"path": "/data"})`; ("", {}) for none."""
    spec = volume.get("spec") or {}
    return next(((name, spec[name]) for name in SOURCES if isinstance(spec.get(name), dict)), ("", {}))


def _source(spec: dict) -> dict:
    return {shown: internal(optional(spec, name)) for name, shown in _IN_ORDER.items()}


def _without_new_secret(spec: dict, before: dict) -> dict:
    """A CSI volume may be given the secret for expanding it later."""
    driver, old = optional(spec, "csi"), optional(before, "csi")
    if driver is None or old is None or old.get(_EXPAND_SECRET) is not None:
        return spec
    return {**spec, "csi": {name: value for name, value in driver.items() if name != _EXPAND_SECRET}}


KIND = PersistentVolume()
