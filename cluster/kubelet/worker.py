"""One pod on its node: admitted, brought up container by container, kept running, stopped.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/. The pod's record in the runtime, under
`pods/NAMESPACE/NAME`: {"uid", "ip", "admitted", "ready_at" (sandbox), "containers": {name: see containers},
"stopping": {"at", "told"} (see stop_all), "ended": see ending, "volumes": see volumes, "pod": where it sees the node's
files}; `failed`: refused by the node.
"""

from __future__ import annotations

from typing import Any

from cluster.component import World
from cluster.images.filesystem.files import Write
from cluster.kubelet import (
    admission,
    containers,
    devices,
    ending,
    naming,
    order,
    resizing,
    restarting,
    status,
    stopping,
)
from cluster.kubelet.node import eviction, machine
from cluster.kubelet.processes import inside, leaving, settling
from cluster.kubelet.volumes import refreshing, setup
from cluster.objects.paths import set_in
from cluster.objects.times import parse
from cluster.reasons import Reason, reason

_S = 1_000_000
_BLINK = 500_000


def record_key(namespace: str, name: str) -> str:
    return f"pods/{namespace}/{name}"


class Worker:
    """Lives for one reconcile."""

    def __init__(self, pod: dict, node: str, world: World):
        self.pod, self.node, self.world = pod, node, world
        self.now, self.epoch = world.now, world.epoch
        metadata = pod["metadata"]
        self.namespace, self.name, self.uid = metadata["namespace"], metadata["name"], metadata["uid"]
        self.place = record_key(self.namespace, self.name)
        self.verdict: Reason | None = None
        found = world.runtime.get(node, self.place)
        self.record: dict[str, Any] = {} if found is None else _copied(found)  # empty: the node does not know the pod

    @property
    def ip(self) -> str:
        return self.record.get("ip", "")

    def held(self, spec: dict, container: dict) -> inside.Held:
        return inside.Held(self.node, self.place, self.pod, self.record, spec, container)

    def sync(self) -> Reason | None:
        """Everything that is due now; asks to be called again when more will be."""
        deleting = "deletionTimestamp" in self.pod["metadata"]
        if not self.record:
            if deleting or status.is_done(self.pod):
                return self._gone() if deleting else None
            if not self._admit():
                return self.verdict
        if self.record.get("volumes"):
            settling.work(self)
        if deleting:
            return self._stop()
        if self.record.pop("rebooted", False) and not status.is_done(self.pod):
            self._after_reboot()
        if "stopping" not in self.record:
            resizing.work(self)
            self._advance()
            ending.look(self)
        if "stopping" not in self.record:
            eviction.look(self)
        if "stopping" in self.record:
            self._wind_down()
        self._keep()
        if not self._over_at_once() and not self._about_to_run():
            self._report()
        return self.verdict or self._usual()

    # -- what containers ask for -----------------------------------------------------------------------------------

    def event(self, kind: str, why: str, message: str, spec: dict) -> None:
        """An Event about one container of the pod."""
        field = f"spec.{restarting.field_of(self.pod, spec)}{{{spec['name']}}}"
        self.world.event(self.pod, kind, why, message, field, self.node)

    def written_on_node(self, path: str) -> list[list]:
        """What main processes have written into that part of the node's files, as far as it is not kept yet."""
        return settling.live(self.world.runtime, self.node, path, self.now)

    def note(self, why: Reason) -> None:
        self.verdict = why

    def wrote(self, spec: dict, writes: list[Write]) -> None:
        """What a hook left in its container stays there."""
        if writes:
            container = self.record["containers"][spec["name"]]
            runtime, at = self.world.runtime, self.held(spec, container)
            record, changed = leaving.with_writes(self.record, container, spec["name"], writes, runtime, at)
            container.update(changed)
            self.record.update({name: value for name, value in record.items() if name != "containers"})

    def grace(self) -> int:
        """How long a container may take to stop, in µs."""
        metadata, spec = self.pod["metadata"], self.pod["spec"]
        seconds = metadata.get("deletionGracePeriodSeconds", spec.get("terminationGracePeriodSeconds", 30))
        return max(seconds, 0) * _S

    # -- coming up -------------------------------------------------------------------------------------------------

    def _admit(self) -> bool:
        refusal = admission.refusal(self.pod, self.world.store, self.node)
        if refusal is not None:
            failed = {
                "uid": self.uid,
                "ip": "",
                "admitted": self.now,
                "ready_at": self.now,
                "containers": {},
                "failed": refusal,
            }
            self.record = failed
            self.world.event(self.pod, "Warning", refusal["reason"], refusal["event"], "", self.node)
            self.note(reason("kubelet.reject", node=self.node, message=refusal["message"]))
            self._report()
            self.record = {}
            return False
        self.record = {"uid": self.uid, "admitted": self.now, "containers": {}, **self._sandbox()}
        self.note(reason("kubelet.admit", node=self.node))
        setup.begin(self)
        return True

    def _sandbox(self) -> dict:
        host = self.pod["spec"].get("hostNetwork")
        address = machine.address(self.world, self.node) if host else machine.next_ip(self.world, self.node)
        return {"ip": address, "ready_at": self.now + self.world.latency.sandbox}

    def _after_reboot(self) -> None:
        """A pod that is never restarted, and has run, stays as the machine's end left it.
        Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy"""
        dead = [container for container in self.record["containers"].values() if container["state"] == "exited"]
        if dead and self.pod["spec"].get("restartPolicy") == "Never":
            for container in dead:
                container.pop("changed", None)
        else:
            self._new_sandbox()

    def _new_sandbox(self) -> None:
        """The machine was off: the pod's network is gone too."""
        text = "Pod sandbox changed, it will be killed and re-created."
        self.world.event(self.pod, "Normal", "SandboxChanged", text, "", self.node)
        self.record.update(self._sandbox())
        settling.after_reboot(self)

    def _advance(self) -> None:
        if not setup.is_ready(self) or not devices.are_ready(self) or not naming.is_possible(self):
            return
        if self.record["ready_at"] > self.now:
            self.world.requeue(self.record["ready_at"] - self.now)
            return
        if self.record.get("volumes"):
            refreshing.work(self)
        turn = None
        while turn != self.record.get("turn", 0):  # one that began or ended matters to those that share its files
            turn = self.record.get("turn", 0)
            driven = order.drive_all(self)
        due = [container["until"] for container in driven if container["until"] is not None]
        if due:
            self.world.requeue(max(0, min(due) - self.now))

    def _over_at_once(self) -> bool:
        """A container that ends as soon as it started is never seen running: the kubelet looks once a second."""
        return any(
            container["state"] == "running"
            and container["ends"] is not None
            and container["ends"] - container["started"] < _BLINK
            for container in self.record["containers"].values()
        )

    def _about_to_run(self) -> bool:
        """All that can be told is that the first container comes up in a moment: that is told together with it."""
        states = self.record["containers"].values()
        return bool(states) and all(
            container["state"] == "creating" and "id" not in container and container["until"] - self.now < _BLINK
            for container in states
        )

    def drive(self, spec: dict) -> dict:
        found = self.record["containers"].get(spec["name"])
        if found is None:
            found = self.record["containers"][spec["name"]] = containers.new(spec, self.now)
        containers.drive(self, spec, found)
        return found

    # -- going away ------------------------------------------------------------------------------------------------

    def stop_all(self, grace: int) -> None:
        """Every container of the pod is asked to stop; from now on none is started."""
        self.record["stopping"] = {"at": self.now, "told": self._deadline()}
        stopping.all_of(self, grace)

    def _stop(self) -> Reason:
        if "stopping" not in self.record:
            self.stop_all(self.grace())
        deadline = self._deadline()
        if deadline < self.record["stopping"]["told"]:  # a later, shorter grace period
            for container in self._alive():
                if container["until"] > deadline:
                    container.update(until=deadline, code=stopping.KILLED)
        last = self._end_those_due()
        if last is None:
            return self._gone()
        self._keep()
        return reason("kubelet.stop", seconds=-(-(last - self.now) // _S))

    def _wind_down(self) -> None:
        """The pod is over, but stays to be seen."""
        last = self._end_those_due()
        if last is not None:
            self.note(reason("kubelet.stop", seconds=-(-(last - self.now) // _S)))

    def _end_those_due(self) -> int | None:
        """When the last of those ends that still run (None: none does); asks to be called when the next one does."""
        for spec in inside.specs(self.pod):
            container = self.record["containers"].get(spec["name"])
            if container is not None and inside.is_alive(container) and container["until"] <= self.now:
                containers.end(self, spec, container, container["code"])
                container["until"] = None
        left = [container["until"] for container in self._alive()]
        if left:
            self.world.requeue(min(left) - self.now)
        return max(left, default=None)

    def _alive(self) -> list[dict]:
        return [container for container in self.record["containers"].values() if inside.is_alive(container)]

    def _deadline(self) -> int:
        """Until when a pod that is being deleted has time; a shorter grace period counts from when it was asked for."""
        metadata = self.pod["metadata"]
        if "deletionTimestamp" not in metadata:
            return self.now + self.grace() + _S
        ends = parse(metadata["deletionTimestamp"]) + _S  # it is written in whole seconds
        return max(self.now, ends - self.epoch)

    def _gone(self) -> Reason:
        """Nothing runs any more: say how it ended, then let the API forget the pod."""
        if self.record:
            self._report(final=True)
            settling.leave(self)
        self.world.runtime.drop(self.node, self.place)
        resizing.room_was_made(self.world, self.node)
        why = reason("kubelet.removed")
        self.world.client.delete("pods", self.namespace, self.name, why, grace_seconds=0, uid=self.uid)
        return why

    # -- telling ---------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        self.world.runtime.put(self.node, self.place, self.record)

    def _report(self, final: bool = False) -> None:
        new = status.of(self.pod, self.record, self.now, self.epoch, machine.address(self.world, self.node), final)
        if new == self.pod.get("status"):
            return
        why = self.verdict or self._usual(new)
        self.pod = self.world.client.update_status("pods", set_in(self.pod, ("status",), new), why)

    def _usual(self, told: dict | None = None) -> Reason:
        """The verdict when nothing happened: what the pod is, or waits for."""
        told = told or self.pod.get("status") or {}
        if told.get("phase") in ("Succeeded", "Failed"):
            return reason("kubelet.done", phase=told["phase"])
        for name, container in self.record["containers"].items():
            if container.get("reason") in ("CrashLoopBackOff", "ImagePullBackOff"):
                left = -(-(container["until"] - self.now) // _S)
                if container["reason"] == "CrashLoopBackOff":
                    return reason("kubelet.backoff", container=name, seconds=left)
                return reason("kubelet.pull_backoff", image=container["next_image"], seconds=left)
        return reason("kubelet.ready") if status.is_ready(told) else reason("kubelet.not_ready")


def _copied(record: dict) -> dict:
    return {**record, "containers": {name: dict(container) for name, container in record["containers"].items()}}
