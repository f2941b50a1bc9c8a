"""PersistentVolumeClaimResize: a claim grows only where the class that made its volume allows it.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#persistentvolumeclaimresize
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.errors import forbidden
from cluster.objects.quantities import parse
from cluster.objects.storage import CLASSES, class_of

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

_NOT_BOUND = "Only bound persistent volume claims can be expanded"
_NOT_ALLOWED = (
    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize"
)


class PersistentVolumeClaimResize(Plugin):
    name = "PersistentVolumeClaimResize"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource == "persistentvolumeclaims"

    def validate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict, dry_run: bool) -> None:
        if _size(new) <= _size(old):
            return
        name = new["metadata"]["name"]
        if (old.get("status") or {}).get("phase") != "Bound":
            raise forbidden(kind, name, _NOT_BOUND)
        found = server.store.get(CLASSES, "", class_of(new)) if class_of(new) == class_of(old) else None
        if found is None or found.get("allowVolumeExpansion") is not True:
            raise forbidden(kind, name, _NOT_ALLOWED)


def _size(claim: dict) -> int:
    requests = ((claim.get("spec") or {}).get("resources") or {}).get("requests") or {}
    return parse(requests.get("storage", "0")).nano
