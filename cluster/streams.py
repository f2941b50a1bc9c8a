"""Open connections to processes, as their clients see them: what has come by now, and how it ended.

A stream is a client's, not state: what is written to it becomes an input, and after a restore it has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster.api.options import flag
from cluster.forwarding import Forward
from cluster.inputs import handler
from cluster.kubelet import execs, logs
from cluster.kubelet.execs import Line, Process, killed_at

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
        self._attached = options.get("attached", False)  # who attaches is not told how the process ended
        self._pending = list(process.lines)  # what is known to come, oldest first
        self._told = simulation.now, 0  # what `more` gives before this moment has been told, and so many lines of it
        self._closed = self._said = False
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
        return exited(0 if self._attached else end[1])

    @property
    def due(self) -> int | None:
        """Only what is still to come: what has come by now waits for `poll`."""
        if self._closed:
            return None
        now, process = self._simulation.now, self._process
        if self._next is not None and self._next > now:
            return self._next
        moments = [line[0] for line in self._pending]
        if process.ends is not None:
            moments.append(process.ends)
        if process.more is not None:
            coming = [line[0] for line in process.more(now + _AHEAD) if line[0] > now]
            moments.append(min(coming, default=now + _AHEAD))
        self._next = min((moment for moment in moments if moment > now), default=None)
        return self._next

    def poll(self) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        for _, stream, text in self._fresh():
            channel = "stdout" if self._tty else stream
            if channel in self._wanted:
                before = found.pop()[1] if found and found[-1][0] == channel else b""
                found.append((channel, before + self._bytes(text)))
        return found

    def _fresh(self) -> list[Line]:
        """The lines that have come since the last call."""
        if self._closed:
            return []
        now, end, process = self._simulation.now, self._end(), self._process
        until = now if end is None else min(now, end[0])
        fresh = [line for line in self._pending if line[0] <= until]
        self._pending = [line for line in self._pending if line[0] > until]
        if process.more is not None:
            fresh += self._going_on(process.more(until), until)
        self._said = end is not None
        if self.done:
            self._leave()
        return sorted(fresh, key=_moment)

    def _going_on(self, lines: list[Line], until: int) -> list[Line]:
        """What of `lines` has not been told yet; several may come in one moment, before and after a look."""
        since, count = self._told
        found = [line for line in lines if since <= line[0] <= until]
        if until >= since:
            last = [line for line in found if line[0] == until]
            self._told = until, len(last)
        return found[count:]

    def _skip(self) -> None:
        """What was printed up to this moment has been told already."""
        now, more = self._simulation.now, self._process.more
        self._told = now, len([line for line in more(now) if line[0] == now]) if more else 0

    def write(self, data: bytes) -> None:
        pass

    def close_stdin(self) -> None:
        pass

    def resize(self, width: int, height: int) -> None:
        pass

    def close(self) -> None:
        self._closed = True
        self._leave()

    def _end(self) -> tuple[int, int] | None:
        """(when, exit code) if it has ended."""
        process, now = self._process, self._simulation.now
        killed = killed_at(self._simulation.runtime, process)
        if killed is not None and (process.ends is None or killed[0] < process.ends):
            return killed
        return (process.ends, process.code) if process.ends is not None and process.ends <= now else None

    def _bytes(self, text: str) -> bytes:
        text = text.replace("\n", "\r\n") if self._tty else text
        return text.encode("utf-8", "surrogateescape")

    def _leave(self) -> None:
        if self in self._simulation.streams:
            self._simulation.streams.remove(self)


class TypedStream(ProcessStream):
    """One whose standard input is open. What is typed becomes an input of the cluster."""

    def __init__(self, simulation: Simulation, process: Process, options: dict, about: dict):
        """`about`: the process, as the input {"type": about} names it."""
        super().__init__(simulation, process, options)
        self._about = about
        self._rest = b""  # the beginning of a character whose end has not come yet
        self._open = True

    def write(self, data: bytes) -> None:
        if not self._open or self.done:
            return
        whole = self._rest + data
        cut = _whole_characters(whole)
        self._rest = whole[cut:]
        if cut:
            self._type(whole[:cut].decode("utf-8", "surrogateescape"))

    def close_stdin(self) -> None:
        if self._open and not self._closed:
            if self._rest:
                self._type(self._rest.decode("utf-8", "surrogateescape"))
            self._rest = b""
            self._type(None)
            self._open = False

    def close(self) -> None:
        if not self.done:
            self.close_stdin()
        super().close()

    def _type(self, text: str | None) -> None:
        simulation = self._simulation
        given = simulation.next_input({"type": {**self._about, "text": text}}, "exec", "")
        fed: Process | None = simulation.apply(given)
        self._next = None
        if fed is None:
            return
        if fed.cut is not None:
            cut = fed.cut
            self._pending = [line for line in self._pending if line[0] <= cut]
        self._pending = sorted([*self._pending, *fed.lines], key=_moment)
        if self._about["key"]:
            process = self._process
            process.ends, process.code = fed.ends, fed.code
            if fed.more is None or process.more is None:
                process.more, self._told = fed.more, (simulation.now, 0)


def _moment(line: Line) -> int:
    return line[0]


def _whole_characters(data: bytes) -> int:
    """How many bytes of `data` are whole characters of UTF-8 (what is none counts as one)."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) - back if needed > back else len(data)
        if byte < 0x80:
            break
    return len(data)


@handler("type")
def _type(simulation: Simulation, request: dict, origin: Origin) -> Process | None:
    """{"type": {"namespace", "pod", "uid", "container", "node", "run", "key" ("": the main process), "text" (null: the
    end)}}"""
    about, runtime, now = request["type"], simulation.runtime, simulation.now
    pod = simulation.store.get("pods", about["namespace"], about["pod"])
    if pod is None or pod["metadata"]["uid"] != about["uid"]:
        return None
    if about["key"]:
        return execs.feed(runtime, pod, about["node"], about["key"], about["text"], now)
    process = execs.type_at_main(runtime, pod, about["container"], about["run"], about["text"], now)
    if process is not None and process.ends is not None:
        key = f"{about['node']}/{about['namespace']}/{about['pod']}"
        simulation.clock.schedule(process.ends, "kubelet", key, origin.causes)
    return process


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
