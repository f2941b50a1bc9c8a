"""DefaultStorageClass: a claim that names no class gets the one that is marked as the default, if there is one.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaultstorageclass
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.kinds.storageclass import default_class
from cluster.objects.storage import CLASSES, names_no_class

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind


class DefaultStorageClass(Plugin):
    name = "DefaultStorageClass"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource == "persistentvolumeclaims"

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        spec = obj.get("spec") or {}
        found = default_class(server.store.list(CLASSES)) if names_no_class({**obj, "spec": spec}) else None
        return obj if found is None else {**obj, "spec": {**spec, "storageClassName": found["metadata"]["name"]}}
