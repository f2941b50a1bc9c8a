"""A pod's row in the server's table: READY, the STATUS word, RESTARTS.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/, golden tour; `(5m ago)` since 1.22.
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kinds.base import Column
from cluster.kinds.cells import AGE, NAME, NONE, age
from cluster.kinds.pod.restarting import is_sidecar

COLUMNS = (
    NAME,
    Column("Ready", description="The aggregate readiness state of this pod for accepting traffic."),
    Column("Status", description="The aggregate status of the containers in this pod."),
    Column("Restarts", description="The number of times the containers in this pod have been restarted and when the "
                                   "last container in this pod has restarted."),
    AGE,
    Column("IP", priority=1),
    Column("Node", priority=1),
    Column("Nominated Node", priority=1),
    Column("Readiness Gates", priority=1),
)  # fmt: skip

_UNREACHABLE = "NodeLost"
_NOTHING: dict = {}


_DONE = {"Succeeded": "The pod has completed successfully.", "Failed": "The pod failed."}


class Summary(NamedTuple):
    """`status` is kubectl's word; `last` the RFC 3339 time at which a container last ended before a restart, or ""."""

    ready: int
    total: int
    status: str
    restarts: int
    last: str


def row(pod: dict, now: int) -> list:
    metadata, spec, status = pod["metadata"], pod["spec"], pod.get("status", _NOTHING)
    found = summary(pod)
    restarts = (
        f"{found.restarts} ({age(found.last, now)} ago)" if found.restarts and found.last else str(found.restarts)
    )
    ips = status.get("podIPs")
    return [
        metadata["name"],
        f"{found.ready}/{found.total}",
        found.status,
        restarts,
        age(metadata.get("creationTimestamp"), now),
        ips[0].get("ip") or NONE if ips else NONE,
        spec.get("nodeName") or NONE,
        status.get("nominatedNodeName") or NONE,
        _gates(spec, status),
    ]


def row_conditions(pod: dict) -> list[dict]:
    """What a row says of itself: that the pod is done."""
    phase = pod.get("status", _NOTHING).get("phase", "")
    if phase not in _DONE:
        return []
    return [{"type": "Completed", "status": "True", "reason": phase, "message": _DONE[phase]}]


def summary(pod: dict) -> Summary:
    """What kubectl shows of a pod."""
    spec, status = pod["spec"], pod.get("status", _NOTHING)
    phase = status.get("phase", "")
    word = status.get("reason") or phase
    conditions = status.get("conditions") or ()
    if any(c.get("type") == "PodScheduled" and c.get("reason") == "SchedulingGated" for c in conditions):
        word = "SchedulingGated"
    total = len(spec.get("containers") or ())
    init = _Initialisation(spec, status)
    ready, restarts, last = init.ready, init.restarts, init.last
    total += init.sidecars
    if init.word:
        word = init.word
    if not init.word or _is_true(conditions, "Initialized"):
        word, running, restarts, last = _of_containers(status, word, init)
        ready += running
    if "deletionTimestamp" in pod["metadata"]:
        if status.get("reason") == _UNREACHABLE:
            word = "Unknown"
        elif phase not in ("Succeeded", "Failed"):
            word = "Terminating"
    return Summary(ready, total, word, restarts, last)


class _Initialisation:
    """How far the init containers are. `word` is "" when they are done; ready, restarts and last count sidecars too."""

    def __init__(self, spec: dict, status: dict):
        containers = spec.get("initContainers") or ()
        sidecars = {c["name"] for c in containers if is_sidecar(c)}
        self.sidecars, self.ready, self.restarts, self.last = len(sidecars), 0, 0, ""
        self.sidecar_restarts, self.sidecar_last, self.word = 0, "", ""
        for index, container in enumerate(status.get("initContainerStatuses") or ()):
            sidecar = container.get("name") in sidecars
            count, ended = container.get("restartCount", 0), _ended(container)
            self.restarts, self.last = self.restarts + count, max(self.last, ended)
            if sidecar:
                self.sidecar_restarts += count
                self.sidecar_last = max(self.sidecar_last, ended)
            state = container.get("state") or _NOTHING
            terminated, waiting = state.get("terminated"), state.get("waiting") or _NOTHING
            if terminated is not None and not terminated.get("exitCode"):
                continue
            if sidecar and container.get("started"):
                self.ready += bool(container.get("ready"))
                continue
            if terminated is not None:
                self.word = f"Init:{_end(terminated)}"
            elif waiting.get("reason") not in (None, "", "PodInitializing"):
                self.word = f"Init:{waiting['reason']}"
            else:
                self.word = f"Init:{index}/{len(containers)}"
            break


def _of_containers(status: dict, word: str, init: _Initialisation) -> tuple[str, int, int, str]:
    """(word, ready containers, restarts, when the last one ended) once the init containers are done."""
    restarts, last, running = init.sidecar_restarts, init.sidecar_last, 0
    for container in reversed(status.get("containerStatuses") or ()):
        restarts += container.get("restartCount", 0)
        last = max(last, _ended(container))
        state = container.get("state") or _NOTHING
        waiting, terminated = state.get("waiting"), state.get("terminated")
        if waiting is not None and waiting.get("reason"):
            word = waiting["reason"]
        elif terminated is not None:
            word = _end(terminated)
        elif container.get("ready") and state.get("running") is not None:
            running += 1
    if word == "Completed" and running:
        word = "Running" if _is_true(status.get("conditions") or (), "Ready") else "NotReady"
    return word, running, restarts, last


def _ended(container: dict) -> str:
    """When its previous run ended. RFC 3339 in whole seconds sorts as text."""
    last = container.get("lastState")
    return ((last.get("terminated") or _NOTHING).get("finishedAt") or "") if last else ""


def _end(terminated: dict) -> str:
    if terminated.get("reason"):
        return terminated["reason"]
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def _is_true(conditions, kind: str) -> bool:
    return any(c.get("type") == kind and c.get("status") == "True" for c in conditions)


def _gates(spec: dict, status: dict) -> str:
    gates = spec.get("readinessGates")
    if not gates:
        return NONE
    conditions = status.get("conditions") or ()
    return f"{sum(_is_true(conditions, gate['conditionType']) for gate in gates)}/{len(gates)}"
