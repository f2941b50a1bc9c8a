"""WebSockets of the API: exec and attach as channels, watches as a message an event.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/ and cluster.http.channels.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from cluster.api.errors import bad_request
from cluster.api.options import flag
from cluster.api.request import Request, Response, Stream
from cluster.http import channels, conversation, forwarding
from cluster.http.channels import Protocol
from cluster.http.conversation import Client
from cluster.http.encoding import Encoder, dump
from cluster.http.reading import Refused

if TYPE_CHECKING:
    from cluster.http.application import Backend

Send = Callable[[dict], Awaitable[None]]
DENIAL = "websocket.http.response"  # the ASGI extension by which a handshake is refused with an answer of HTTP
_PLAIN_TEXT = "text/plain; charset=utf-8"
_BAD_HANDSHAKE = Response(403, "Forbidden\n", _PLAIN_TEXT)


class Socket:
    """One WebSocket connection on `backend`."""

    def __init__(self, backend: Backend, encoder: Encoder, scope: dict, receive: Callable, send: Send):
        self._backend, self._encoder, self._scope, self._receive, self._send = backend, encoder, scope, receive, send

    async def serve(self, read: Callable[[], Request]) -> None:
        """Answer the handshake, then speak until either side ends it. `read` may raise Refused."""
        await self._receive()  # websocket.connect
        try:
            request = read()
        except Refused as refused:
            await self._deny(refused.response)
            return
        offered = self._scope.get("subprotocols") or []
        if request.path.endswith("/portforward"):
            await self._forward(request, offered)
            return
        if request.path.endswith("/log"):
            await self._log(request, offered)
            return
        protocol = channels.negotiate(offered)
        is_watch = flag(request.query.get("watch"))
        if protocol is None and not is_watch:
            await self._deny(_BAD_HANDSHAKE)
            return
        response = await self._backend.request(request)
        if response.watch is not None:
            await self._send({"type": "websocket.accept", "subprotocol": None})
            await self._watch(response.watch, float(request.query.get("timeoutSeconds") or 0))
        elif response.stream is None:
            is_fine = response.code < 300
            await self._deny(Response(400, bad_request("no stream is there").status()) if is_fine else response)
        elif response.stream.refusal and protocol is not channels.V5:
            code, text = response.stream.refusal
            await self._deny(Response(code, text + "\n", _PLAIN_TEXT))
        else:
            assert protocol is not None
            await self._send({"type": "websocket.accept", "subprotocol": protocol.name})
            await self._converse(response.stream, protocol, request)

    async def _forward(self, request: Request, offered: list[str]) -> None:
        protocol, ports = channels.negotiate(offered), forwarding.ports_of(request.query.get("ports", ""))
        tunnels = forwarding.TUNNEL in offered
        if protocol is None and not tunnels:
            await self._deny(_BAD_HANDSHAKE)
            return
        response = await self._backend.request(request)
        if response.stream is None:
            await self._deny(response)
        elif response.stream.refusal:
            await self._deny(Response(response.stream.refusal[0], response.stream.refusal[1] + "\n", _PLAIN_TEXT))
        elif tunnels:
            await self._send({"type": "websocket.accept", "subprotocol": forwarding.TUNNEL})
            await self._carry(response.stream, forwarding.Tunnel(response.stream))
        elif not ports:
            await self._backend.act(response.stream.close)
            await self._deny(Response(400, 'query parameter "port" is required\n', _PLAIN_TEXT))
        else:
            assert protocol is not None
            await self._send({"type": "websocket.accept", "subprotocol": protocol.name})
            await self._carry(response.stream, forwarding.Channels(response.stream, ports, protocol))

    async def _carry(self, stream: Stream, carrier: forwarding.Carrier) -> None:
        """Bytes to and from a pod's ports, until the client goes, the pod goes, or all connections are over."""

        async def take(message: dict) -> None:
            await self._backend.act(partial(carrier.take, message))

        try:
            stays = await self._talk(stream, carrier.give, lambda: stream.done or carrier.done, take)
        finally:
            carrier.close()
        if stays:
            await self._send({"type": "websocket.close", "code": 1000})

    async def _log(self, request: Request, offered: list[str]) -> None:
        """A container's lines, in messages without channels; the first one is empty, as the real server's."""
        reader = channels.reader(offered)
        if reader is None:
            await self._deny(_BAD_HANDSHAKE)
            return
        response = await self._backend.request(request)
        if response.code >= 300:
            await self._deny(response)
            return
        await self._send({"type": "websocket.accept", "subprotocol": reader.name})
        await self._send(reader.message(b""))
        if response.body:
            await self._send(reader.message(response.body.encode("utf-8", "surrogateescape")))
        if response.stream is None:
            await self._send({"type": "websocket.close", "code": 1000})
        else:
            await self._carry(response.stream, channels.Reading(response.stream, reader))

    async def _converse(self, stream: Stream, protocol: Protocol, request: Request) -> None:
        """What the process prints goes out, what the client sends goes in, until one of them is done."""
        lowest = channels.STDOUT if request.query.get("stdout") else channels.STDERR
        await self._send(protocol.message(lowest if _wants_output(request) else channels.ERROR, b""))

        def give() -> list[dict]:
            return [protocol.message(channels.OUTPUT[name], data) for name, data in stream.poll()]

        if not await self._talk(stream, give, lambda: stream.done, partial(self._take, stream, protocol)):
            return
        if stream.status is not None and (last := protocol.ending(stream.status)) is not None:
            await self._send(last)
        await self._send({"type": "websocket.close", "code": 1000})

    async def _talk(self, stream: Stream, give: Callable, done: Callable, take: Callable) -> bool:
        """False when the client has left; the stream is closed either way."""
        client = Client(self._receive)
        try:
            return await conversation.talk(self._backend, client, give, done, self._send, take)
        finally:
            client.leave()
            await self._backend.act(stream.close)

    async def _take(self, stream: Stream, protocol: Protocol, message: dict) -> None:
        told = protocol.read(message)
        if told is None:
            return
        channel, data = told
        if channel == channels.STDIN and data:
            await self._backend.act(lambda: stream.write(data))
        elif channel == channels.CLOSE and protocol.closes and data[:1] == bytes([channels.STDIN]):
            await self._backend.act(stream.close_stdin)
        elif channel == channels.RESIZE and (size := channels.size_of(data)) is not None:
            width, height = size
            await self._backend.act(lambda: stream.resize(width, height))

    async def _watch(self, watching: Any, seconds: float) -> None:
        """A message an event."""

        async def tell(events: list[dict]) -> None:
            for event in events:
                await self._send({"type": "websocket.send", "text": self._encoder.event(event).decode()})

        await conversation.watch(watching, seconds, self._backend, Client(self._receive), tell)
        await self._send({"type": "websocket.close", "code": 1000})

    async def _deny(self, response: Response) -> None:
        await deny(self._scope, self._send, response)


async def deny(scope: dict, send: Send, response: Response) -> None:
    """Refuse a handshake: with the whole answer where the server can, else with a bare 403."""
    if DENIAL not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": 4400})
        return
    body = dump(response.body) if isinstance(response.body, dict) else str(response.body or "").encode()
    headers = [(b"content-type", response.content_type.encode()), (b"content-length", b"%d" % len(body))]
    await send({"type": f"{DENIAL}.start", "status": response.code, "headers": headers})
    await send({"type": f"{DENIAL}.body", "body": body})


def _wants_output(request: Request) -> bool:
    return bool(request.query.get("stdout") or request.query.get("stderr"))
