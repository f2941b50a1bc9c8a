"""Teaches Daphne the upgrade to SPDY/3.1, by which older clients exec, attach and forward ports.

The application sees a WebSocket; `spdy_channels` translates between the two.
"""

from __future__ import annotations

from typing import Any

from cluster.http import spdy
from cluster.http.spdy_channels import VERSION, Bridge, bridge
from cluster.http.taught import flow
from cluster.http.taught.denial import DENIAL, refusal

UPGRADE = b"spdy/3.1"
_LINGER_S = 30  # for the client to hang up first


def install() -> None:
    from daphne.http_protocol import WebRequest
    from twisted.internet import reactor
    from twisted.internet.protocol import Protocol

    class Spdy(Protocol):  # type: ignore[misc]
        """One upgraded connection."""

        application_type = "websocket"
        flow: Any = None
        transport: Any

        def __init__(self, server: Any, carrier: Bridge):
            self.server, self._bridge = server, carrier
            self._denial: dict = {}
            self._queue: Any = None

        def begin(self, scope: dict) -> None:
            self.server.protocol_connected(self)
            self._queue = self.server.create_application(self, scope)
            self._queue.put_nowait({"type": "websocket.connect"})

        def dataReceived(self, data: bytes) -> None:  # noqa: N802
            try:
                messages, answer = self._bridge.take(data)
            except spdy.Broken:
                self.transport.loseConnection()
                return
            self.transport.write(answer)
            for message in messages:
                self._queue.put_nowait(message)

        def handle_reply(self, message: dict) -> None:
            kind = message["type"]
            if kind == "websocket.accept":
                told = b"Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n%s: %s\r\n\r\n"
                self.transport.write(
                    b"HTTP/1.1 101 Switching Protocols\r\n" + told % (VERSION.encode(), self._bridge.version.encode())
                )
            elif kind == f"{DENIAL}.start":
                self._denial = message
            elif kind == f"{DENIAL}.body":
                self.transport.write(refusal(self._denial, message.get("body", b"")))
                self.transport.loseConnection()
            else:
                self.transport.write(self._bridge.give(message))
                if kind == "websocket.close":
                    reactor.callLater(_LINGER_S, self.transport.loseConnection)  # type: ignore[attr-defined, arg-type]

        def connectionLost(self, reason: Any = None) -> None:  # noqa: N802
            self._queue.put_nowait({"type": "websocket.disconnect", "code": 1006})
            self.server.protocol_disconnected(self)

        def check_timeouts(self) -> None: ...

    plain = WebRequest.process

    def process(request: Any) -> Any:
        if (request.requestHeaders.getRawHeaders(b"Upgrade") or [b""])[0].lower() != UPGRADE:
            return plain(request)
        given = request.requestHeaders.getRawHeaders(VERSION.encode()) or []
        offered = [name.strip().decode("latin-1") for value in given for name in value.split(b",")]
        path, _, query = request.uri.partition(b"?")
        found = bridge(path.decode("latin-1"), offered)
        if found is None:
            return request.basic_error(403, b"Forbidden", "unable to negotiate protocol")
        spoken = Spdy(request.server, found)
        spoken.flow = flow.attach(request)
        transport, request.transport = request.transport, None
        setattr(transport, "wrappedProtocol" if hasattr(transport, "wrappedProtocol") else "protocol", spoken)
        spoken.makeConnection(transport)
        request.server.protocol_disconnected(request)
        request.channel._networkProducer.resumeProducing()
        spoken.begin({
            "type": "websocket",
            "path": path.decode("latin-1"),
            "raw_path": path,
            "root_path": "",
            "query_string": query,
            "headers": [(n.lower(), v) for n, vs in request.requestHeaders.getAllRawHeaders() for v in vs],
            "subprotocols": [found.subprotocol],
        })  # fmt: skip
        return None

    WebRequest.process = process
