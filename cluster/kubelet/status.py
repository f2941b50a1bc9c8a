"""A pod's status, from its spec and what runs.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase and #pod-conditions; fields as
1.35 has them
(https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodStatus).
"""

from __future__ import annotations

from functools import partial

from cluster.kubelet import resizing, restarting
from cluster.kubelet.containerstatus import ephemeral, statuses
from cluster.objects.times import rfc3339

PENDING, RUNNING, SUCCEEDED, FAILED = "Pending", "Running", "Succeeded", "Failed"
_OURS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
_TRUE, _FALSE = {"status": "True"}, {"status": "False"}


def is_done(pod: dict) -> bool:
    return (pod.get("status") or {}).get("phase") in (SUCCEEDED, FAILED)


def is_ready(status: dict) -> bool:
    return any(c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions") or ())


def of(pod: dict, record: dict, now: int, epoch: int, host: str, final: bool) -> dict:
    """The whole status. `host`: the node's address; `final`: the pod is being deleted and nothing runs any more."""
    old, spec = pod.get("status") or {}, pod["spec"]
    generation = pod["metadata"].get("generation", 1)
    status = {key: old[key] for key in ("nominatedNodeName", "qosClass", "resourceClaimStatuses") if key in old}
    status["observedGeneration"] = generation
    if "failed" in record:
        failed = record["failed"]
        return {**status, "phase": FAILED, "reason": failed["reason"], "message": failed["message"],
                "startTime": _time(epoch, record["admitted"]), "conditions": old.get("conditions") or []}  # fmt: skip
    given = spec.get("initContainers") or ()
    idle = "PodInitializing" if given else "ContainerCreating"
    inits, apps = statuses(given, record, idle, epoch, init=True), statuses(spec["containers"], record, idle, epoch)
    status["phase"] = shown = _shown_phase(pod, record, final)
    if inits:
        status["initContainerStatuses"] = inits
    status["containerStatuses"] = apps
    if spec.get("ephemeralContainers"):
        status["ephemeralContainerStatuses"] = ephemeral(spec["ephemeralContainers"], record, idle, epoch)
    status["hostIP"], status["hostIPs"] = host, [{"ip": host}]
    sandbox = record["ready_at"] <= now
    if sandbox and record["ip"]:
        status["podIP"], status["podIPs"] = record["ip"], [{"ip": record["ip"]}]
    status["startTime"] = _time(epoch, record["admitted"])
    ended = record.get("ended") if shown == FAILED else None
    if ended:
        status["reason"], status["message"] = ended["reason"], ended["message"]
    found = _conditions(spec, inits, apps, shown, sandbox and not final and shown not in (SUCCEEDED, FAILED))
    if found["Ready"] is _TRUE and spec.get("readinessGates"):
        found["Ready"] = _gated(spec["readinessGates"], old.get("conditions") or [])
    found |= resizing.conditions(record)
    if ended and ended["condition"]:
        found[ended["condition"]["type"]] = {**ended["condition"], "status": "True"}
    status["conditions"] = _merged(found, old.get("conditions") or [], generation, _time(epoch, now))
    return status


def phase(pod: dict, record: dict, final: bool = False) -> str:
    """By its containers alone; `final`: nothing runs any more, nor will."""
    spec, found = pod["spec"], record["containers"]
    for init in spec.get("initContainers") or ():
        container = found.get(init["name"])
        if init.get("restartPolicy") == "Always" or (container is not None and _is_over(container, 0)):
            continue
        lost = container is not None and _is_over(container) and not _again(pod, init, container)
        return FAILED if final or lost else PENDING
    apps = [found.get(app["name"]) for app in spec["containers"]]
    known = [app for app in apps if app is not None and "id" in app]
    if len(known) < len(apps):
        return FAILED if final else PENDING
    over = all(_is_over(app) for app in known)
    if final or (over and not any(map(partial(_again, pod), spec["containers"], known))):
        return SUCCEEDED if all(_is_over(app, 0) for app in known) else FAILED
    return RUNNING


def _is_over(container: dict, code: int | None = None) -> bool:
    return container["state"] == "exited" and (code is None or container["code"] == code)


def _again(pod: dict, spec: dict, container: dict) -> bool:
    return bool(container.get("changed")) or restarting.again(pod, spec, container["code"])


def _shown_phase(pod: dict, record: dict, final: bool) -> str:
    """A pod is not said to be over while any of its containers may run."""
    found = FAILED if "ended" in record else phase(pod, record, final)
    if found not in (SUCCEEDED, FAILED) or final:
        return found
    alive = any(c["state"] in ("hooked", "running", "stopping") for c in record["containers"].values())
    return (pod.get("status") or {}).get("phase", PENDING) if alive else found


def _conditions(spec: dict, inits: list[dict], apps: list[dict], phase: str, sandbox: bool) -> dict[str, dict]:
    """type → {"status", "reason", "message"}."""
    unfinished = [
        s["name"]
        for s, given in zip(inits, spec.get("initContainers") or (), strict=True)
        if not _initialised(s, given)
    ]
    sidecars = [
        s
        for s, given in zip(inits, spec.get("initContainers") or (), strict=True)
        if given.get("restartPolicy") == "Always"
    ]
    unready = [s["name"] for s in [*sidecars, *apps] if not s["ready"]]
    if phase == SUCCEEDED:
        ready = {"status": "False", "reason": "PodCompleted"}
    elif phase == FAILED:
        ready = {"status": "False", "reason": "PodFailed"}
    elif unready:
        ready = _incomplete("ContainersNotReady", "unready", unready)
    else:
        ready = _TRUE
    if phase == SUCCEEDED:
        initialised = {"status": "True", "reason": "PodCompleted"}
    else:
        initialised = _incomplete("ContainersNotInitialized", "incomplete", unfinished) if unfinished else _TRUE
    return {
        "PodReadyToStartContainers": _TRUE if sandbox else _FALSE,
        "Initialized": initialised,
        "Ready": ready,
        "ContainersReady": ready,
        "PodScheduled": _TRUE,
    }


def _gated(gates: list[dict], conditions: list[dict]) -> dict:
    """Ready only while every gate's condition, which others write, is True.
    Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-readiness-gate"""
    known = {condition["type"]: condition["status"] for condition in conditions}
    told = []
    for gate in gates:
        kind = gate["conditionType"]
        if kind not in known:
            told.append(f'corresponding condition of pod readiness gate "{kind}" does not exist.')
        elif known[kind] != "True":
            told.append(f'the status of pod readiness gate "{kind}" is not "True", but {known[kind]}')
    return {"status": "False", "reason": "ReadinessGatesNotReady", "message": ", ".join(told)} if told else _TRUE


def _initialised(status: dict, spec: dict) -> bool:
    if spec.get("restartPolicy") == "Always":
        return bool(status.get("started"))
    return status["state"].get("terminated", {}).get("exitCode") == 0


def _incomplete(why: str, word: str, names: list[str]) -> dict:
    return {"status": "False", "reason": why, "message": f"containers with {word} status: [{' '.join(names)}]"}


def _merged(found: dict[str, dict], old: list[dict], generation: int, now: str) -> list[dict]:
    """Ours in their usual order, then what others wrote; the last transition's time is kept while the status is."""
    before = {condition["type"]: condition for condition in old}
    merged = []
    for kind in (*(other for other in found if other not in _OURS), *_OURS):
        was, told = before.get(kind, {}), found[kind]
        since = was.get("lastTransitionTime") if was.get("status") == told["status"] else now
        new = {
            "type": kind,
            "observedGeneration": generation,
            "lastProbeTime": None,
            "lastTransitionTime": since,
            **told,
        }
        merged.append(was if new == was else new)  # versions share what is the same
    return merged + [condition for condition in old if condition["type"] not in (*found, *resizing.CONDITIONS)]


def _time(epoch: int, at: int) -> str:
    return rfc3339(epoch + at)
