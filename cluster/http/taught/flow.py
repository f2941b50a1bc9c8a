"""Back pressure: who sends waits while the client does not read, and is not read from faster than it is answered.

ASGI says that `send` may wait; Daphne's never does, and keeps for each connection all that was not read. Here `send`
returns once the connection takes more; a client that has read nothing for STALLED_S is left, as the real server drops
a watcher whose buffer stays full: https://pkg.go.dev/k8s.io/apiserver/pkg/storage/cacher (cacheWatcher.add).
"""

from __future__ import annotations

import asyncio
from functools import partial

STALLED_S = 30.0
MOST_WAITING = 64  # messages of a WebSocket that were received and not yet taken


class Flow:
    """Told by Twisted when the connection's buffer is full (IPushProducer), asked by who sends."""

    def __init__(self, transport) -> None:
        self._transport = transport
        self._open = asyncio.Event()
        self._open.set()
        self._patience: asyncio.TimerHandle | None = None

    def pauseProducing(self) -> None:
        self._open.clear()
        if self._patience is None:
            self._patience = asyncio.get_event_loop().call_later(STALLED_S, self._transport.abortConnection)

    def resumeProducing(self) -> None:
        self._open.set()
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    stopProducing = resumeProducing

    async def opened(self) -> None:
        await self._open.wait()


class Inbox(asyncio.Queue):
    """What a client has sent. While much of it waits, nothing more is read from the connection."""

    def __init__(self, transport) -> None:
        super().__init__()
        self._transport, self._held = transport, False

    def put_nowait(self, item) -> None:
        super().put_nowait(item)
        if self.qsize() > MOST_WAITING and not self._held:
            self._held = True
            self._transport.pauseProducing()

    async def get(self):
        item = await super().get()
        if self._held and self.qsize() <= MOST_WAITING // 2:
            self._held = False
            self._transport.resumeProducing()
        return item


def attach(request) -> Flow:
    """The flow of a request's connection."""
    request.flow = Flow(request.channel.transport)
    request.channel.registerProducer(request.flow, True)
    return request.flow


def install() -> None:
    from daphne.http_protocol import WebRequest
    from daphne.server import Server
    from daphne.ws_protocol import WebSocketProtocol

    process, finish, reply = WebRequest.process, WebRequest.finish, Server.handle_reply

    def begin(self):
        attach(self)
        return process(self)

    def end(self) -> None:
        _let_go(self)
        finish(self)

    def create_application(self, protocol, scope):
        """As Daphne's, but what is received goes through an Inbox."""
        if protocol not in self.connections:
            return None
        if scope["type"] == "websocket":
            inbox: asyncio.Queue = Inbox(protocol.transport)
        else:
            inbox = asyncio.Queue()
        scope.setdefault("asgi", {"version": "3.0"})
        running = self.application(scope=scope, receive=inbox.get, send=partial(self.handle_reply, protocol))
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return inbox

    async def handle_reply(self, protocol, message) -> None:
        await reply(self, protocol, message)
        flow = getattr(protocol, "flow", None)
        if flow is not None and (message.get("more_body") or message["type"] == "websocket.send"):
            await flow.opened()

    WebRequest.process, WebRequest.finish = begin, end
    Server.create_application, Server.handle_reply = create_application, handle_reply
    closed = WebSocketProtocol.onClose
    connected = WebSocketProtocol.connectionMade

    def made(self) -> None:
        """The channel of the request that became this WebSocket still hears of the connection's buffer."""
        channel = self.transport.producer
        self.flow = getattr(channel, "_requestProducer", None)
        connected(self)

    def on_close(self, clean, code, reason) -> None:
        if self.flow is not None:
            self.flow.stopProducing()
        closed(self, clean, code, reason)

    WebSocketProtocol.connectionMade, WebSocketProtocol.onClose = made, on_close


def _let_go(request) -> None:
    flow = getattr(request, "flow", None)
    if flow is not None and request.channel is not None:
        flow.stopProducing()
        request.channel.unregisterProducer()
