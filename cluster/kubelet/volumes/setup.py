"""A pod's volumes come up before its sandbox; what cannot be mounted is tried again after a back-off.

Sources: https://kubernetes.io/docs/concepts/storage/volumes/; k8s.io/kubernetes,
pkg/util/goroutinemap/exponentialbackoff (0.5 s, doubled to at most 2 min 2 s), pkg/kubelet/volumemanager.
The record keeps `unmounted`: {volume: {"tries": n, "due": virtual µs}}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import disks
from cluster.kubelet.volumes import kinds
from cluster.kubelet.volumes.config import Missing
from cluster.reasons import reason

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

NEVER = 1 << 62  # the moment at which a sandbox that waits for volumes is ready
_S = 1_000_000
_FIRST, _MOST = _S // 2, 122 * _S
_AGAIN = 123 * _S  # how long a pod's worker waits for volumes that it could not even find


def begin(worker: Worker) -> None:
    """The pod has come to the node."""
    record, volumes = worker.record, worker.pod["spec"].get("volumes")
    if not volumes:
        return
    wanted = mounted_names(worker.pod)
    record["volumes"] = {}
    record["unmounted"] = {v["name"]: {"tries": 0, "due": worker.now} for v in volumes if v["name"] in wanted}
    is_ready(worker)


def mounted_names(pod: dict) -> set[str]:
    """Volumes that a container mounts: the others are not brought up."""
    spec = pod["spec"]
    return {
        mount["name"]
        for container in [*(spec.get("initContainers") or ()), *spec["containers"]]
        for field in ("volumeMounts", "volumeDevices")
        for mount in container.get(field) or ()
    }


def is_ready(worker: Worker) -> bool:
    """Whether all are mounted; tries those whose moment has come, and asks to be called for the next."""
    record = worker.record
    if "unmounted" not in record:
        return True
    left = {}
    for volume in worker.pod["spec"].get("volumes") or ():
        state = record["unmounted"].get(volume["name"])
        if state is not None:
            after = state if state["due"] > worker.now else _try(worker, volume, state)
            if after is not None:
                left[volume["name"]] = after
    if left:
        record.update(unmounted=left, ready_at=NEVER)
        worker.world.requeue(max(0, min(state["due"] for state in left.values()) - worker.now))
        worker.note(reason("kubelet.mounting", volume=next(iter(left))))
        return False
    del record["unmounted"]
    record["ready_at"] = worker.now + worker.world.latency.sandbox
    paths = [volume["disk"] for volume in record["volumes"].values() if "disk" in volume]
    if paths:
        record["pod"] = worker.pod
        disks.use(worker.world.runtime, worker.node, worker.place, paths)
    return True


def _try(worker: Worker, volume: dict, state: dict) -> dict | None:
    """None: it is mounted."""
    name, tries = volume["name"], state["tries"] + 1
    try:
        worker.record["volumes"] = {**worker.record["volumes"], name: kinds.bring_up(worker, volume)}
    except Missing as error:
        told = f'MountVolume.{_step(volume, str(error))} failed for volume "{named(worker, volume)}" : {error}'
        due = worker.now + min(_FIRST << tries - 1, _MOST)
    except kinds.Unprocessed as error:
        told = (
            f"Unable to attach or mount volumes: unmounted volumes=[{name}], unattached volumes=[], "
            f"failed to process volumes=[{name}]: {error}"
        )
        due = worker.now + _AGAIN
    else:
        return None
    worker.world.event(worker.pod, "Warning", "FailedMount", told, "", worker.node)
    return {"tries": tries, "due": due}


def _step(volume: dict, why: str) -> str:
    return "NewMounter initialization" if "does not exist" in why or "registered CSI" in why else "SetUp"


def named(worker: Worker, volume: dict) -> str:
    """A claim's volume goes by the name of the PersistentVolume."""
    claim = (volume.get("persistentVolumeClaim") or {}).get("claimName")
    if "ephemeral" in volume:
        claim = f"{worker.name}-{volume['name']}"
    found = worker.world.store.get("persistentvolumeclaims", worker.namespace, claim) if claim else None
    return ((found or {}).get("spec") or {}).get("volumeName") or volume["name"]
