"""Open connections to processes, as their clients see them: what has come by now, and how it ended.

A stream is a client's, not state: what is written to it becomes an input, and after a restore it has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.options import flag
from cluster.forwarding import Forward
from cluster.kubelet.processes import execs, logs
from cluster.streams.process import ProcessStream, internal_error
from cluster.streams.typed import TypedStream

if TYPE_CHECKING:
    from cluster.api.request import Stream
    from cluster.simulation import Simulation
    from cluster.store import Origin


class LogStream(ProcessStream):
    """`kubectl logs -f`: what the main process prints from now on, until it ends. Raises NotRunning."""

    def __init__(self, simulation: Simulation, pod: dict, container: str, query: dict):
        process = execs.attached(simulation.runtime, pod, container, simulation.now, whole_lines=True)
        super().__init__(simulation, process, {"stdout": True, "stderr": True, "tty": False})
        self._skip()
        self._stamped = flag(query.get("timestamps"))

    def poll(self) -> list[tuple[str, bytes]]:
        epoch = self._simulation.epoch
        fresh = [logs.LogLine(epoch + at, text) for at, _, text in self._fresh()]
        return [("stdout", logs.shown(fresh, self._stamped).encode("utf-8", "surrogateescape"))] if fresh else []


def connect(simulation: Simulation, what: str, pod: dict, container: str, options: dict, origin: Origin) -> Stream:
    """The node's part of exec, attach, portforward and of following a log."""
    runtime, now = simulation.runtime, simulation.now
    try:
        if what == "log":
            return LogStream(simulation, pod, container, options)
        if what == "portforward":
            return Forward(simulation, pod)
        if what == "exec":
            process = execs.start(runtime, pod, container, options, now, "".join(origin.causes[:1]))
        else:
            process = execs.attached(runtime, pod, container, now)
            options = {**options, "tty": bool(execs.spec_of(pod, container).get("tty")), "attached": True}
    except execs.NotRunning as error:
        return Refused(str(error))
    if not options["stdin"] or process.error:
        stream = ProcessStream(simulation, process, options)
        if what == "attach":
            stream._skip()
        return stream
    metadata = pod["metadata"]
    about = {
        "namespace": metadata["namespace"], "pod": metadata["name"], "uid": metadata["uid"], "container": container,
        "node": process.node, "run": process.run, "key": process.key,
    }  # fmt: skip
    typed = TypedStream(simulation, process, options, about)
    if what == "attach":
        typed._skip()
    return typed


class Refused:
    """A stream that is over before it began: the node said no."""

    def __init__(self, message: str):
        self.refusal: tuple[int, str] | None = (500, message)
        self.status: dict | None = internal_error(f"unable to upgrade connection: {message}")
        self.done = True
        self.due: int | None = None

    def poll(self) -> list[tuple[str, bytes]]:
        return []

    def write(self, data: bytes) -> None: ...
    def close_stdin(self) -> None: ...
    def resize(self, width: int, height: int) -> None: ...
    def close(self) -> None: ...
