"""The simulated nodes of the recordings (FORMAT.md): a kubelet that the annotations of a pod steer. It stands in for
cluster.kubelet, so that what is compared is what the control plane does.

    sim/ready-gate: manual   runs, and becomes ready when the recorder sets the annotation to `open`
    sim/ready-after: S       becomes ready so many seconds after its start
    sim/never-ready: "true"  never becomes ready
    sim/stop-after: S        takes that long to stop
    sim/run-for: S           every container ends after so many seconds,
    sim/exit-code: N         with this code; it is started again where the restart policy says so
"""

from __future__ import annotations

from typing import ClassVar

from cluster.component import Component, World, own_key, split_key
from cluster.objects.times import SECOND, rfc3339
from cluster.store import Change, Store
from cluster.store_tallies import is_ready

START = 50_000  # µs; starting and stopping a container
GATE, AFTER, NEVER, STOP = "sim/ready-gate", "sim/ready-after", "sim/never-ready", "sim/stop-after"
RUN_FOR, EXIT_CODE = "sim/run-for", "sim/exit-code"
HOSTNAME = "kubernetes.io/hostname"


def bound_keys(change: Change, store: Store):
    if change.object["spec"].get("nodeName"):
        yield from own_key(change, store)


class RecordedKubelet(Component):
    """What the simulated kubelets of all recordings have in common: they look after the pods bound to a node."""

    name = "kubelet"
    watches = {"pods": bound_keys}
    fresh: ClassVar[dict] = {}  # what is known of a pod at first

    def run(self, key: str, pod: dict, known: dict, world: World) -> None:
        """Move a pod on that shall run."""
        raise NotImplementedError

    def stopping(self, pod: dict, world: World) -> int:
        """Tell that a pod is being stopped; gives how long that takes (µs)."""
        raise NotImplementedError

    def reconcile(self, key: str, world: World) -> None:
        pod = world.store.get("pods", *split_key(key))
        if pod is None:
            world.remember(key, None)
            return
        known = world.recall(key) or {}
        if known.get("uid") != pod["metadata"]["uid"]:
            known = {"uid": pod["metadata"]["uid"], **self.fresh}
        if "deletionTimestamp" in pod["metadata"]:
            self._stop(key, pod, known, world)
        else:
            self.run(key, pod, known, world)

    def _stop(self, key: str, pod: dict, known: dict, world: World) -> None:
        metadata = pod["metadata"]
        if "stops" not in known:
            known = {**known, "stops": world.now + self.stopping(pod, world)}
            world.remember(key, known)
        if world.now < known["stops"]:
            world.requeue(known["stops"] - world.now)
            return
        world.client.delete("pods", metadata["namespace"], metadata["name"], grace_seconds=0, uid=metadata["uid"])
        world.remember(key, None)


class SteeredKubelet(RecordedKubelet):
    """Starts, readies, restarts and stops pods as their annotations say."""

    def run(self, key: str, pod: dict, known: dict, world: World) -> None:
        (self._run if "started" in known else self._begin)(key, pod, known, world)

    def stopping(self, pod: dict, world: World) -> int:
        _tell(world, pod, "Normal", "Killing", "Stopping container nginx")
        takes = _seconds(pod, STOP)
        return START if takes is None else takes

    def _begin(self, key: str, pod: dict, known: dict, world: World) -> None:
        bad = [c["image"] for c in pod["spec"]["containers"] if _is_missing(c["image"])]
        if "begun" not in known:
            known = {**known, "begun": world.now}
            world.remember(key, known)
            if bad:
                _tell(world, pod, "Normal", "Pulling", f'Pulling image "{bad[0]}"')
                _tell(world, pod, "Warning", "Failed", "Error: ErrImagePull")
        if world.now < known["begun"] + START:
            world.requeue(known["begun"] + START - world.now)
        elif bad:
            _tell(world, pod, "Normal", "BackOff", f'Back-off pulling image "{bad[0]}"')
            world.remember(key, {**known, "started": world.now, "failed": True})
            world.client.update_status("pods", {**pod, "status": _status(pod, world, "Pending", False, None)})
        else:
            for reason in ("Pulled", "Created", "Started"):
                _tell(world, pod, "Normal", reason, reason)
            known = {**known, "started": world.now, "images": _images(pod), "restarts": 0}
            world.remember(key, known)
            self._run(key, pod, known, world)

    @staticmethod
    def _run(key: str, pod: dict, known: dict, world: World) -> None:
        if known.get("failed"):
            return
        if known["images"] != _images(pod):
            known = {**known, "images": _images(pod), "restarts": known["restarts"] + 1}
            world.remember(key, known)
        lasts = _seconds(pod, RUN_FOR)
        ended = lasts is not None and world.now >= known["started"] + lasts
        if ended and not _is_restarted(pod):
            phase = "Failed" if _exit_code(pod) else "Succeeded"
            status = _status(pod, world, phase, False, known["restarts"])
            world.client.update_status("pods", {**pod, "status": status})
            return
        if ended:
            known = {**known, "started": world.now, "restarts": known["restarts"] + 1}
            world.remember(key, known)
        if lasts is not None:
            world.requeue(known["started"] + lasts - world.now)
        ready, wait = _readiness(pod, known, world.now)
        if wait:
            world.requeue(wait)
        status = _status(pod, world, "Running", ready, known["restarts"])
        world.client.update_status("pods", {**pod, "status": status})


