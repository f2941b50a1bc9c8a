"""The ASGI application: an HTTP request becomes a transport-neutral Request, its Response goes back; watches stream.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote

from cluster.api.bodies import MAX_BYTES
from cluster.api.errors import bad_request, too_large
from cluster.api.request import Request, Response
from cluster.http import openapi_protobuf, protobuf
from cluster.http.credentials import credentials
from cluster.http.encoding import Encoder
from cluster.http.sockets import Socket
from cluster.http.wire import Malformed

Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]


class Backend(Protocol):
    """The cluster behind the application."""

    async def request(self, request: Request) -> Response: ...

    async def changed(self, revision: int, seconds: float) -> int:
        """Wait until the cluster has gone beyond `revision`, at most so many wall seconds; returns where it is."""
        ...

    async def moved(self, seen: int, seconds: float) -> int:
        """Wait until time has passed or something has been done more often than `seen` times, at most so many wall
        seconds; returns how often."""
        ...

    async def act(self, action: Callable[[], Any]) -> None:
        """Do something to a stream that may become an input."""


class Application:
    """Serves `backend` to real clients. `prefix` is the part of the path before the API's own."""

    def __init__(self, backend: Backend, prefix: str = "", encoder: Encoder | None = None):
        """`encoder`: shared by several applications on one cluster, so that an object is encoded once for all."""
        self._backend = backend
        self._prefix = prefix
        self._encoder = encoder or Encoder()

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            socket = Socket(self._backend, self._encoder, scope, receive, send)
            await socket.serve(self._read(scope, None, upgrade=True))
            return
        try:
            request = await self._request(scope, receive)
        except _Refused as refused:
            await self._answer(refused.response, send)
            return
        response = await self._backend.request(request)
        if openapi_protobuf.MEDIA_TYPE in request.accept and request.path.strip("/") == "openapi/v2":
            response.body, response.content_type = openapi_protobuf.encode(response.body), openapi_protobuf.ANSWERED
        if response.stream is not None:
            await self._follow(response, receive, send)
        elif response.watch is None:
            await self._answer(response, send)
        else:
            await self._stream(response, float(request.query.get("timeoutSeconds") or 0), receive, send)

    async def _request(self, scope: dict, receive: Receive) -> Request:
        return self._read(scope, await _body(receive))

    def _read(self, scope: dict, body: Any, upgrade: bool = False) -> Request:
        """Of a name that comes several times the first value counts, as for the real server."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        content_type = headers.get("content-type", "application/json")
        if content_type.split(";")[0].strip() == protobuf.MEDIA_TYPE:
            body, content_type = _from_protobuf(body), "application/json"
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return Request(
            scope.get("method", "GET"),
            path_of(scope).removeprefix(self._prefix) or "/",
            dict(reversed(query)),
            body or None,
            content_type,
            headers.get("accept", "application/json"),
            headers.get("user-agent", ""),
            tuple(value for name, value in query if name == "command"),
            upgrade,
            credentials(scope["headers"]),
        )

    async def _answer(self, response: Response, send: Send) -> None:
        body = self._encoder.body(response.body) if response.body is not None else b""
        own = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers.items()]
        await _begin(send, response, [(b"content-length", str(len(body)).encode()), *own, *_retry_after(response)])
        await send({"type": "http.response.body", "body": body})

    async def _stream(self, response: Response, seconds: float, receive: Receive, send: Send) -> None:
        """Events as they come, a line each, until the client goes, its time is over (by the clock on the wall), or the
        watch ends."""
        watch = response.watch
        watch.deadline = None
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds if seconds else None
        gone = asyncio.ensure_future(_disconnected(receive))
        revision = 0
        await _begin(send, response, [])
        await send({"type": "http.response.body", "body": b"", "more_body": True})  # or the headers would wait, too
        try:
            while not gone.done():
                lines = b"".join(map(self._encoder.event, watch.poll()))
                if lines:
                    await send({"type": "http.response.body", "body": lines, "more_body": True})
                left = 3600.0 if end is None else end - loop.time()
                if watch.closed or left <= 0:
                    break
                wait = asyncio.ensure_future(self._backend.changed(revision, left))
                await asyncio.wait((gone, wait), return_when=asyncio.FIRST_COMPLETED)
                if wait.done():
                    revision = wait.result()
                else:
                    wait.cancel()
        finally:
            watch.close()
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _follow(self, response: Response, receive: Receive, send: Send) -> None:
        """Text as it comes, until the client goes or it ends."""
        stream, moves = response.stream, -1
        gone = asyncio.ensure_future(_disconnected(receive))
        await _begin(send, response, [])
        data = self._encoder.body(response.body)
        try:
            while not gone.done():
                data += b"".join(part for _, part in stream.poll())
                if data or moves < 0:
                    await send({"type": "http.response.body", "body": data, "more_body": True})
                data = b""
                if stream.done:
                    break
                wait = asyncio.ensure_future(self._backend.moved(moves, 3600.0))
                await asyncio.wait((gone, wait), return_when=asyncio.FIRST_COMPLETED)
                if wait.done():
                    moves = wait.result()
                else:
                    wait.cancel()
        finally:
            gone.cancel()
            await self._backend.act(stream.close)
        await send({"type": "http.response.body", "body": b""})


def path_of(scope: dict) -> str:
    """As the client wrote it, still quoted."""
    raw = scope.get("raw_path")
    return raw.decode("latin-1").partition("?")[0] if raw else quote(scope["path"], safe=_SAFE)


_SAFE = "/:@!$&'()*+,;=~"


class _Refused(Exception):
    def __init__(self, status: Any):
        self.response = Response(status.code, status.status())


async def _begin(send: Send, response: Response, headers: list[tuple[bytes, bytes]]) -> None:
    """Status and headers. Warnings: https://kubernetes.io/blog/2020/09/03/warnings/ (RFC 7234, code 299)."""
    warnings = [(b"warning", f'299 - "{_quoted(text)}"'.encode("utf-8", "replace")) for text in response.warnings]
    kind = response.content_type.encode()
    await send({
        "type": "http.response.start",
        "status": response.code,
        "headers": [(b"content-type", kind), (b"cache-control", b"no-cache, private"), *headers, *warnings],
    })  # fmt: skip


def _retry_after(response: Response) -> list[tuple[bytes, bytes]]:
    """What a Status says of when to come again, also as the header that clients read."""
    details = response.body.get("details") if response.code == 429 and isinstance(response.body, dict) else None
    seconds = (details or {}).get("retryAfterSeconds")
    return [(b"retry-after", str(seconds).encode())] if seconds else []


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise asyncio.CancelledError
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BYTES:
            raise _Refused(too_large(MAX_BYTES))
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _from_protobuf(body: bytes) -> Any:
    if not body:
        return None
    try:
        return protobuf.decode(body)
    except Malformed as error:
        raise _Refused(bad_request(f"the object provided is unrecognized: {error}")) from None


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
