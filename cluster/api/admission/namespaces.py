"""NamespaceLifecycle: nothing is created in a namespace that is not there or on its way out.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle, golden suite
api, cases "create errors" and "namespace deletion".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.errors import StatusError, forbidden

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

IMMORTAL = ("default", "kube-system", "kube-public")


class NamespaceLifecycle(Plugin):
    name = "NamespaceLifecycle"

    def concerns(self, kind: Kind) -> bool:
        return kind.namespaced

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        metadata = obj["metadata"]
        name = metadata.get("namespace", "")
        if "namespaces" not in server.kinds.by_resource:
            return obj
        namespace = server.store.get("namespaces", "", name)
        if namespace is None:
            raise StatusError(404, "NotFound", f'namespaces "{name}" not found', {"name": name, "kind": "namespaces"})
        if "deletionTimestamp" in namespace["metadata"] and kind.stored.resource != "events":
            message = f"namespace {name} is being terminated"
            cause = {"reason": "NamespaceTerminating", "message": message, "field": "metadata.namespace"}
            why = f"unable to create new content in namespace {name} because it is being terminated"
            raise forbidden(kind, metadata.get("name", ""), why, [cause])
        return obj
