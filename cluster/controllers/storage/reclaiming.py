"""What becomes of a volume whose claim is gone: Retain, Delete or Recycle.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming
"""

from __future__ import annotations

import re

from cluster import reasons
from cluster.component import World
from cluster.controllers.storage.binding import with_phase
from cluster.controllers.storage.names import BOUND_BY_CONTROLLER, PROVISIONED_BY, marks, without_annotations
from cluster.kinds.persistentvolume import source_of
from cluster.objects.storage import VOLUMES
from cluster.objects.times import SECOND
from cluster.reasons import Reason, reason

reasons.register(
    {
        "volume.released": ("policy",),
        "volume.failed": ("message",),
        "volume.delete": (),
        "volume.recycle": (),
        "volume.freed": (),
    }
)

_SCRUBBING = 5 * SECOND  # how long the pod that empties a recycled volume takes
_RECYCLED = ("hostPath", "nfs")


def is_provisioned(volume: dict) -> bool:
    """Made for a claim and to be deleted with it."""
    return PROVISIONED_BY in marks(volume) and _policy(volume) == "Delete"


def released(volume: dict, world: World) -> Reason:
    phase, policy = (volume.get("status") or {}).get("phase"), _policy(volume)
    said = reason("volume.released", policy=policy)
    if phase not in ("Released", "Failed"):
        volume = with_phase(volume, "Released", world, said)
    if "deletionTimestamp" in volume["metadata"] or policy == "Retain":
        return said
    return _deleted(volume, world) if policy == "Delete" else _recycled(volume, world)


def freed(volume: dict, world: World) -> Reason:
    """Take the claim out of the volume; one that was named by hand keeps its place for the next claim of that name."""
    why, spec = reason("volume.freed"), volume["spec"]
    if marks(volume).get(BOUND_BY_CONTROLLER):
        new = without_annotations(volume, BOUND_BY_CONTROLLER)
        new = {**new, "spec": {name: value for name, value in spec.items() if name != "claimRef"}}
    else:
        kept = {name: value for name, value in spec["claimRef"].items() if name not in ("uid", "resourceVersion")}
        new = {**volume, "spec": {**spec, "claimRef": kept}}
    with_phase(world.client.update(VOLUMES, new, why), "Available", world, why)
    return why


def _deleted(volume: dict, world: World) -> Reason:
    """What an external provisioner made is its own affair; the controller itself can delete directories under /tmp."""
    if not marks(volume).get(PROVISIONED_BY, "kubernetes.io/").startswith("kubernetes.io/"):
        return reason("volume.released", policy="Delete")
    kind, source = source_of(volume)
    name, place = volume["metadata"]["name"], source.get("path", "")
    if kind == "hostPath" and re.match("/tmp/.+", place):
        world.client.delete(VOLUMES, "", name, reason("volume.delete"))
        return reason("volume.delete")
    if kind == "hostPath":
        only = f"host_path deleter only supports /tmp/.+ but received provided {place}"
        message = f'failed to create deleter for volume "{name}": {only}'
    else:
        missing = "no deletable volume plugin matched" if kind in ("nfs", "csi") else "no volume plugin matched"
        message = f'error getting deleter volume plugin for volume "{name}": {missing}'
    return _failed(volume, "VolumeFailedDelete", message, world)


def _recycled(volume: dict, world: World) -> Reason:
    if source_of(volume)[0] not in _RECYCLED:
        return _failed(volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!", world)
    started = world.recall(world.key)
    if started is None:
        world.remember(world.key, world.now)
        world.requeue(_SCRUBBING)
        return reason("volume.recycle")
    left = started + _SCRUBBING - world.now
    if left > 0:
        world.requeue(left)
        return reason("volume.recycle")
    world.remember(world.key, None)
    world.event(volume, "Normal", "VolumeRecycled", "Volume recycled")
    return freed(volume, world)


def _failed(volume: dict, why: str, message: str, world: World) -> Reason:
    said = reason("volume.failed", message=message)
    if (volume.get("status") or {}).get("phase") != "Failed":
        with_phase(volume, "Failed", world, said, message)
        world.event(volume, "Warning", why, message)
    return said


def _policy(volume: dict) -> str:
    return volume["spec"].get("persistentVolumeReclaimPolicy") or "Retain"
