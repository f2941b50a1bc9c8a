"""A connection to a process at which somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.inputs import handler
from cluster.kubelet.processes import execs
from cluster.kubelet.processes.execs import Process
from cluster.streams.process import ProcessStream, _moment

if TYPE_CHECKING:
    from cluster.simulation import Simulation
    from cluster.store import Origin


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
