"""Custom resources that a webhook converts between their versions: its server cannot be reached from a simulated API
server. What needs no conversion works; what needs one gets the error that a real server gives for that.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.webhooks import unreachable
from cluster.api.errors import StatusError

if TYPE_CHECKING:
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer

SECONDS = 30


def check(server: ApiServer, route: Route) -> None:
    """Raises StatusError 500 where the request would have to convert an object."""
    kind = route.kind
    webhook = kind.custom and kind.webhook  # type: ignore[attr-defined]
    if not webhook:
        return
    resource, namespace = kind.stored.resource, route.namespace
    if route.name:
        found = server.store.get(resource, namespace or "", route.name)
        objects = [] if found is None else [found]
    else:
        objects = [] if route.verb == "create" else server.store.list(resource, namespace)
    other = next((obj["apiVersion"] for obj in objects if obj["apiVersion"] != kind.api_version), None)
    writes = route.verb == "create" or (objects and route.verb in ("update", "patch"))
    if other is None and writes and kind.version != kind.storage_version:  # type: ignore[attr-defined]
        other = kind.api_version
    if other is not None:
        url, why = unreachable(server, webhook["clientConfig"], SECONDS)
        told = f"conversion webhook for {other}, Kind={kind.kind} failed"
        raise StatusError(500, "", f'{told}: Post "{url}": {why}')
