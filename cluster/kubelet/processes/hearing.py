"""What a main process was told by the network stays as it was told, whatever the network is like later.

Nothing of a main process is stored but what it heard: whenever the kubelet looks at one that asks, it keeps what may be
answered from that moment on (a container's `heard`: [[since, {question: every answer}], …], see Question and
Asker.every_answer). The network is the same until the kubelet looks again, so a question of the past is answered from
there, and only those from the last look on are really asked. What differs from moment to moment (None) is asked anew.
"""

from __future__ import annotations

from typing import Any

from cluster.images.wire import HttpRequest, Question, Reply, Resolved, question

_SOON = 5_000_000  # µs
_MOST = 200  # periods of one run; what was heard before is asked anew
_MOST_ASKED = 500  # questions of one period


class Heard:
    """What is heard while a run is worked out. `looked`: since when the network is as it is now."""

    def __init__(self, periods: list, looked: int):
        self.periods, self.looked = periods, looked
        self.news: dict[str, dict | None] = {}  # None: what cannot be kept

    def of_the_past(self, text: str, at: int) -> dict | None:
        """What was answered then; None where it has to be asked."""
        period = next((period for period in reversed(self.periods) if period[0] <= at), None)
        if period is None or (at >= self.looked and period[0] < self.looked):
            return None
        told = period[1].get(text)
        return told if isinstance(told, dict) else None


class Asker:
    """The network as a main process hears it at one moment."""

    def __init__(self, asker: Any, heard: Heard, at: int):
        self._asker, self._heard, self._at = asker, heard, at

    def later(self, at: int) -> Asker:
        return Asker(self._asker.later(at), self._heard, at)

    @property
    def waits(self) -> bool:
        """Whether it may be told something else though nothing is going to tell the kubelet: a server comes up."""
        return any(_has_failed(known) for known in self._heard.news.values() if known is not None)

    def resolve(self, name: str, record: str = "A", server: str = "") -> Resolved:
        return self._ask(Question("resolve", (name, record, server)))

    def request(self, request: HttpRequest) -> Reply:
        return self._ask(Question("request", tuple(request)))

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        return self._ask(Question("connect", (host, port, protocol, timeout)))

    def _ask(self, asked: Question) -> Any:
        text, heard = asked.text, self._heard
        known = heard.of_the_past(text, self._at)
        if known is not None:
            return self._asker.remember(asked, known)
        if self._at >= heard.looked and text not in heard.news and len(heard.news) < _MOST_ASKED:
            heard.news[text] = self._asker.every_answer(asked)
        return self._asker.ask(asked)


def _has_failed(known: dict) -> bool:
    """Whether there was no connection, or no answer."""
    if "next" in known:
        return any(map(_has_failed, known["next"]))
    told = known["told"]
    return told[0] is None and told[3] not in ("", "resolve")


def is_news(run: dict, asker: Any) -> bool:
    """Whether a run may be told something else now than when the kubelet looked last."""
    return any(
        told is None or asker.every_answer(question(text)) != told
        for text, told in (run.get("heard") or [[0, {}]])[-1][1].items()
    )


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


def keep(run: dict, news: dict[str, dict | None] | None) -> None:
    """What is answered since the last look becomes part of the container's record."""
    before = run.get("heard") or []
    if news and (not before or before[-1][1] != news):
        run["heard"] = [*before, [looked(run), news]][-_MOST:]
