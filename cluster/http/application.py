"""The ASGI application: an HTTP request becomes a transport-neutral Request, its Response goes back; what stays open
streams.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from cluster.api.request import Request, Response
from cluster.http import conversation, openapi_protobuf
from cluster.http.answering import Send, Wishes, answer, begin
from cluster.http.conversation import Client
from cluster.http.encoding import Encoder
from cluster.http.metrics import Metrics
from cluster.http.reading import Receive, Refused, headers_of, read, request_of
from cluster.http.sockets import Socket


class Backend(Protocol):
    """The cluster behind the application."""

    async def request(self, request: Request) -> Response: ...

    async def changed(self, revision: int, seconds: float, resource: str) -> int:
        """Wait until an object of a resource has changed after `revision`, at most so many wall seconds; returns the
        revision of the cluster then. May return earlier."""
        ...

    async def moved(self, seen: int, seconds: float) -> int:
        """Wait until time has passed or something has been done more often than `seen` times, at most so many wall
        seconds; returns how often."""
        ...

    async def act(self, action: Callable[[], Any]) -> None:
        """Do something to a stream that may become an input."""


class Shared:
    """What several applications on one cluster share: an object is encoded once for all, requests are counted
    together."""

    def __init__(self) -> None:
        self.encoder, self.metrics = Encoder(), Metrics()


class Application:
    """Serves `backend` to real clients. `prefix` is the part of the path before the API's own."""

    def __init__(self, backend: Backend, prefix: str = "", shared: Shared | None = None):
        self._backend, self._prefix = backend, prefix
        shared = shared or Shared()
        self._encoder, self._metrics = shared.encoder, shared.metrics

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            socket = Socket(self._backend, self._encoder, scope, receive, send)
            await socket.serve(partial(request_of, scope, None, self._prefix, upgrade=True))
            return
        try:
            request = await read(scope, receive, self._prefix)
        except Refused as refused:
            await answer(refused.response, Wishes(), self._encoder, send)
            return
        with self._metrics.counting(request) as counted:
            response = await self._backend.request(request)
            counted.answered(response)
            await self._respond(request, response, headers_of(scope), receive, send)

    async def _respond(
        self, request: Request, response: Response, headers: dict[str, str], receive: Receive, send: Send
    ) -> None:
        if (place := response.headers.get("Location", "")).startswith("/"):
            response.headers["Location"] = self._prefix + place
        if response.watch is not None:
            await self._watch(response, float(request.query.get("timeoutSeconds") or 0), receive, send)
        elif response.stream is not None:
            await self._follow(response, receive, send)
        else:
            if openapi_protobuf.MEDIA_TYPE in request.accept and request.path.strip("/") == "openapi/v2":
                response.content_type = openapi_protobuf.ANSWERED
            if request.path == "/metrics" and response.code == 200:
                response.body += self._metrics.text()
            await answer(response, Wishes.of(request, headers), self._encoder, send)

    async def _watch(self, response: Response, seconds: float, receive: Receive, send: Send) -> None:
        """A line an event."""

        async def tell(events: list[dict]) -> None:
            await send(_part(b"".join(map(self._encoder.event, events))))

        await begin(send, response, [])
        await send(_part(b""))  # or the headers would wait, too
        await conversation.watch(response.watch, seconds, self._backend, Client(receive), tell)
        await send(_part(b"", more=False))

    async def _follow(self, response: Response, receive: Receive, send: Send) -> None:
        """Text as it comes, until the client goes or it ends."""
        stream, client = response.stream, Client(receive)
        first = [self._encoder.body(response.body)]

        def give() -> list[dict]:
            data = b"".join([*first, *(part for _, part in stream.poll())])
            first.clear()
            return [_part(data)] if data else []

        await begin(send, response, [])
        await send(_part(b""))
        try:
            await conversation.talk(self._backend, client, give, lambda: stream.done, send)
        finally:
            client.leave()
            await self._backend.act(stream.close)
        await send(_part(b"", more=False))


def _part(data: bytes, more: bool = True) -> dict:
    return {"type": "http.response.body", "body": data, "more_body": more}
