"""curl, wget and their like on the learner's own machine: outside the cluster, on the network of its machines."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from cluster import minikube
from cluster.images import webclients
from cluster.images.wire import OUTSIDE, HttpRequest, Reply, Source
from cluster.kubectl.waiting import Wait
from cluster.network.exchange import place
from cluster.network.inputs import Asker
from cluster.shell.tools.base import Invocation, inputs_of, tool

if TYPE_CHECKING:
    from cluster.images.webclients import Printed
    from cluster.kubectl.host import Listener

Steps = Generator[Any, Any, int]
_ABOUT = {
    "curl": "make an HTTP request from your own machine",
    "wget": "fetch a file by HTTP",
    "nslookup": "look a name up",
    "ping": "see whether a machine answers",
    "nc": "see whether a port answers",
}
_LONG = 1_000_000  # µs: what takes longer is waited for


def client(call: Invocation, words: list[str], source: Source) -> Steps:
    """Run a client as `source`; its requests are inputs. What takes a second or more lets virtual time pass."""
    simulation, streams = call.terminal.simulation, call.streams
    if not minikube.exists(simulation):
        asker = None  # without a cluster there is nothing to reach
    else:
        apply = inputs_of(call.terminal, call.run.line)
        asker = Local(apply, call.terminal.listeners) if source == OUTSIDE else Asker(apply, source)
    now = simulation.epoch + simulation.now
    printed: Printed = webclients.run(words, asker, streams.stdin or "", now, "gnu", tty=True)
    if printed.took >= _LONG:
        until = simulation.now + printed.took
        while call.terminal.simulation.now < until:
            yield Wait(until)
    for name, text in printed.files.items():
        call.terminal.files.write(name, text)
    streams.out(printed.stdout)
    streams.err(printed.stderr)
    return printed.code


class Local(Asker):
    """The learner's own machine, on which kubectl may listen (port-forward, proxy)."""

    def __init__(self, apply: Any, listeners: dict[int, Listener]):
        super().__init__(apply, OUTSIDE)
        self._listeners = listeners

    def _at(self, host: str, port: int) -> Listener | None:
        found = self._listeners.get(port)
        host = "127.0.0.1" if host == "localhost" else host
        return found if found and (host in found.hosts or "0.0.0.0" in found.hosts) and _is_local(host) else None

    def request(self, request: HttpRequest) -> Reply:
        where = place(request.url)
        found = self._at(where.host, where.port)
        if found is None:
            return super().request(request)
        peer = f"{'[::1]' if where.host == '::1' else '127.0.0.1'}:{where.port}"
        return found.answer(request)._replace(peer=peer)

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        if protocol == "TCP" and self._at(host, port):
            return Reply(None, peer=f"127.0.0.1:{port}")
        return super().connect(host, port, protocol, timeout)


def _is_local(host: str) -> bool:
    return host.startswith("127.") or host == "::1"


def _register(name: str, about: str) -> None:
    @tool(name, about)
    def run(call: Invocation) -> Steps:
        return client(call, call.words, OUTSIDE)


for _name, _about in _ABOUT.items():
    _register(_name, _about)
