"""What the server fills in of a pod's volumes.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/, golden defaults.
"""

from __future__ import annotations

from cluster.kinds.pod.sources import default_field_sources, pull_policy
from cluster.kinds.rules.reading import optional, struct, structs, text
from cluster.kinds.rules.storage import default_claim_spec

_FILE_MODE = 0o644

# Source of a volume → fields with their defaults.
FIELDS: dict[str, dict] = {
    "hostPath": {"type": ""},
    "configMap": {"defaultMode": _FILE_MODE},
    "secret": {"defaultMode": _FILE_MODE},
    "downwardAPI": {"defaultMode": _FILE_MODE},
    "projected": {"defaultMode": _FILE_MODE},
    "iscsi": {"iscsiInterface": "default"},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "azureDisk": {"cachingMode": "ReadWrite", "kind": "Shared", "fsType": "ext4", "readOnly": False},
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
}


def default_volume(volume: dict) -> dict:
    """A volume that names no source is an empty directory."""
    volume = dict(volume)
    if not any(isinstance(value, dict) for name, value in volume.items() if name != "name"):
        volume["emptyDir"] = {}
    for source, fields in FIELDS.items():
        given = optional(volume, source)
        if given is not None:
            volume[source] = {**given, **{name: value for name, value in fields.items() if given.get(name) is None}}
    for source, change in _FURTHER.items():
        if optional(volume, source) is not None:
            volume[source] = change(volume[source])
    return volume


def _downward(source: dict) -> dict:
    if not isinstance(source.get("items"), list):
        return source
    return {**source, "items": [default_field_sources(file) for file in structs(source, "items")]}


def _projected(source: dict) -> dict:
    if not isinstance(source.get("sources"), list):
        return source
    return {**source, "sources": [_projection(projection) for projection in structs(source, "sources")]}


def _projection(projection: dict) -> dict:
    token, downward = optional(projection, "serviceAccountToken"), optional(projection, "downwardAPI")
    if token is not None and token.get("expirationSeconds") is None:
        projection = {**projection, "serviceAccountToken": {**token, "expirationSeconds": 3600}}
    if downward is not None:
        projection = {**projection, "downwardAPI": _downward(downward)}
    return projection


def _ephemeral(source: dict) -> dict:
    template = struct(source, "volumeClaimTemplate")
    if not template:
        return source
    return {**source, "volumeClaimTemplate": {**template, "spec": default_claim_spec(struct(template, "spec"))}}


def _image(source: dict) -> dict:
    return {**source, "pullPolicy": text(source, "pullPolicy") or pull_policy(text(source, "reference"))}


_FURTHER = {"downwardAPI": _downward, "projected": _projected, "ephemeral": _ephemeral, "image": _image}
