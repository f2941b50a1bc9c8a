"""Validation of a volume's spec; also of one that a VolumeAttachment holds inline.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-v1/,
golden validation (pv-capacity-missing).
"""

from __future__ import annotations

import posixpath

from cluster.kinds.base import FieldError
from cluster.kinds.persistentvolume.sources import validate_source
from cluster.kinds.pod.scheduling import validate_node_selector
from cluster.kinds.rules.errors import NO_ITEMS, forbidden, invalid, required, unsupported
from cluster.kinds.rules.reading import items, optional, struct, text, texts
from cluster.kinds.rules.resources import quantity_of
from cluster.kinds.rules.storage import VOLUME_MODES, positive, validate_access_modes, validate_class_name

POLICIES = ("Delete", "Recycle", "Retain")
_INLINE = "may not be specified in the context of inline volumes"


def validate_spec(spec: dict, path: str) -> list[FieldError]:
    errors = _modes(spec, path) + _capacity(spec, f"{path}.capacity")
    policy = text(spec, "persistentVolumeReclaimPolicy")
    if policy and policy not in POLICIES:
        errors.append(unsupported(f"{path}.persistentVolumeReclaimPolicy", policy, POLICIES))
    errors += _nodes(optional(spec, "nodeAffinity"), f"{path}.nodeAffinity")
    errors += validate_source(spec, path)
    place = text(struct(spec, "hostPath"), "path")
    if place and posixpath.normpath(place) in ("/", "//") and policy == "Recycle":
        detail = "may not be 'recycle' for a hostPath mount of '/'"
        errors.append(forbidden(f"{path}.persistentVolumeReclaimPolicy", detail))
    errors += validate_class_name(text(spec, "storageClassName"), f"{path}.storageClassName")
    mode = spec.get("volumeMode")
    if mode is not None and mode not in VOLUME_MODES:
        errors.append(unsupported(f"{path}.volumeMode", mode, VOLUME_MODES))
    return errors + _attributes(spec, path)


def validate_inline_spec(spec: dict, path: str) -> list[FieldError]:
    """Of a VolumeAttachment: only CSI, and nothing about claims."""
    errors = [forbidden(f"{path}.{field}", _INLINE) for field in ("claimRef", "capacity") if spec.get(field)]
    if optional(spec, "csi") is None:
        errors.append(required(f"{path}.csi", "has to be specified in the context of inline volumes"))
    errors += _modes(spec, path)
    if text(spec, "persistentVolumeReclaimPolicy") not in ("", "Retain"):
        detail = "may only be Retain in the context of inline volumes"
        errors.append(forbidden(f"{path}.persistentVolumeReclaimPolicy", detail))
    if optional(spec, "nodeAffinity") is not None:
        errors.append(forbidden(f"{path}.nodeAffinity", _INLINE))
    errors += validate_source(spec, path)
    if text(spec, "storageClassName"):
        errors.append(forbidden(f"{path}.storageClassName", _INLINE))
    if spec.get("volumeMode") not in (None, "Filesystem"):
        detail = "may not specify volumeMode other than Filesystem in the context of inline volumes"
        errors.append(forbidden(f"{path}.volumeMode", detail))
    return errors


def _modes(spec: dict, path: str) -> list[FieldError]:
    modes = texts(spec, "accessModes")
    missing = [] if modes else [required(f"{path}.accessModes")]
    return missing + validate_access_modes(modes, f"{path}.accessModes")


def _capacity(spec: dict, path: str) -> list[FieldError]:
    given = items(spec, "capacity")
    errors = [] if given else [required(path)]
    if [name for name, _ in given] != ["storage"]:
        errors.append(unsupported(path, dict(given) if given else NO_ITEMS, ("storage",)))
    for name, value in given:
        quantity, found = quantity_of(value, f"{path}[{name}]")
        if not found and quantity.nano < 0:
            found = [invalid(f"{path}[{name}]", quantity.value, "must be a valid resource quantity")]
        errors += found + (positive(value, f"{path}[{name}]") if not found or quantity.nano < 0 else [])
    return errors


def _nodes(affinity: dict | None, path: str) -> list[FieldError]:
    if affinity is None:
        return []
    needed = optional(affinity, "required")
    if needed is None:
        return [required(f"{path}.required", "must specify required node constraints")]
    return validate_node_selector(needed, f"{path}.required")


def _attributes(spec: dict, path: str) -> list[FieldError]:
    name, at = spec.get("volumeAttributesClassName"), f"{path}.volumeAttributesClassName"
    if name is None:
        return []
    errors = validate_class_name(name, at) if name else [required(at, "an empty string is disallowed")]
    if optional(spec, "csi") is None:
        errors.append(required(f"{path}.csi", "has to be specified when using volumeAttributesClassName"))
    return errors
