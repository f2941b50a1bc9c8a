"""In which order the containers of a pod are brought up, and who has to wait for whom.

Sources: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior,
https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#pod-lifecycle
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kubelet import containers, probes
from cluster.kubelet.processes import inside

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker


def drive_all(worker: Worker) -> list[dict]:
    """Those that had their turn: ephemeral containers at any time; init containers one by one (a sidecar is
    through once it has started), then the others until one is being started."""
    known, given = worker.record["containers"], worker.pod["spec"]
    driven = [worker.drive(spec) for spec in given.get("ephemeralContainers") or ()]
    inits = given.get("initContainers") or ()
    past = any(spec["name"] in known for spec in given["containers"])
    reached = len(inits) if past else max((n for n, spec in enumerate(inits) if spec["name"] in known), default=0)
    for index, spec in enumerate(inits):
        sidecar = spec.get("restartPolicy") == "Always"
        if index < reached and not sidecar:
            continue
        driven.append(worker.drive(spec))
        if index >= reached and not _is_through(spec, driven[-1]):
            return driven
    busy = False
    for spec in given["containers"]:
        if not busy or inside.is_alive({"state": "", **known.get(spec["name"], {})}):
            driven.append(worker.drive(spec))
            busy = busy or containers.is_busy(driven[-1])
    return driven


def _is_through(spec: dict, container: dict) -> bool:
    """Whether what comes after this init container may begin."""
    if spec.get("restartPolicy") == "Always":
        return container["state"] == "running" and probes.is_started(spec, container)
    return container["state"] == "exited" and container["code"] == 0
