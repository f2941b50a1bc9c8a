"""How components write: trusted, in process, straight to the verbs. Actor and causes are those of the running call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.reasons import Reason
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.component import World
    from cluster.kinds.base import Registry


class Client:
    """All methods raise cluster.api.errors.StatusError. `why` says why this is written (see cluster.reasons)."""

    def __init__(self, server: ApiServer, world: World):
        self._server = server
        self._world = world

    @property
    def kinds(self) -> Registry:
        """What the cluster serves now."""
        return self._server.kinds

    def create(self, resource: str, obj: dict, why: Reason | None = None) -> dict:
        return self._server.create(resource, obj, self._origin(why))

    def update(self, resource: str, obj: dict, why: Reason | None = None) -> dict:
        """Replace; 409 Conflict when `obj` is not the newest version."""
        return self._server.update(resource, obj, self._origin(why))

    def update_status(self, resource: str, obj: dict, why: Reason | None = None) -> dict:
        return self._server.update(resource, obj, self._origin(why), subresource="status")

    def finalize(self, resource: str, obj: dict, why: Reason | None = None) -> dict:
        """Change `spec.finalizers` of a namespace; without any, one that is being deleted goes."""
        return self._server.update(resource, obj, self._origin(why), subresource="finalize")

    def patch(
        self, resource: str, namespace: str, name: str, patch: dict, why: Reason | None = None, subresource: str = ""
    ) -> dict:
        """A JSON merge patch."""
        return self._server.merge(resource, namespace, name, patch, self._origin(why), subresource)

    def delete(
        self,
        resource: str,
        namespace: str,
        name: str,
        why: Reason | None = None,
        *,
        grace_seconds: int | None = None,
        propagation: str | None = None,
        uid: str | None = None,
    ) -> dict:
        options: dict = {}
        if grace_seconds is not None:
            options["gracePeriodSeconds"] = grace_seconds
        if propagation:
            options["propagationPolicy"] = propagation
        if uid:
            options["preconditions"] = {"uid": uid}
        return self._server.delete(resource, namespace, name, options, self._origin(why))

    def bind(self, namespace: str, name: str, node: str, why: Reason | None = None) -> dict:
        """Give a pod its node, as the scheduler does."""
        return self._server.bind(namespace, name, node, self._origin(why))

    def _origin(self, why: Reason | None) -> Origin:
        return Origin(self._world.component, self._world.causes, why)
