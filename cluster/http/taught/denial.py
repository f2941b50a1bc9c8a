"""Teaches Daphne the ASGI extension "WebSocket Denial Response": a handshake that is refused gets a whole answer.

Daphne 4.2 knows only 403 without a body; clients of exec and port-forward show what the API server says.
Source: https://asgi.readthedocs.io/en/latest/extensions.html#websocket-denial-response
"""

from __future__ import annotations

from http import HTTPStatus

from cluster.http.sockets import DENIAL


def install() -> None:
    from daphne.server import Server
    from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

    class Denying(WebSocketProtocol):  # type: ignore[misc, valid-type]
        def handle_reply(self, message: dict) -> None:
            if message.get("type") == f"{DENIAL}.start":
                self._denial = message
            elif message.get("type") == f"{DENIAL}.body":
                self._deny(self._denial, message.get("body", b""))
            else:
                super().handle_reply(message)

        def _deny(self, start: dict, body: bytes) -> None:
            if hasattr(self, "handshake_deferred"):
                del self.handshake_deferred
            self.server.protocol_disconnected(self)
            self.sendData(refusal(start, body))
            self.dropConnection(abort=False)

    create = Server.create_application

    def create_application(self, protocol, scope):
        if scope["type"] == "websocket":
            scope.setdefault("extensions", {})[DENIAL] = {}
        return create(self, protocol, scope)

    WebSocketFactory.protocol = Denying
    Server.create_application = create_application


def refusal(start: dict, body: bytes) -> bytes:
    """The answer as it goes over the wire. `start`: the message with `status` and `headers`."""
    code = start["status"]
    phrase = HTTPStatus(code).phrase if code in HTTPStatus._value2member_map_ else "Refused"
    lines = [b"HTTP/1.1 %d %s" % (code, phrase.encode())]
    lines += [name + b": " + value for name, value in start.get("headers", [])]
    return b"\r\n".join([*lines, b"connection: close", b"", body])
