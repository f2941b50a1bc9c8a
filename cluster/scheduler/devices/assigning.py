"""Before a pod is bound: its claims are given their devices on the chosen node, and are reserved for it.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
"""

from __future__ import annotations

from cluster.component import World
from cluster.kinds.rules.devices import CLAIMS, CLASSES, FINALIZER
from cluster.objects.podclaims import claims_of, consumer, is_reserved
from cluster.reasons import Reason
from cluster.scheduler.devices.allocating import Given, allocate, wishes_of
from cluster.scheduler.devices.offers import offered, taken
from cluster.scheduler.pods import PodInfo
from cluster.store import Store


def assign(pod: PodInfo, node: dict, why: Reason, world: World) -> None:
    """Write allocations and reservations. What the filter found is found again: nothing has changed since."""
    store = world.store
    claims = [store.get(CLAIMS, pod.namespace, name) for name in claims_of(pod.obj).values()]
    present = [claim for claim in claims if claim is not None]
    still = [claim for claim in present if not (claim.get("status") or {}).get("allocation")]
    given: list[Given] | None = []
    if still:
        wishes = [(claim, wishes_of(claim, store)) for claim in still]
        given = allocate(wishes, node, offered(store), taken(store))
    chosen = {claim["metadata"]["uid"]: each for claim, each in zip(still, given or [], strict=True)}
    for claim in present:
        _write(claim, chosen.get(claim["metadata"]["uid"]), pod.obj, why, world)


def _write(claim: dict, given: Given | None, pod: dict, why: Reason, world: World) -> None:
    finalizers = claim["metadata"].get("finalizers") or []
    if given is not None and FINALIZER not in finalizers:
        marked = {**claim["metadata"], "finalizers": [*finalizers, FINALIZER]}
        claim = world.client.update(CLAIMS, {**claim, "metadata": marked}, why)
    status = claim.get("status") or {}
    if given is not None:
        status = {**status, "allocation": _allocation(claim, given, world.store)}
    if not is_reserved(claim, pod):
        status = {**status, "reservedFor": [*(status.get("reservedFor") or ()), consumer(pod)]}
    world.client.update_status(CLAIMS, {**claim, "status": status}, why)


def _allocation(claim: dict, given: Given, store: Store) -> dict:
    found = []
    for wish, device in given:
        result = {"request": wish.name, "driver": device.driver, "pool": device.pool, "device": device.name}
        found.append({**result, "adminAccess": True} if wish.admin else result)
    config = _configs(claim, given, store)
    terms = _merged([device.selector for _, device in given])
    return {
        "devices": {"results": found, **({"config": config} if config else {})},
        **({"nodeSelector": {"nodeSelectorTerms": terms}} if terms else {}),
    }


def _configs(claim: dict, given: Given, store: Store) -> list[dict]:
    """What drivers are told: by the classes, for each request, then by the claim."""
    found = []
    for name, class_name in dict.fromkeys((wish.name, wish.asked["deviceClassName"]) for wish, _ in given):
        spec = (store.get(CLASSES, "", class_name) or {}).get("spec") or {}
        found += [{"source": "FromClass", "requests": [name], **each} for each in spec.get("config") or ()]
    return found + [{"source": "FromClaim", **each} for each in claim["spec"]["devices"].get("config") or ()]


def _merged(selectors: list[list[dict] | None]) -> list[dict]:
    """One term that holds all conditions (each selector has one); none where the devices may be used everywhere."""
    merged: dict[str, list] = {}
    for term in (terms[0] for terms in selectors if terms):
        for field, conditions in term.items():
            known = merged.setdefault(field, [])
            known += [each for each in conditions if each not in known]
    return [merged] if merged else []
