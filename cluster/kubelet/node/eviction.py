"""A pod is put off its node: by pressure on the node, or because it fills more of the disk than it may.

In the pod's record: `evict` {"resource", "message"} when the node has chosen it (see pressure).
Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-emphemeralstorage-consumption
and https://kubernetes.io/docs/concepts/storage/volumes/#emptydir (sizeLimit); the words are the kubelet's.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from cluster.kubelet import ending
from cluster.kubelet.processes import inside
from cluster.objects import demand
from cluster.objects.quantities import from_units, units
from cluster.reasons import reason

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

_S = 1_000_000
_GRACE = 1 * _S
_EVERY = 10 * _S  # how often disks are looked at
_DISK = "ephemeral-storage"


def look(worker: Worker) -> None:
    """Evict the pod if it has to go."""
    chosen = worker.record.pop("evict", None)
    if chosen is not None:
        condition = {"type": "DisruptionTarget", "reason": "TerminationByKubelet", "message": chosen["message"]}
        _evict(worker, chosen["message"], chosen["resource"], condition)
    elif _is_limited(worker.pod["spec"]):
        _look_at_disk(worker)


def _evict(worker: Worker, message: str, resource: str, condition: dict | None = None) -> None:
    worker.world.event(worker.pod, "Warning", "Evicted", message, "", worker.node)
    worker.note(reason("kubelet.evict", resource=resource))
    ending.end(worker, "Evicted", message, _GRACE, condition)


def _is_limited(spec: dict) -> bool:
    return any((volume.get("emptyDir") or {}).get("sizeLimit") for volume in spec.get("volumes") or ()) or any(
        _DISK in ((container.get("resources") or {}).get("limits") or {}) for container in spec["containers"]
    )


def _look_at_disk(worker: Worker) -> None:
    """What was written ten seconds ago and before counts; looked at again when more will."""
    written, volumes, later = _usage(worker, worker.now - _EVERY)
    told = _exceeded(worker.pod["spec"], written, volumes)
    if told:
        _evict(worker, told, _DISK)
    elif later is not None:
        worker.world.requeue(max(later + _EVERY - worker.now, 0))


def _usage(worker: Worker, until: int) -> tuple[dict[str, int], dict[str, int], int | None]:
    """(container → bytes in its own files, emptyDir → bytes, when more is written)."""
    own: dict[str, int] = {}
    volumes: dict[str, int] = {}
    later = []
    given = {volume["name"]: volume for volume in worker.pod["spec"].get("volumes") or ()}
    for spec in inside.specs(worker.pod):
        container = worker.record["containers"].get(spec["name"])
        if container is None or "id" not in container:
            continue
        for (at, path), size in inside.written(worker.world.runtime, worker.held(spec, container)).items():
            if at > until:
                later.append(at)
                continue
            volume = _volume_of(spec, path)
            if volume is None:
                own[spec["name"]] = own.get(spec["name"], 0) + size
            elif "emptyDir" in given.get(volume, {}) and given[volume]["emptyDir"].get("medium") != "Memory":
                volumes[volume] = volumes.get(volume, 0) + size
    return own, volumes, min(later, default=None)


def _volume_of(spec: dict, path: str) -> str | None:
    mounts = [
        mount for mount in spec.get("volumeMounts") or ()
        if posixpath.commonpath((path, mount["mountPath"])) == posixpath.normpath(mount["mountPath"])
    ]  # fmt: skip
    return max(mounts, key=lambda mount: len(mount["mountPath"]))["name"] if mounts else None


def _exceeded(spec: dict, own: dict[str, int], volumes: dict[str, int]) -> str:
    """The message about the first limit that is exceeded; "" when none is."""
    for volume in spec.get("volumes") or ():
        limit = (volume.get("emptyDir") or {}).get("sizeLimit")
        if limit and 0 < units(limit) < volumes.get(volume["name"], 0):
            return f'Usage of EmptyDir volume "{volume["name"]}" exceeds the limit "{limit}". '
    given = {c["name"]: (c.get("resources") or {}).get("limits") or {} for c in spec["containers"]}
    limits = {name: demand.amounts(amounts).get(_DISK) for name, amounts in given.items()}
    if all(limit is not None for limit in limits.values()):
        most = sum(limit or 0 for limit in limits.values())
        if sum(own.values()) + sum(volumes.values()) > most:
            return f"Pod ephemeral local storage usage exceeds the total limit of containers {_text(spec, most)}. "
    for name, limit in limits.items():
        if limit is not None and own.get(name, 0) > limit:
            return f'Container {name} exceeded its local ephemeral storage limit "{given[name][_DISK]}". '
    return ""


def _text(spec: dict, amount: int) -> str:
    """A sum of quantities is written as the first of them is."""
    if len(spec["containers"]) == 1:
        return spec["containers"][0]["resources"]["limits"][_DISK]
    return str(from_units(amount, "binary"))
