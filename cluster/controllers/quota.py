"""ResourceQuota: what a namespace uses. Creation is charged at once by admission; here it is counted anew, when a quota
changes and when something that it counts goes away.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/; golden suite replicasets, quota-stops-creation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cluster import kinds, reasons
from cluster.api.admission.quota_scopes import in_scope
from cluster.api.admission.quota_usage import usage
from cluster.component import CUSTOM, Component, World, own_key, split_key
from cluster.controllers import podstate
from cluster.objects.quantities import ZERO, Quantity
from cluster.objects.times import MINUTE
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"quota.usage": ("quota",), "quota.unchanged": ("quota",)})

NAME, RESOURCE = "resourcequota-controller", "resourcequotas"
_OWN = (NAME, "kube-apiserver")
_RESYNC, _EVERY = "resync", 5 * MINUTE


def replenished(change: Change, store: Store) -> Iterable[str]:
    """All quotas of the namespace, when something left it or became less."""
    if change.op != DELETED:
        counts = _COUNTS.get(change.resource)
        if counts is None or change.previous is None or counts(change.object) == counts(change.previous):
            return
    for quota in store.list(RESOURCE, change.namespace):
        yield f"{change.namespace}/{quota['metadata']['name']}"


def _claimed(claim: dict) -> tuple:
    status = claim.get("status") or {}
    return status.get("allocatedResources"), status.get("currentVolumeAttributesClassName"), claim["spec"]


# What of an object that stays may free something, or take more than admission saw.
_COUNTS: dict[str, Callable[[dict], object]] = {
    "pods": lambda pod: (
        podstate.is_done(pod),
        pod["spec"].get("containers"),
        pod["spec"].get("activeDeadlineSeconds"),
    ),
    "services": lambda service: (service["spec"].get("type"), service["spec"].get("ports")),
    "persistentvolumeclaims": _claimed,
}


def itself(change: Change, store: Store) -> Iterable[str]:
    """A quota that limits something else than before. What admission charges needs no counting; what somebody else
    writes into its status stands until all quotas are counted anew."""
    if change.previous is None or change.object["spec"] != change.previous["spec"]:
        yield from own_key(change, store)
    elif change.actor not in _OWN:
        yield f"{_RESYNC} {change.namespace}/{change.name}"


class ResourceQuotaController(Component):
    name = NAME

    def __init__(self) -> None:
        counted = (kind for kind in kinds.KINDS.stored if kind.namespaced and kind.resource not in ("events", RESOURCE))
        self.watches = {kind.resource: replenished for kind in counted}
        self.watches[CUSTOM] = replenished
        self.watches[RESOURCE] = itself

    def reconcile(self, key: str, world: World) -> Reason | None:
        if key.startswith(_RESYNC):
            key = key.removeprefix(f"{_RESYNC} ")
            world.later(key, _EVERY - world.now % _EVERY)
            return None
        quota = world.store.get(RESOURCE, *split_key(key))
        if quota is None:
            return None
        name, hard = quota["metadata"]["name"], (quota.get("spec") or {}).get("hard") or {}
        used = {resource: str(amount) for resource, amount in used_of(quota, list(hard), world).items()}
        status = {"hard": hard, "used": used}
        if status == quota.get("status"):
            return reason("quota.unchanged", quota=name)
        why = reason("quota.usage", quota=name)
        world.client.update_status(RESOURCE, {**quota, "status": status}, why)
        return why


def used_of(quota: dict, resources: list[str], world: World) -> dict[str, Quantity]:
    """How much of each resource name that the quota limits is in use in its namespace."""
    used, store, served = dict.fromkeys(sorted(resources), ZERO), world.store, world.client.kinds.by_resource
    namespace, now = quota["metadata"]["namespace"], world.epoch + world.now
    for kind in (served[name] for name in store.resources() if name != "events" and name in served):
        for obj in store.list(kind.resource, namespace) if kind.namespaced else ():
            if in_scope(quota, kind, obj):
                for resource, amount in usage(kind, obj, now).items():
                    if resource in used:
                        used[resource] = used[resource].plus(amount)
    return used
