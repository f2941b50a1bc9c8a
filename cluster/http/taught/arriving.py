"""How long a request may take to come in, and how much may be on its way at once.

Twisted waits as long as now and then a byte comes, so thousands of clients that drip hold connections and memory for
ever. Source: kube-apiserver's bounds, 32 s for the head (k8s.io/apiserver/pkg/server/secure_serving.go,
ReadHeaderTimeout: the connection is closed without a word) and 60 s for all of it (--request-timeout, 504).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from cluster.http.taught.bounds import refusal

HEAD_S, WHOLE_S = 32.0, 60.0
MOST = 4_096  # requests of which a part is missing
HEAD_BYTES, WHOLE_BYTES = 64 << 20, 256 << 20  # of all of them together; of bodies most lies in files (bounds.Capped)
_TIMEOUT = {
    "kind": "Status",
    "apiVersion": "v1",
    "metadata": {},
    "status": "Failure",
    "message": "Timeout: request did not complete within the allotted timeout",
    "reason": "Timeout",
    "details": {},
    "code": 504,
}


class Arrivals:
    """Connections of which something is awaited, the oldest first. `cut` ends one that is late; where there are too
    many, or too much of them, the oldest goes first: who is honest needs milliseconds."""

    def __init__(self, seconds: float, most_bytes: int, cut: Callable[[Any], None]) -> None:
        self._seconds, self._most_bytes, self._cut = seconds, most_bytes, cut
        self._began: dict[Any, float] = {}
        self._size: dict[Any, int] = {}
        self._bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    def __contains__(self, channel: Any) -> bool:
        return channel in self._began

    def __len__(self) -> int:
        return len(self._began)

    def begin(self, channel: Any) -> None:
        self.end(channel)
        self._began[channel] = asyncio.get_event_loop().time()
        if len(self._began) > MOST:
            self._cut_oldest()
        if self._timer is None:
            self._wait()

    def add(self, channel: Any, size: int) -> None:
        """`size` bytes have come that are kept until all is there."""
        self._size[channel] = self._size.get(channel, 0) + size
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._cut_oldest()

    def end(self, channel: Any) -> None:
        """All has come, or the connection is gone."""
        self._began.pop(channel, None)
        self._bytes -= self._size.pop(channel, 0)

    def _cut_oldest(self) -> None:
        oldest = next(iter(self._began))
        self.end(oldest)
        self._cut(oldest)

    def _wait(self) -> None:
        """One timer for all: they are in the order in which they will be late."""
        self._timer = None
        if self._began:
            loop, first = asyncio.get_event_loop(), next(iter(self._began.values()))
            self._timer = loop.call_at(first + self._seconds, self._cut_late)

    def _cut_late(self) -> None:
        now = asyncio.get_event_loop().time()
        while self._began and next(iter(self._began.values())) + self._seconds <= now:
            self._cut_oldest()
        self._wait()


def install() -> None:
    from twisted.web.http import HTTPChannel

    heads, bodies = Arrivals(HEAD_S, HEAD_BYTES, _abort), Arrivals(WHOLE_S, WHOLE_BYTES, _refuse)
    made, received, lost = HTTPChannel.connectionMade, HTTPChannel.dataReceived, HTTPChannel.connectionLost
    all_headers, all_content = HTTPChannel.allHeadersReceived, HTTPChannel.allContentReceived

    def connection_made(self) -> None:
        heads.begin(self)
        made(self)

    def data_received(self, data: bytes) -> None:
        if self not in heads and self not in bodies and not self._handlingRequest:
            heads.begin(self)  # another request on the same connection
        for arrivals in (heads, bodies):
            if self in arrivals:
                arrivals.add(self, len(data))
        received(self, data)

    def all_headers_received(self) -> None:
        heads.end(self)
        bodies.begin(self)
        all_headers(self)

    def all_content_received(self) -> None:
        bodies.end(self)
        all_content(self)

    def connection_lost(self, reason) -> None:
        heads.end(self)
        bodies.end(self)
        lost(self, reason)

    HTTPChannel.connectionMade, HTTPChannel.dataReceived = connection_made, data_received  # type: ignore[method-assign]
    HTTPChannel.allHeadersReceived = all_headers_received  # type: ignore[method-assign]
    HTTPChannel.allContentReceived = all_content_received  # type: ignore[method-assign]
    HTTPChannel.connectionLost = connection_lost  # type: ignore[method-assign]


def _abort(channel) -> None:
    channel.transport.abortConnection()


def _refuse(channel) -> None:
    body = json.dumps(_TIMEOUT).encode()
    channel.transport.write(refusal(b"504 Gateway Timeout", b"application/json", body))
    channel.loseConnection()
