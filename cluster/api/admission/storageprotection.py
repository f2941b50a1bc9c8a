"""StorageObjectInUseProtection: volumes, claims and classes of attributes are not gone before nothing uses them.

They get a finalizer that the protection controllers take away.
Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

FINALIZERS = {
    "persistentvolumes": "kubernetes.io/pv-protection",
    "persistentvolumeclaims": "kubernetes.io/pvc-protection",
    "volumeattributesclasses.storage.k8s.io": "kubernetes.io/vac-protection",
}


class StorageObjectInUseProtection(Plugin):
    name = "StorageObjectInUseProtection"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource in FINALIZERS

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        metadata, name = obj["metadata"], FINALIZERS[kind.resource]
        known = metadata.get("finalizers") or []
        return obj if name in known else {**obj, "metadata": {**metadata, "finalizers": [*known, name]}}
