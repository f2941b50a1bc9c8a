"""What a main process wrote into volumes outlives it: once it has ended, its writes are kept with the volume.

Before that nothing of a main process is stored (see inside); afterwards its run is `settled`. Changes that nobody needs
to see coming any more (no run that may still be asked for its log is older) become part of what the volume began with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import disks
from cluster.images.filesystem import trees
from cluster.images.filesystem.files import ROOT
from cluster.images.filesystem.tree import Change
from cluster.kubelet.processes import inside, sharing
from cluster.kubelet.volumes import kinds, mounting
from cluster.runtime import Runtime

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker


def tell(worker: Worker) -> None:
    """A run began, ended or was asked to: others that see its files look again."""
    record = worker.record
    if any("files" in volume or "disk" in volume for volume in (record.get("volumes") or {}).values()):
        record["turn"] = record.get("turn", 0) + 1
        sharing.touch(worker.world.runtime, worker.node, worker.place)


def work(worker: Worker) -> None:
    """Keep what the runs wrote that have ended."""
    record, runtime = worker.record, worker.world.runtime
    if "pod" in record:
        record["pod"] = worker.pod
    done = False
    for spec in inside.specs(worker.pod):
        run = record["containers"].get(spec["name"])
        if run is not None and "finished" in run and sharing.is_unsettled(run):
            at = worker.held(spec, run)
            record.update(_kept(runtime, at, run["finished"]))
            run["settled"] = run["id"]
            done = True
    if done:
        tell(worker)
        _fold(worker)


def leave(worker: Worker) -> None:
    """The pod goes from the node: what lies on the node's disk stays."""
    if worker.record.get("volumes"):
        work(worker)
        disks.use(worker.world.runtime, worker.node, worker.place, [])


def forget(runtime: Runtime, node: str, key: str, record: dict, now: int) -> None:
    """A pod that was deleted by force is killed: what it wrote onto the node's disk stays."""
    pod = record.get("pod")
    if pod is None:
        return
    for spec in inside.specs(pod):
        run = record["containers"].get(spec["name"])
        if run is not None and sharing.is_unsettled(run):
            at = inside.Held(node, key, pod, record, spec, run)
            record = _kept(runtime, at, run.get("finished", now))
    sharing.touch(runtime, node, key)
    disks.use(runtime, node, key, [])


def live(runtime: Runtime, node: str, path: str, now: int) -> list[Change]:
    """What main processes have written into that part of the node's files, as far as it is not kept yet."""
    found = []
    for key in disks.users(runtime, node, path):
        record = runtime.get(node, key) or {"containers": {}}
        for spec in inside.specs(record["pod"]) if "pod" in record else ():
            run = record["containers"].get(spec["name"])
            if run is not None and sharing.is_unsettled(run):
                at = inside.Held(node, key, record["pod"], record, spec, run)
                ran = inside.main(runtime, at, min(run.get("finished", now), now))
                found += [write.change for write in ran.writes if write.key == mounting.DISK]
    return [change for change in found if change[0] <= now]


def after_reboot(worker: Worker) -> None:
    """What lies in memory is lost with the machine's power."""
    record = worker.record
    for volume in worker.pod["spec"].get("volumes") or ():
        if volume["name"] in (record.get("volumes") or {}) and "emptyDir" in volume and kinds.is_in_memory(volume):
            record["volumes"] = {**record["volumes"], volume["name"]: kinds.empty(worker, volume)}


def _kept(runtime: Runtime, at: inside.Held, until: int) -> dict:
    """The record with what that run wrote."""
    ran = inside.main(runtime, at, until)
    writes = [write for write in ran.writes if write.key != ROOT and write.change[0] <= until]
    return mounting.keep(runtime, at.node, at.record, writes, at.container["id"])


def _fold(worker: Worker) -> None:
    record = worker.record
    runs = [run for c in record["containers"].values() for run in (c, c.get("last") or {}) if "started" in run]
    before = min((run["started"] for run in runs), default=0)
    if "pod" in record:
        paths = [volume["disk"] for volume in record["volumes"].values() if "disk" in volume]
        alone = not disks.sharing(worker.world.runtime, worker.node, worker.place)
        disks.fold(worker.world.runtime, worker.node, paths if alone else [], before)
    record["volumes"] = {
        name: trees.folded(volume, before) if "files" in volume else volume
        for name, volume in record["volumes"].items()
    }
