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
from cluster.shell.tools.base import Invocation, tool

if TYPE_CHECKING:
    from cluster.images.webclients import Printed

Steps = Generator[Any, Any, int]
_ABOUT = {
    "curl": "make an HTTP request from your own machine",
    "wget": "fetch a file by HTTP",
    "nslookup": "look a name up",
    "ping": "see whether a machine answers",
    "nc": "see whether a port answers",
}
_LOCAL = ("localhost", "127.0.0.1")
_LONG = 1_000_000  # µs: what takes longer is waited for


def client(call: Invocation, words: list[str], source: Source) -> Steps:
    """Run a client as `source`; its requests are inputs. What takes a second or more lets virtual time pass."""
    simulation, streams = call.terminal.simulation, call.streams
    if not minikube.exists(simulation):
        asker = None  # without a cluster there is nothing to reach
    else:
        apply = lambda request: simulation.apply(  # noqa: E731
            simulation.next_input(request, call.terminal.actor, call.run.line)
        )
        asker = Forwarded(apply, call.terminal.forwards) if source == OUTSIDE else Asker(apply, source)
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


class Forwarded(Asker):
    """The learner's own machine, whose local ports may be forwarded into pods: port → (pod, its port)."""

    def __init__(self, apply: Any, forwards: dict[int, tuple[Source, int]]):
        super().__init__(apply, OUTSIDE)
        self._forwards = forwards

    def request(self, request: HttpRequest) -> Reply:
        where = place(request.url)
        found = self._forwards.get(where.port) if where.host in _LOCAL else None
        if found is None:
            return super().request(request)
        pod, port = found
        scheme = "https" if where.tls else "http"
        headers = {"Host": where.shown, **request.headers}
        return Asker(self._apply, pod).request(
            request._replace(url=f"{scheme}://127.0.0.1:{port}{where.path}", headers=headers)
        )


def _register(name: str, about: str) -> None:
    @tool(name, about)
    def run(call: Invocation) -> Steps:
        return client(call, call.words, OUTSIDE)


for _name, _about in _ABOUT.items():
    _register(_name, _about)
