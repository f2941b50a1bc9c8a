"""What processes beside a container's main one leave there: writes, large files, and the order to end it."""

from __future__ import annotations

from cluster.images.filesystem.files import ROOT, Write
from cluster.kubelet.processes import sharing
from cluster.kubelet.processes.surroundings import Held, held
from cluster.kubelet.volumes import mounting
from cluster.runtime import Runtime


def keep(runtime: Runtime, pod: dict, name: str, writes: list[Write]) -> bool:
    """What a command beside the main process changed (or is going to change, each at its moment) stays in the record.
    Tells whether there was anything to keep."""
    found = held(runtime, pod, name)
    if found is None or not writes:
        return False
    record, container = with_writes(found.record, found.container, name, writes, runtime, found)
    runtime.put(found.node, found.key, {**record, "containers": {**record["containers"], name: container}})
    runtime.wake(found.node, found.key)
    if any(write.key == mounting.DISK for write in writes):
        sharing.touch(runtime, found.node, found.key)
    return True


def keep_large(runtime: Runtime, pod: dict, name: str, files: tuple[tuple[int, str, int], ...]) -> None:
    """What a command beside the main process wrote, where only its size is known."""
    found = held(runtime, pod, name) if files else None
    if found is not None:
        container = {**found.container, "stored": [*(found.container.get("stored") or ()), *map(list, files)]}
        runtime.put(
            found.node, found.key, {**found.record, "containers": {**found.record["containers"], name: container}}
        )
        runtime.wake(found.node, found.key)


def doom(runtime: Runtime, pod: dict, name: str, at: int, cause: str) -> None:
    """All processes of the container are going to be killed at that moment."""
    found = held(runtime, pod, name)
    if found is not None:
        record = {**found.record, "turn": found.record.get("turn", 0) + 1}
        container = {**found.container, "doomed": [at, cause]}
        runtime.put(found.node, found.key, {**record, "containers": {**record["containers"], name: container}})
        runtime.wake(found.node, found.key)


def with_writes(
    record: dict, container: dict, name: str, writes: list[Write], runtime: Runtime, at: Held
) -> tuple[dict, dict]:
    """(a pod's record, a container's part of it) with what was written into the container's own files and volumes."""
    own = [write.change for write in writes if write.key == ROOT]
    changed = {**container, "changes": [*(container.get("changes") or ()), *own]} if own else container
    kept = mounting.keep(runtime, at.node, record, writes)
    return {**kept, "turn": record.get("turn", 0) + 1}, changed
