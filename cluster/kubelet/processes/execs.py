"""Processes beside a container's main one: `kubectl exec`, and what is attached to it.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/; the words of refusals and
of ends are the kubelet's and the runtime's (k8s.io/kubernetes, pkg/kubelet; containerd).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from cluster.images import running
from cluster.images.place import Place
from cluster.images.wire import Source
from cluster.kubelet.node import machine
from cluster.kubelet.processes import inside, leaving, logs, terminals
from cluster.kubelet.stopping import KILLED
from cluster.runtime import Runtime

_AHEAD = 600_000_000  # µs for which it is looked ahead at what main processes do, to see how a command ends
KEY = "execs/"  # of processes that read what is typed: `KEY + id` in their node's runtime

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
    key: str = ""  # of its record, while it reads what is typed
    cut: int | None = None  # lines after this moment will not come: it was interrupted


def start(runtime: Runtime, pod: dict, container: str, options: dict, now: int, serial: str) -> Process:
    """Begin `options["command"]` in a running container; `stdin`, `tty`. `serial` tells processes apart.

    Raises NotRunning."""
    node, place, record = _running(runtime, pod, container)
    process, command = Process(node, place, container, record["id"]), options["command"]
    at = inside.place_of(runtime, pod, container, now)
    assert at is not None
    id_ = sha256(f"{record['id']}/{serial}".encode()).hexdigest()
    error = running.cannot_start(at, command)
    if error:
        process.error, process.ends = not_started(id_, f"{error}: unknown"), now
    elif options["stdin"]:
        process.key = f"{KEY}{id_[:16]}"
        fed = terminals.begin(_PlaceAt(runtime, pod, container, options["tty"]), command, options["tty"], now)
        _forget_dead(runtime, node)
        runtime.put(node, process.key, {"pod": place, "container": container, "run": record["id"], "typed": fed.typed})
        _take(runtime, pod, process, fed)
    else:
        _run(runtime, pod, process, command, options["tty"], now)
    return process


def feed(runtime: Runtime, pod: dict, node: str, key: str, data: str | None, now: int) -> Process | None:
    """What is typed at a process that was started with an open standard input (None: it is closed): what comes of it.
    None when there is no such process any more."""
    record = runtime.get(node, key)
    if record is None:
        return None
    process = Process(node, record["pod"], record["container"], record["run"], key=key)
    if killed_at(runtime, process) is not None:
        runtime.drop(node, key)
        return None
    at = _PlaceAt(runtime, pod, record["container"], record["typed"]["tty"])
    fed = terminals.feed(at, record["typed"], data, now)
    runtime.put(node, key, {**record, "typed": fed.typed})
    _take(runtime, pod, process, fed)
    return process


def _run(runtime: Runtime, pod: dict, process: Process, command: list[str], tty: bool, now: int) -> None:
    """To its end, or as far as it can be seen. What it asks of the network is asked, once that is known to end."""
    at = _PlaceAt(runtime, pod, process.container, tty)
    ran, seen = running.run(at(now), command), now
    while seen < now + _AHEAD and (ran.ends is None or ran.ends > seen) and not inside.is_known(runtime, at.held, seen):
        seen = now + _AHEAD if ran.ends is None else min(ran.ends, now + _AHEAD)
        ran = running.run(at(now, seen), command)
    if ran.asked and ran.ends is not None and runtime.network is not None:
        source = Source("pod", pod["metadata"]["namespace"], pod["metadata"]["name"], process.container)
        ran = running.run(replace(at(now, seen), asker=runtime.network.maker(source)), command)
    leaving.keep(runtime, pod, process.container, ran.writes)
    leaving.keep_large(runtime, pod, process.container, ran.stored)
    if ran.oom and ran.ends is not None:
        leaving.doom(runtime, pod, process.container, ran.ends, "OOMKilled")
    if ran.ends is None:
        process.more = lambda until: _lines(running.run(at(now, until), command, None, until).lines)
    else:
        process.lines, process.ends, process.code = _lines(ran.lines), ran.ends, ran.code


def _take(runtime: Runtime, pod: dict, process: Process, fed: terminals.Fed) -> None:
    leaving.keep(runtime, pod, process.container, fed.writes)
    process.lines, process.cut = _lines(fed.lines), fed.cut
    if fed.typed["busy"] is None:
        at = _PlaceAt(runtime, pod, process.container, fed.typed["tty"])
        process.more = lambda until: _lines(terminals.going_on(at, fed.typed, until))
    if fed.typed.get("exited"):
        process.ends, process.code = fed.typed["exited"]
        runtime.drop(process.node, process.key)


class _PlaceAt:
    """The place at a moment, with what main processes do until then, or until `seen`."""

    def __init__(self, runtime: Runtime, pod: dict, container: str, tty: bool):
        held = inside.held(runtime, pod, container)
        assert held is not None, "the container runs: that was looked at before"
        self._runtime, self._pod, self.held, self._tty = runtime, pod, held, tty

    def __call__(self, moment: int, seen: int | None = None) -> Place:
        held = inside.held(self._runtime, self._pod, self.held.spec["name"])
        if held is not None and held.container["id"] == self.held.container["id"]:
            self.held = held  # others may have changed something since
        ahead = 0 if seen is None else max(0, seen - moment)
        return replace(inside.place(self._runtime, self.held, moment, ahead), tty=self._tty)


def _forget_dead(runtime: Runtime, node: str) -> None:
    """Records of processes whose containers are gone."""
    for key, record in runtime.items(node):
        if key.startswith(KEY):
            found = Process(node, record["pod"], record["container"], record["run"])
            if killed_at(runtime, found) is not None:
                runtime.drop(node, key)


def attached(runtime: Runtime, pod: dict, container: str, now: int, whole_lines: bool = False) -> Process:
    """The main process of a running container as it goes on. `whole_lines`: as its log has it. Raises NotRunning."""
    node, place, record = _running(runtime, pod, container, f"container {container} not found in pod {_full(pod)}")
    process = Process(node, place, container, record["id"])
    at = inside.held(runtime, pod, container)
    assert at is not None
    if not whole_lines:
        process.lines = _lines(inside.redrawn(runtime, at, now))

    def more(until: int) -> list[Line]:
        held = inside.held(runtime, pod, container)
        if held is None or held.container["id"] != process.run:
            return []
        if whole_lines:
            found = [(moment, "stdout", text) for moment, text in logs.said(runtime, held, held.container, until)]
        else:
            found = _lines(inside.main(runtime, held, until).lines)
        return [line for line in found if line[0] >= now]

    process.more = more
    return process


def type_at_main(runtime: Runtime, pod: dict, container: str, run: str, data: str | None, now: int) -> Process | None:
    """What is typed at a main process whose standard input is open (`stdin: true`); None: it is closed, which only
    `stdinOnce` passes on. Gives when it ends because of it: its kubelet has to be told."""
    at = inside.held(runtime, pod, container)
    if at is None or at.container["id"] != run or not inside.is_alive(at.container) or not at.spec.get("stdin"):
        return None
    if data is None and not at.spec.get("stdinOnce"):
        return None
    return Process(at.node, at.key, container, run, ends=inside.type_at(runtime, at, data, now))


def killed_at(runtime: Runtime, process: Process) -> tuple[int, int] | None:
    """(virtual µs, exit code) when the process went with its container; None while that runs on."""
    record = runtime.get(process.node, machine.PODS + process.place)
    container = ((record or {}).get("containers") or {}).get(process.container)
    if not machine.is_running(runtime, process.node):
        return runtime.get(process.node, machine.STOPPED, 0), KILLED
    if container is None:
        return 0, KILLED
    for run in (container, container.get("last") or {}):
        if run.get("id") == process.run and "finished" in run and not inside.is_alive({"state": "", **run}):
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
    return next(each for each in inside.specs(pod) if each["name"] == container)


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
    if found is None or not inside.is_alive(found):
        raise NotRunning(missing or f'container not found ("{container}")')
    return node, place, found


def _full(pod: dict) -> str:
    return f"{pod['metadata']['name']}_{pod['metadata']['namespace']}"


def _lines(lines: list) -> list[Line]:
    return [(line.at, line.stream, line.text) for line in lines]
