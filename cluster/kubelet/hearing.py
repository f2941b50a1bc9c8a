"""What a main process was told by the network stays as it was told, whatever the network is like later.

Nothing of a main process is stored but what it heard: whenever the kubelet looks at one that asks, it keeps what is
answered from that moment on (a container's `heard`: [[since, {question: answer}], …]). The network is the same until
the kubelet looks again, so a question of the past is answered from there, and only those from the last look on are
really asked. An HTTP response is not kept, only that there was none: programs answer by the moment.
"""

from __future__ import annotations

import json
from typing import Any

from cluster.images.wire import HttpRequest, Reply, Resolved

_SOON = 5_000_000  # µs
_MOST = 200  # periods of one run; what was heard before is asked anew


class Heard:
    """What is heard while a run is worked out. `looked`: since when the network is as it is now."""

    def __init__(self, periods: list, looked: int):
        self.periods, self.looked = periods, looked
        self.news: dict[str, list | None] = {}  # None: what cannot be kept
        self._seen: dict[str, Any] = {}

    def of_the_past(self, question: str, at: int) -> list | None:
        """What was answered then; None where it has to be asked."""
        period = next((period for period in reversed(self.periods) if period[0] <= at), None)
        if period is None or (at >= self.looked and period[0] < self.looked):
            return None
        return period[1].get(question)

    def hear(self, question: str, at: int, answer: Any, told: list | None) -> None:
        """`told` None: nothing that could be kept. A question that is answered now so, now so is not kept."""
        if at >= self.looked and self._seen.get(question) is not answer:
            self._seen[question] = answer
            if self.news.setdefault(question, told) != told:
                self.news[question] = None


class Asker:
    """The network as a main process hears it at one moment."""

    def __init__(self, asker: Any, heard: Heard, at: int):
        self._asker, self._heard, self._at = asker, heard, at

    def later(self, at: int) -> Asker:
        return Asker(self._asker.later(at), self._heard, at)

    def resolve(self, name: str, record: str = "A", server: str = "") -> Resolved:
        question = json.dumps(["resolve", name, record, server])
        told = self._heard.of_the_past(question, self._at)
        if told is not None:
            return Resolved(tuple(told[0]), tuple(told[1]), told[2], told[3], tuple(told[4]), told[5])
        found = self._asker.resolve(name, record, server)
        self._heard.hear(question, self._at, found, _told(found))
        return found

    def request(self, request: HttpRequest) -> Reply:
        return self._ask(["request", *request], lambda: self._asker.request(request))

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        return self._ask(
            ["connect", host, port, protocol, timeout], lambda: self._asker.connect(host, port, protocol, timeout)
        )

    def _ask(self, asked: list, ask: Any) -> Reply:
        question = json.dumps(asked)
        told = self._heard.of_the_past(question, self._at)
        if told is not None:
            return Reply(None, error=told[0], detail=told[1], peer=told[2], took=told[3])
        reply = ask()
        kept = [reply.error, reply.detail, reply.peer, reply.took] if reply.code is None else None
        self._heard.hear(question, self._at, reply, kept)
        return reply


def _told(found: Resolved) -> list:
    addresses, names, error, server, asked, took, _ = found
    return [[*addresses], [*names], error, server, [*asked], took]


def is_news(run: dict, asker: Any) -> bool:
    """Whether a run may be told something else now than when the kubelet looked last. Names are asked for, to see; a
    server may also begin to listen a little after the network has changed."""
    for question, told in (run.get("heard") or [[0, {"": None}]])[-1][1].items():
        kind, *asked = json.loads(question) if told is not None else ("",)
        if kind != "resolve" or _told(asker.resolve(*asked)) != told:
            return True
    return False


def looked(run: dict) -> int:
    return run.get("looked", run["started"])


def horizon(run: dict) -> int:
    """How far into the future it is worked out what the network will say: the kubelet looks again then, at moments that
    lie farther and farther apart. A server that is ready may begin to listen a little later."""
    since = run.get("since", run["started"])
    return looked(run) + max(_SOON, looked(run) - since)


def look(run: dict, now: int, changed: bool) -> None:
    """The kubelet looks again: from now on the network may answer something else. `changed`: something has happened."""
    run["looked"] = now
    if "heard" in run:
        if changed:
            run["since"] = now
        run["heard"] = [period for period in run["heard"] if period[0] < now]


def keep(run: dict, news: dict[str, list | None] | None) -> None:
    """What is answered since the last look becomes part of the container's record."""
    before = run.get("heard") or []
    if news and (not before or before[-1][1] != news):
        run["heard"] = [*before, [looked(run), news]][-_MOST:]
