"""A client's connection to a process: what it prints, from the moment of the connection on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster.kubelet.processes.execs import Line, Process, killed_at

if TYPE_CHECKING:
    from cluster.simulation import Simulation


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


def _moment(line: Line) -> int:
    return line[0]


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
