"""Containers are stopped: preStop hooks first, then the stop signal, then, when grace is over, the end by force; of a
whole pod its sidecars last, in reverse order.

Sources: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow,
https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-pod-lifecycle. However
long a hook took, two seconds are left to the signal (k8s.io/kubernetes, pkg/kubelet/kuberuntime).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kubelet import hooks, restarting
from cluster.kubelet.processes import inside, settling

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

KILLED = 137  # 128 + SIGKILL
LEAST = 2_000_000  # µs


def all_of(worker: Worker, grace: int) -> None:
    """Ask every container of the pod that runs to stop."""
    running = [spec for spec in inside.specs(worker.pod) if _state(worker, spec) in ("running", "hooked")]
    sidecars = [spec for spec in running if restarting.is_sidecar(worker.pod, spec)]
    turn = worker.now
    for spec in [*(spec for spec in running if spec not in sidecars), *reversed(sidecars)]:
        container = worker.record["containers"][spec["name"]]
        ask(worker, spec, container, grace, f"Stopping container {spec['name']}", turn if spec in sidecars else 0)
        turn = max(turn, container["until"])


def _state(worker: Worker, spec: dict) -> str:
    return worker.record["containers"].get(spec["name"], {}).get("state", "")


def ask(worker: Worker, spec: dict, container: dict, grace: int, told: str, turn: int = 0) -> None:
    """Stop one container that runs: its record says when and how it ends. `told`: the Event's text; `turn`: before
    which it gets no signal, while there is grace."""
    worker.event("Normal", "Killing", told, spec)
    signal = max(_after_hook(worker, spec, container, grace), min(turn, worker.now + grace))
    killed = max(worker.now + grace, signal + LEAST)
    end, code = killed, KILLED
    if container["ends"] is not None and container["ends"] <= signal:
        end, code = container["ends"], container["code"]
    else:
        container["signalled"] = signal
        ran = inside.main(worker.world.runtime, worker.held(spec, container), None, signal)
        if ran.ends is not None:
            least = 0 if container["ends"] == ran.ends else worker.world.latency.container_stop
            ends = max(ran.ends, signal + least)
            if ends <= killed:
                end, code = ends, ran.code
    container.update(state="stopping", until=end, code=code)
    settling.tell(worker)


def _after_hook(worker: Worker, spec: dict, container: dict, grace: int) -> int:
    """When the stop signal may be sent: once the preStop hook is through, or grace over."""
    handler = hooks.of(spec, hooks.PRE_STOP)
    if handler is None or grace <= 0:
        return worker.now
    done = hooks.run(worker, spec, container, handler)
    if done.ends is None or done.ends > worker.now + grace:
        return worker.now + grace
    if not done.good:
        worker.event("Warning", "FailedPreStopHook", "PreStopHook failed", spec)
    return done.ends
