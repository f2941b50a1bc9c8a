"""Capacity: a cluster that its host limits takes no more objects, as a real one whose etcd has reached its quota.

The limit is part of the state (`ApiServer.counts`), so that branches and replays meet it at the same moment.
Source of the words: https://etcd.io/docs/v3.5/op-guide/maintenance/#space-quota; to etcd it is gRPC's
RESOURCE_EXHAUSTED, which is 429 in HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.errors import mistake

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

LIMIT = "limit/objects"
# They come and go with what happens, or are needed to see that it is full.
_FREE = {"events", "leases.coordination.k8s.io", "endpoints", "endpointslices.discovery.k8s.io"}


class Capacity(Plugin):
    name = "Capacity"

    def concerns(self, kind: Kind) -> bool:
        return kind.stored.resource not in _FREE

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        most = server.counts.get(LIMIT)
        if most is None:
            return
        store = server.store
        if sum(store.count(resource) for resource in store.resources() if resource not in _FREE) >= most:
            raise mistake("etcdserver: mvcc: database space exceeded", 429)
