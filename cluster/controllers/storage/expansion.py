"""The expand controller: claims that were made larger wait for somebody who can make their volume grow.

A hostPath volume has nobody: in a minikube the claim keeps its size, as this controller says.
Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.objects import volumematching
from cluster.objects.quantities import parse
from cluster.objects.storage import CLAIMS, is_bound
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"expansion.external": ()})

_NOBODY = (
    "Ignoring the PVC: didn't find a plugin capable of expanding the volume; waiting for an external controller to "
    "process this PVC."
)


def grown(change: Change, store: Store) -> Iterable[str]:
    if change.op == DELETED or change.previous is None or not is_bound(change.object):
        return
    if volumematching.request(change.object) > volumematching.request(change.previous):
        yield f"{change.namespace}/{change.name}"


class VolumeExpansion(Component):
    name = "volume_expand"
    watches = {CLAIMS: grown}

    def reconcile(self, key: str, world: World) -> Reason | None:
        claim = world.store.get(CLAIMS, *split_key(key))
        if claim is None or not is_bound(claim):
            return None
        size = (claim["status"].get("capacity") or {}).get("storage", "0")
        if volumematching.request(claim) <= parse(size).nano:
            return None
        world.event(claim, "Warning", "ExternalExpanding", _NOBODY)
        return reason("expansion.external")
