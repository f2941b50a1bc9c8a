"""DefaultIngressClass: an Ingress that names no class gets the one that is marked as the default, if there is one.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaultingressclass (of several
defaults the newest).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.kinds.ingressclass import KIND, is_default

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

_ANNOTATION = "kubernetes.io/ingress.class"


class DefaultIngressClass(Plugin):
    name = "DefaultIngressClass"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource == "ingresses.networking.k8s.io"

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        spec = obj.get("spec") or {}
        marks = obj["metadata"].get("annotations") or {}
        if spec.get("ingressClassName") is not None or _ANNOTATION in marks:
            return obj
        classes = [found for found in server.store.list(KIND.resource) if is_default(found)]
        newest = max((found["metadata"]["creationTimestamp"] for found in classes), default="")
        names = [found["metadata"]["name"] for found in classes if found["metadata"]["creationTimestamp"] == newest]
        return {**obj, "spec": {**spec, "ingressClassName": min(names)}} if names else obj
