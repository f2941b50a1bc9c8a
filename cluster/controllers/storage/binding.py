"""Writing a binding: the volume's side first, then the claim's. What was interrupted is picked up where it stopped.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from cluster import reasons
from cluster.component import World
from cluster.controllers.storage.names import (
    BIND_COMPLETED,
    BOUND_BY_CONTROLLER,
    YES,
    marks,
    with_annotations,
)
from cluster.objects.storage import CLAIMS, VOLUMES, is_volume_of
from cluster.objects.times import rfc3339
from cluster.reasons import Reason, reason

reasons.register({"claim.bind": ("claim", "volume", "volumes")})


def bind(volume: dict, claim: dict, world: World, left: dict[str, str] | None = None) -> Reason:
    """`left`: the volumes that were not chosen, and why."""
    names = {"claim": claim["metadata"]["name"], "volume": volume["metadata"]["name"]}
    why = reason("claim.bind", **names, volumes=left or {})
    volume = with_phase(_claimed(volume, claim, world, why), "Bound", world, why)
    claim = _named(claim, volume, world, why)
    status = _status(volume, claim)
    if status != claim.get("status"):
        world.client.update_status(CLAIMS, {**claim, "status": status}, why)
    world.remember(world.key, None)
    return why


def is_whole(volume: dict, claim: dict) -> bool:
    """Nothing is left to be written."""
    metadata, reference = claim["metadata"], volume["spec"].get("claimRef") or {}
    complete = reference.get("uid") == metadata["uid"] and (volume.get("status") or {}).get("phase") == "Bound"
    return complete and _status(volume, claim) == claim.get("status")


def with_phase(volume: dict, phase: str, world: World, why: Reason, message: str = "") -> dict:
    """The volume in that phase, written if it is another one."""
    status = volume.get("status") or {}
    if status.get("phase") == phase:
        return volume
    kept = {name: value for name, value in status.items() if name != "message"}
    told = {"phase": phase, "lastPhaseTransitionTime": rfc3339(world.epoch + world.now)}
    new = {**kept, **told, **({"message": message} if message else {})}
    return world.client.update_status(VOLUMES, {**volume, "status": new}, why)


def _claimed(volume: dict, claim: dict, world: World, why: Reason) -> dict:
    metadata, reference = claim["metadata"], volume["spec"].get("claimRef") or {}
    if reference.get("uid") == metadata["uid"]:
        return volume
    chosen = not (reference and is_volume_of(volume, claim))
    named = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        **{field: metadata[field] for field in ("name", "namespace", "resourceVersion", "uid")},
    }
    new = {**volume, "spec": {**volume["spec"], "claimRef": named}}
    return world.client.update(VOLUMES, with_annotations(new, {BOUND_BY_CONTROLLER: YES}) if chosen else new, why)


def _named(claim: dict, volume: dict, world: World, why: Reason) -> dict:
    name, new = volume["metadata"]["name"], claim
    if claim["spec"].get("volumeName") != name:
        new = with_annotations({**claim, "spec": {**claim["spec"], "volumeName": name}}, {BOUND_BY_CONTROLLER: YES})
    if BIND_COMPLETED not in marks(new):
        new = with_annotations(new, {BIND_COMPLETED: YES})
    return claim if new is claim else world.client.update(CLAIMS, new, why)


def _status(volume: dict, claim: dict) -> dict:
    """Bound, with what the volume offers. A claim that is bound keeps its size: expansion changes that."""
    before, offered = claim.get("status") or {}, volume["spec"].get("capacity") or {}
    size = before["capacity"] if before.get("phase") == "Bound" and before.get("capacity") else offered
    told = {"phase": "Bound", "accessModes": volume["spec"].get("accessModes") or [], "capacity": size}
    applied = volume["spec"].get("volumeAttributesClassName")
    return {**before, **told, **({"currentVolumeAttributesClassName": applied} if applied else {})}
