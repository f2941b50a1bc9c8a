"""The network's face: names, connections, HTTP requests, each from a source at a moment.

A request that is *made* (`Network.request`, by the terminal, exec, a probe of the page) changes state: it gets the next
connection number, session affinity remembers it, its trace is kept. One that is only *computed* (`Asker`, `outcomes`: a
main script's log, a probe) changes nothing and gives the same answer whenever it is computed for the same moment.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cluster.clock import Clock
from cluster.component import World
from cluster.images.wire import OUTSIDE, HttpRequest, Question, Reply, Resolved, Source
from cluster.network import exchange, lookups, repeated
from cluster.network.routing import Containers, Router
from cluster.network.traces import Ring, Trace

_LATER = 100_000_000_000  # µs: what a program says then too does not hang on the moment
_MOST_KEPT = 8_192  # characters of an answer
NAME = "network"  # memory: {"connections": how many were made}
_CONNECTIONS = "connections"


class Network:
    def __init__(self, world: World, clock: Clock, containers: Containers):
        self._world, self._clock, self._containers = world, clock, containers
        self.traces = Ring()

    # -- made now: only in an input or a reconcile -------------------------------------------------------------------

    def resolve(self, source: Source, name: str, record: str = "A", server: str = "") -> Resolved:
        """Ask for a name. `record`: A, AAAA, SRV, PTR or CNAME."""
        trace, router = self._begin(source)
        found = lookups.resolve(source, name, record, router, server)
        self._keep(trace, source, name, not found.error)
        return found

    def request(self, source: Source, request: HttpRequest) -> Reply:
        """Make an HTTP request and wait for the answer."""
        trace, router = self._begin(source)
        reply = exchange.request(source, request, router)
        self._keep(trace, source, request.url, not reply.error)
        return reply

    def connect(self, source: Source, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        """Open a connection and close it again, as `nc -z` does: a Reply without code."""
        trace, router = self._begin(source)
        reply = exchange.connect(source, host, port, protocol, timeout, router)
        self._keep(trace, source, f"{host}:{port}", not reply.error)
        return reply

    # -- computed: changes nothing -----------------------------------------------------------------------------------

    def asker(self, source: Source, at: int | None = None) -> Asker:
        """Who asks on behalf of a program, without changing anything. `at`: the virtual µs (None: now)."""
        return Asker(self, source, self._clock.now if at is None else at)

    def maker(self, source: Source) -> Maker:
        """The same for requests that are made: their moment is now."""
        return Maker(self, source)

    def outcomes(self, source: Source, request: HttpRequest) -> list[tuple[float, Reply, str | None]]:
        """All that could be answered now: (how likely, the reply, uid of the pod that gives it)."""
        found: dict[tuple, list] = {}
        for share, reply, uid in exchange.outcomes(source, request, lambda: self._probing(source)):
            entry = found.setdefault((uid, reply.code, reply.error, reply.body), [0.0, reply, uid])
            entry[0] += share
        return [(share, reply, uid) for share, reply, uid in found.values()]

    def load(self, loops: list[tuple[Source, HttpRequest, int]]) -> dict[str, float]:
        """Requests per second on each pod (by uid) that steady loops make: (source, request, µs between two)."""
        found: dict[str, float] = {}
        for source, request, every in loops:
            for share, _, uid in self.outcomes(source, request):
                if uid is not None:
                    found[uid] = found.get(uid, 0.0) + share * 1_000_000 / max(every, 1)
        return found

    # -- inside ------------------------------------------------------------------------------------------------------

    def _begin(self, source: Source) -> tuple[Trace, Router]:
        trace, memory = Trace(), self._world.memory
        number = memory.get(NAME, {}).get(_CONNECTIONS, 0) + 1
        memory[NAME] = {**memory.get(NAME, {}), _CONNECTIONS: number}
        pick = self._picker("connection", number)
        return trace, Router(self._world, self._containers, trace, self._clock.now, pick, True)

    def _probing(self, source: Source, at: int | None = None, key: tuple = ()) -> Router:
        """A router that leaves no mark: its choices are drawn from who asks and when."""
        moment = self._clock.now if at is None else at
        pick = self._picker("computed connection", *source, moment, *key)
        return Router(self._world, self._containers, Trace(), moment, pick, False)

    def _picker(self, purpose: str, *key: object) -> Callable[[int], int]:
        """Chooses one of n; each time it is asked another draw."""
        draws = iter(range(1_000_000))

        def pick(count: int) -> int:
            number = next(draws)
            return self._world.draw(purpose, *key, number) % count if count > 1 else 0

        return pick

    def _keep(self, trace: Trace, source: Source, target: str, ok: bool) -> None:
        shown = {"kind": source.kind, "namespace": source.namespace, "name": source.name}
        self.traces.keep(trace, self._clock.now, shown, target, ok)


class Asker:
    """The network as one program sees it at one moment; nothing changes by asking. It lives as long as one run of that
    program is worked out: so what it heard (`heard`: question → answers) holds for all of its moments."""

    def __init__(self, network: Network, source: Source, at: int, heard: dict | None = None):
        self._network, self._source, self._at = network, source, at
        self._heard: dict[str, repeated.Node] = {} if heard is None else heard

    def later(self, at: int) -> Asker:
        """The same program at another moment (virtual µs)."""
        return Asker(self._network, self._source, at, self._heard)

    def resolve(self, name: str, record: str = "A", server: str = "") -> Resolved:
        return self.ask(Question("resolve", (name, record, server)))

    def request(self, request: HttpRequest) -> Reply:
        return self.ask(Question("request", tuple(request)))

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        return self.ask(Question("connect", (host, port, protocol, timeout)))

    def ask(self, question: Question) -> Any:
        """Any of the three."""
        known = self._heard.get(question.text)
        if known is None:
            known = self._heard[question.text] = repeated.Node()
        return repeated.ask(known, self._pick(question), partial(self._worked_out, question, self._at))

    def every_answer(self, question: Question) -> repeated.Tree | None:
        """All that may be told from now on, as JSON; None where that cannot be said."""

        def work(pick: repeated.Pick) -> tuple[Any, bool]:
            found, lasts = self._worked_out(question, self._at, pick)
            return question.told(found), lasts and len(getattr(found, "body", "")) <= _MOST_KEPT

        return repeated.tree(work)

    def remember(self, question: Question, known: repeated.Tree) -> Any:
        """What was told at this moment, when all that might be told was `known`."""
        return question.answer(repeated.answer(known, self._pick(question)))

    def _pick(self, question: Question) -> repeated.Pick:
        return self._network._picker("computed connection", *self._source, self._at, *question.key)

    def _worked_out(self, question: Question, at: int, pick: repeated.Pick) -> tuple[Any, bool]:
        """(the answer, whether it is the same at other moments)."""
        drawn: list[int] = []

        def noted(count: int) -> int:
            drawn.append(pick(count))
            return drawn[-1]

        found, dated = self._once(question, at, noted)
        if not dated and question.kind == "request" and found.code is not None:
            again = iter(drawn)
            dated = self._once(question, at + _LATER, lambda count: next(again, 0))[0] != found
        return found, not dated

    def _once(self, question: Question, at: int, pick: repeated.Pick) -> tuple[Any, bool]:
        """(the answer, whether it is known to hang on the moment)."""
        router = self._network._probing(self._source, at, question.key)
        router.pick = pick
        if question.kind == "resolve":
            found: Any = lookups.resolve(self._source, question.asked[0], question.asked[1], router, question.asked[2])
        elif question.kind == "request":
            found = exchange.request(self._source, HttpRequest(*question.asked), router)
        else:
            host, port, protocol, timeout = question.asked
            found = exchange.connect(self._source, host, port, protocol, timeout, router)
        return found, router.dated


class Maker:
    """The network as one program sees it now; what it asks is done, and remembered."""

    def __init__(self, network: Network, source: Source):
        self._network, self._source = network, source

    def later(self, at: int) -> Maker:
        return self

    def resolve(self, name: str, record: str = "A", server: str = "") -> Resolved:
        return self._network.resolve(self._source, name, record, server)

    def request(self, request: HttpRequest) -> Reply:
        return self._network.request(self._source, request)

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        return self._network.connect(self._source, host, port, protocol, timeout)


__all__ = ["OUTSIDE", "Asker", "Maker", "Network"]
