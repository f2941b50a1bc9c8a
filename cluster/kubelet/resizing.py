"""Resources that change while the pod runs: allocated if the node has room, then given to the containers.

In the pod's record, while a resize is not through: `resize` {"state": Deferred | Infeasible | InProgress, "message",
"generation", "until" (when it is through), "was": {container: the resources that it has}}.
Source: https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/ (stable since 1.35); the
words are the kubelet's (k8s.io/kubernetes, pkg/kubelet/allocation and pkg/kubelet/events).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cluster.component import World
from cluster.kubelet import admission, restarting, stopping
from cluster.kubelet.node import machine
from cluster.kubelet.processes import inside
from cluster.objects import demand
from cluster.reasons import reason

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

DEFERRED, INFEASIBLE, IN_PROGRESS = "Deferred", "Infeasible", "InProgress"
PENDING_CONDITION, PROGRESS_CONDITION = "PodResizePending", "PodResizeInProgress"
CONDITIONS = (PENDING_CONDITION, PROGRESS_CONDITION)
_S = 1_000_000
_AGAIN = 180 * _S  # how often a resize that waits is looked at again in any case


def work(worker: Worker) -> None:
    """Begin, retry or finish a resize."""
    held = worker.record.get("resize")
    if held is None:
        was = _had(worker.pod)
        if any(was.get(spec["name"]) not in (None, _of(spec)) for spec in _resizable(worker.pod)):
            _decide(worker, was)
    elif held["state"] != IN_PROGRESS or held["generation"] != worker.pod["metadata"].get("generation", 1):
        _decide(worker, held["was"])
    elif held["until"] <= worker.now:
        _finish(worker)
    else:
        worker.world.requeue(held["until"] - worker.now)


def actual(record: dict, spec: dict) -> dict:
    """The resources that a container has."""
    return (record.get("resize") or {}).get("was", {}).get(spec["name"]) or _of(spec)


def allocated(record: dict, spec: dict) -> dict:
    """Those that are set aside for it: while a resize waits, the old ones."""
    held = record.get("resize")
    return _of(spec) if held is None or held["state"] == IN_PROGRESS else actual(record, spec)


def conditions(record: dict) -> dict[str, dict]:
    """type → status, reason and message of the pod's conditions about a resize."""
    held = record.get("resize")
    if held is None:
        return {}
    if held["state"] == IN_PROGRESS:
        return {PROGRESS_CONDITION: {"status": "True"}}
    return {PENDING_CONDITION: {"status": "True", "reason": held["state"], "message": held["message"]}}


def room_was_made(world: World, node: str) -> None:
    """A pod of the node is gone: who waits for its resources looks again."""
    for place, record in machine.records(world.runtime, node):
        if (record.get("resize") or {}).get("state") == DEFERRED:
            world.later(f"{node}/{place}", 0)


# -- steps -------------------------------------------------------------------------------------------------------------


def _decide(worker: Worker, was: dict[str, dict]) -> None:
    generation = worker.pod["metadata"].get("generation", 1)
    if all(was.get(spec["name"]) in (None, _of(spec)) for spec in _resizable(worker.pod)):
        worker.record.pop("resize", None)  # it was taken back
        return
    why, message = _refusal(worker)
    told = {"generation": generation, "was": was, "message": message}
    before = worker.record.get("resize") or {}
    if why:
        worker.record["resize"] = {**told, "state": why, "until": None}
        if (before.get("state"), before.get("message")) != (why, message):
            text = f"Pod resize {why}: {_summary(worker.pod, generation, message)}"
            worker.world.event(worker.pod, "Warning", f"Resize{why}", text, "", worker.node)
        worker.note(reason("kubelet.resize_waits", message=message))
        if why == DEFERRED:
            worker.world.requeue(_AGAIN)
        return
    until = worker.now + worker.world.latency.resync
    worker.record["resize"] = {**told, "state": IN_PROGRESS, "until": until}
    text = f"Pod resize started: {_summary(worker.pod, generation)}"
    worker.world.event(worker.pod, "Normal", "ResizeStarted", text, "", worker.node)
    worker.world.requeue(until - worker.now)


def _finish(worker: Worker) -> None:
    held = worker.record["resize"]
    for spec in _resizable(worker.pod):
        container, was = worker.record["containers"].get(spec["name"]), held["was"].get(spec["name"])
        if container is None or was in (None, _of(spec)):
            continue
        if container["state"] == "running" and _needs_restart(spec, was):
            told = f"Container {spec['name']} resize requires restart"
            stopping.ask(worker, spec, container, worker.grace(), told)
            container["changed"] = True
        worker.note(reason("kubelet.resize", container=spec["name"]))
    worker.record.pop("resize")
    text = f"Pod resize completed: {_summary(worker.pod, held['generation'])}"
    worker.world.event(worker.pod, "Normal", "ResizeCompleted", text, "", worker.node)


def _refusal(worker: Worker) -> tuple[str, str]:
    """(Infeasible or Deferred, why), or ("", "")."""
    node = worker.world.store.get("nodes", "", worker.node) or {}
    there = demand.amounts((node.get("status") or {}).get("allocatable"))
    wanted = demand.requests(worker.pod["spec"])
    for name in (demand.CPU, demand.MEMORY):
        if wanted.get(name, 0) > there.get(name, 0):
            text = f"Node didn't have enough capacity: {name}, requested: {wanted[name]}, capacity: {there[name]}"
            return INFEASIBLE, text
    others = [other for other in worker.world.store.pods_on(worker.node) if other["metadata"]["uid"] != worker.uid]
    short = admission.short_of(worker.pod, [other for other in others if not admission.is_done(other)], node)
    return (DEFERRED, short["event"]) if short else ("", "")


# -- what is asked and what is there -----------------------------------------------------------------------------------


def _resizable(pod: dict) -> list[dict]:
    return [
        spec for spec in inside.specs(pod)
        if restarting.field_of(pod, spec) == restarting.APP or restarting.is_sidecar(pod, spec)
    ]  # fmt: skip


def _of(spec: dict) -> dict:
    resources = spec.get("resources") or {}
    return {side: resources[side] for side in ("limits", "requests") if resources.get(side)}


def _had(pod: dict) -> dict[str, dict]:
    """As the pod's status was last told."""
    status = pod.get("status") or {}
    told = [*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())]
    return {each["name"]: each["resources"] for each in told if "resources" in each and "containerID" in each}


def _needs_restart(spec: dict, was: dict) -> bool:
    now = _of(spec)
    for policy in spec.get("resizePolicy") or ():
        name = policy["resourceName"]
        if policy["restartPolicy"] == "RestartContainer" and any(
            was.get(side, {}).get(name) != now.get(side, {}).get(name) for side in ("limits", "requests")
        ):
            return True
    return False


def _summary(pod: dict, generation: int, error: str = "") -> str:
    """As JSON: what the containers are to have."""
    lists = {
        field: [{"name": spec["name"], "resources": _of(spec)} for spec in pod["spec"][field]]
        for field in (restarting.INIT, restarting.APP) if pod["spec"].get(field)
    }  # fmt: skip
    told = {**lists, "generation": generation, **({"error": error} if error else {})}
    return json.dumps(told, separators=(",", ":"))
