"""A container whose postStart hook is under way: it runs, but does not count as running yet.

In its record: `hook` (when the hook is through; None: never) and `good` (whether it succeeds).
Source: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kubelet import hooks, stopping
from cluster.kubelet.processes import hearing, inside

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker


def begin(worker: Worker, spec: dict, container: dict, handler: dict) -> None:
    """Until the hook is through the container does not count as running."""
    done = hooks.run(worker, spec, container, handler)
    ends = container["ends"]
    if ends is not None and (done.ends is None or ends < done.ends):
        container.update(state="hooked", until=ends, hook=ends, good=False)
    else:
        container.update(state="hooked", until=done.ends, hook=done.ends, good=done.good)


def look(worker: Worker, spec: dict, container: dict) -> None:
    """Its postStart hook is under way; one that failed is the container's end."""
    turn = worker.record.get("turn", 0)
    if container.get("turn", 0) != turn:
        hearing.look(container, worker.now, True)
        ran = inside.main(worker.world.runtime, worker.held(spec, container), None)
        hearing.keep(container, ran.heard)
        container.update(turn=turn, ends=ran.ends, code=ran.code, known=ran.known, oom=ran.oom)
    if container["hook"] is None or container["hook"] > worker.now:
        container["until"] = container["hook"]
        return
    if container.pop("good"):
        container.update(state="running", until=container["ends"])
        return
    worker.event("Warning", "FailedPostStartHook", "PostStartHook failed", spec)
    stopping.ask(worker, spec, container, worker.grace(), "FailedPostStartHook")
