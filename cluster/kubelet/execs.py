"""Processes beside a container's main one: `kubectl exec`, and what is attached to it.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/; the words of refusals and
of ends are the kubelet's and the runtime's (k8s.io/kubernetes, pkg/kubelet; containerd).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from cluster.images import running
from cluster.kubelet import inside, machine
from cluster.kubelet.containers import KILLED
from cluster.runtime import Runtime

Line = tuple[int, str, str]  # virtual µs, "stdout" or "stderr", text


class NotRunning(LookupError):
    """There is no such process to speak to; the message is the kubelet's."""


@dataclass
class Process:
    """What one is going to print and how it ends. `ends` None: not by itself. `more(until)`: what an endless one has
    printed by then. `error`: it could not be started."""

    node: str
    place: str
    container: str
    run: str  # the container's id: another one means that it was restarted
    lines: list[Line] = field(default_factory=list)
    ends: int | None = None
    code: int = 0
    more: Callable[[int], list[Line]] | None = None
    error: str = ""


def start(
    runtime: Runtime, pod: dict, container: str, command: list[str], now: int, epoch: int, serial: str
) -> Process:
    """Begin `command` in a running container. `serial` tells processes apart. Raises NotRunning."""
    node, place, record = _running(runtime, pod, container)
    at = inside.held(runtime, pod, container)
    process = Process(node, place, container, record["id"])
    ran = running.run(inside.place(runtime, at, now), command)
    if ran.error:
        id_ = sha256(f"{record['id']}/{serial}".encode()).hexdigest()
        process.error, process.ends = not_started(id_, f"{ran.error}: unknown"), now
        return process
    inside.keep(runtime, pod, container, ran.writes)
    if ran.ends is None:
        process.more = lambda until: _lines(running.run(inside.place(runtime, at, now), command, None, until).lines)
    else:
        process.lines, process.ends, process.code = _lines(ran.lines), ran.ends, ran.code
    return process


def attached(runtime: Runtime, pod: dict, container: str, read: Callable[[int], list[Line]], now: int) -> Process:
    """The main process of a running container as it goes on; `read(until)` gives all that it printed so far."""
    node, place, record = _running(runtime, pod, container, f"container {container} not found in pod {_full(pod)}")
    process = Process(node, place, container, record["id"])
    process.more = lambda until: [line for line in read(until) if line[0] > now]
    return process


def killed_at(runtime: Runtime, process: Process) -> tuple[int, int] | None:
    """(virtual µs, exit code) when the process went with its container; None while that runs on."""
    record = runtime.get(process.node, machine.PODS + process.place)
    container = ((record or {}).get("containers") or {}).get(process.container)
    if not machine.is_running(runtime, process.node):
        return runtime.get(process.node, machine.STOPPED, 0), KILLED
    if container is None:
        return 0, KILLED
    for run in (container, container.get("last") or {}):
        if run.get("id") == process.run and "finished" in run and run.get("state") not in ("running", "stopping"):
            return run["finished"], run["code"]
    return None if container.get("id") == process.run else (0, KILLED)


def node_of(runtime: Runtime, pod: dict) -> str:
    """The pod's node. Raises NotRunning when its kubelet cannot be reached."""
    node = pod["spec"]["nodeName"]
    if not machine.is_running(runtime, node):
        address = (runtime.get(node, machine.MACHINE) or {}).get("address", node)
        raise NotRunning(f"error dialing backend: dial tcp {address}:10250: connect: no route to host")
    return node


def is_there(runtime: Runtime, node: str, pod: dict) -> bool:
    """Whether the node still runs this pod ({"namespace", "name", "uid"})."""
    record = runtime.get(node, f"{machine.PODS}{pod['namespace']}/{pod['name']}")
    return record is not None and record["uid"] == pod["uid"] and machine.is_running(runtime, node)


def spec_of(pod: dict, container: str) -> dict:
    fields = ("initContainers", "containers", "ephemeralContainers")
    return next(each for name in fields for each in pod["spec"].get(name) or () if each["name"] == container)


def not_started(id_: str, error: str) -> str:
    """The runtime's words for a command that cannot be run."""
    why = error[error.find("exec: ") :] if "exec: " in error else error
    return (
        "error executing command in container: failed to exec in container: failed to start exec "
        f'"{id_}": OCI runtime exec failed: exec failed: unable to start container process: {why}'
    )


def _running(runtime: Runtime, pod: dict, container: str, missing: str = "") -> tuple[str, str, dict]:
    metadata, node = pod["metadata"], node_of(runtime, pod)
    place = f"{metadata['namespace']}/{metadata['name']}"
    record = runtime.get(node, machine.PODS + place)
    if record is None or record["uid"] != metadata["uid"]:
        raise NotRunning(missing or f'container not found ("{container}")')
    found = record["containers"].get(container)
    if found is None or found["state"] not in ("running", "stopping"):
        raise NotRunning(missing or f'container not found ("{container}")')
    return node, place, found


def _full(pod: dict) -> str:
    return f"{pod['metadata']['name']}_{pod['metadata']['namespace']}"


def _lines(lines: list) -> list[Line]:
    return [(line.at, line.stream, line.text) for line in lines]
