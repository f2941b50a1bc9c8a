"""Open connections to processes, as their clients see them: what has come by now, and how it ended.

A stream is a client's, not state: what is written to it becomes an input, and after a restore it has ended.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cluster.api.options import flag
from cluster.forwarding import Forward
from cluster.kubelet import execs, logs
from cluster.kubelet.execs import Process, killed_at

if TYPE_CHECKING:
    from cluster.api.request import Stream
    from cluster.simulation import Simulation
    from cluster.store import Origin

_AHEAD = 60_000_000  # µs for which an endless process is looked ahead
SUCCESS: dict = {"metadata": {}, "status": "Success"}


class ProcessStream:
    """exec and attach: cluster.api.request.Stream over a `Process` of the kubelet's."""

    def __init__(self, simulation: Simulation, process: Process, options: dict):
        self._simulation, self._process = simulation, process
        self._wanted = [name for name in ("stdout", "stderr") if options[name]]
        self._tty = options["tty"]
        self._seen = -1  # all that was printed up to this moment has been told
        self._closed = False
        self._said = False
        self._next: int | None = None
        self.refusal: tuple[int, str] | None = None

    @property
    def done(self) -> bool:
        return self._closed or (self._end() is not None and self._said)

    @property
    def status(self) -> dict | None:
        end = self._end()
        if end is None or not self._said:
            return None
        if self._process.error:
            return internal_error(self._process.error)
        return exited(end[1])

    @property
    def due(self) -> int | None:
        """Only what is still to come: what has come by now waits for `poll`."""
        if self._closed:
            return None
        now, process = self._simulation.now, self._process
        if self._next is not None and self._next > now:
            return self._next
        moments = [line[0] for line in self._lines(now + _AHEAD) if line[0] > now]
        if process.ends is not None:
            moments.append(process.ends)
        elif process.more is not None and not moments:
            moments.append(now + _AHEAD)
        self._next = min((moment for moment in moments if moment > now), default=None)
        return self._next

    def poll(self) -> list[tuple[str, bytes]]:
        found = ((self._channel(stream), text) for _, stream, text in self._fresh())
        return [(channel, self._bytes(text)) for channel, text in found if channel is not None]

    def _fresh(self) -> list[tuple[int, str, str]]:
        """The lines that have come since the last call."""
        if self._closed:
            return []
        now, end = self._simulation.now, self._end()
        until = now if end is None else min(now, end[0])
        fresh = [line for line in self._lines(until) if self._seen < line[0] <= until]
        self._seen = max(until, self._seen)
        self._said = end is not None
        if self.done:
            self._leave()
        return fresh

    def write(self, data: bytes) -> None:
        pass

    def close_stdin(self) -> None:
        pass

    def resize(self, width: int, height: int) -> None:
        pass

    def close(self) -> None:
        self._closed = True
        self._leave()

    def _lines(self, until: int) -> list[tuple[int, str, str]]:
        more = self._process.more
        return self._process.lines if more is None else more(until)

    def _end(self) -> tuple[int, int] | None:
        """(when, exit code) if it has ended."""
        process, now = self._process, self._simulation.now
        killed = killed_at(self._simulation.runtime, process)
        if killed is not None and (process.ends is None or killed[0] < process.ends):
            return killed
        return (process.ends, process.code) if process.ends is not None and process.ends <= now else None

    def _channel(self, stream: str) -> str | None:
        """A terminal has one output."""
        stream = "stdout" if self._tty else stream
        return stream if stream in self._wanted else None

    def _bytes(self, text: str) -> bytes:
        text = text.replace("\n", "\r\n") if self._tty else text
        return text.encode("utf-8", "surrogateescape")

    def _leave(self) -> None:
        if self in self._simulation.streams:
            self._simulation.streams.remove(self)


class LogStream(ProcessStream):
    """`kubectl logs -f`: what the main process prints from now on, until it ends. Raises NotRunning."""

    def __init__(self, simulation: Simulation, pod: dict, container: str, query: dict):
        read = partial(_printed, simulation, pod, container)
        process = execs.attached(simulation.runtime, pod, container, read, simulation.now)
        super().__init__(simulation, process, {"stdout": True, "stderr": True, "tty": False})
        self._stamped = flag(query.get("timestamps", ""))

    def poll(self) -> list[tuple[str, bytes]]:
        epoch = self._simulation.epoch
        fresh = [logs.LogLine(epoch + at, text) for at, _, text in self._fresh()]
        return [("stdout", logs.shown(fresh, self._stamped).encode("utf-8", "surrogateescape"))] if fresh else []


def connect(simulation: Simulation, what: str, pod: dict, container: str, options: dict, origin: Origin) -> Stream:
    """The node's part of exec, attach and portforward."""
    runtime, now = simulation.runtime, simulation.now
    try:
        if what == "exec":
            serial = "".join(origin.causes[:1])
            process = execs.start(runtime, pod, container, options["command"], now, simulation.epoch, serial)
        elif what == "log":
            return LogStream(simulation, pod, container, options)
        elif what == "portforward":
            return Forward(simulation, pod)
        else:
            process = execs.attached(runtime, pod, container, partial(_printed, simulation, pod, container), now)
    except execs.NotRunning as error:
        return Refused(str(error))
    return ProcessStream(simulation, process, options)


def _printed(simulation: Simulation, pod: dict, container: str, until: int) -> list[tuple[int, str, str]]:
    epoch = simulation.epoch
    lines = logs.read(simulation.runtime, pod, container, until, epoch)
    return [(line.time - epoch, "stdout", line.text) for line in lines]


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


def exited(code: int) -> dict[str, Any]:
    """The v1.Status of a process that ended. Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/remotecommand"""
    if code == 0:
        return SUCCESS
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: command terminated with exit code {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


def internal_error(message: str) -> dict[str, Any]:
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"Internal error occurred: {message}",
        "reason": "InternalError",
        "details": {"causes": [{"message": message}]},
        "code": 500,
    }