def _readiness(pod: dict, known: dict, now: int) -> tuple[bool, int]:
    """(ready now, or in how many µs)."""
    notes = pod["metadata"].get("annotations") or {}
    if notes.get(NEVER) == "true" or notes.get(GATE) == "manual":
        return False, 0
    after = _seconds(pod, AFTER) or 0
    left = known["started"] + after - now
    return left <= 0, max(0, left)


def _status(pod: dict, world: World, phase: str, ready: bool, restarts: int | None) -> dict:
    before, now = pod.get("status") or {}, rfc3339(world.epoch + world.now)
    conditions = [
        c for c in before.get("conditions") or () if c["type"] not in ("Initialized", "Ready", "ContainersReady")
    ]
    old = {c["type"]: c for c in before.get("conditions") or ()}
    for kind, holds in (("Initialized", True), ("Ready", ready), ("ContainersReady", ready)):
        word = "True" if holds else "False"
        since = old[kind]["lastTransitionTime"] if kind in old and old[kind]["status"] == word else now
        conditions.append({"type": kind, "status": word, "lastProbeTime": None, "lastTransitionTime": since})
    states = {"Running": {"running": {"startedAt": now}}, "Pending": {"waiting": {"reason": "ImagePullBackOff"}}}
    state = states.get(phase) or {"terminated": {"exitCode": _exit_code(pod), "finishedAt": now}}
    containers = [
        {
            "name": c["name"],
            "image": c["image"],
            "imageID": "",
            "ready": ready,
            "restartCount": restarts or 0,
            "state": state,
        }
        for c in pod["spec"]["containers"]
    ]
    said = (before.get("phase"), [c["restartCount"] for c in before.get("containerStatuses") or ()], is_ready(before))
    if said == (phase, [c["restartCount"] for c in containers], ready):
        return before
    return {**before, "phase": phase, "conditions": conditions, "containerStatuses": containers, "podIP": "10.244.0.9"}


def _tell(world: World, pod: dict, kind: str, reason: str, message: str) -> None:
    world.event(pod, kind, reason, message, "spec.containers{nginx}", pod["spec"]["nodeName"])


def _images(pod: dict) -> list[str]:
    return [c["image"] for c in pod["spec"]["containers"]]


def _exit_code(pod: dict) -> int:
    return int((pod["metadata"].get("annotations") or {}).get(EXIT_CODE, "0"))


def _is_restarted(pod: dict) -> bool:
    policy = pod["spec"].get("restartPolicy", "Always")
    return policy == "Always" or (policy == "OnFailure" and _exit_code(pod) != 0)


def _is_missing(image: str) -> bool:
    return image.endswith(":12.34.56") or "nonexistent" in image


def _seconds(pod: dict, annotation: str) -> int | None:
    text = (pod["metadata"].get("annotations") or {}).get(annotation)
    return int(float(text) * SECOND) if text else None
