"""port-forward over a WebSocket: SPDY frames in it (kubectl), or two channels a port (other clients).

Source: https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
and https://pkg.go.dev/k8s.io/apimachinery/pkg/util/portforward.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from cluster.http import spdy
from cluster.http.channels import CLOSE, PLAIN, Protocol

if TYPE_CHECKING:
    from cluster.forwarding import Connection, Forward

TUNNEL = "SPDY/3.1+portforward.k8s.io"
MOST_PORTS, MOST_STREAMS = 32, 1000
_INVALID_STREAM, _REFUSED_STREAM = 2, 3


def ports_of(text: str) -> list[int] | None:
    """`8080,9090` → the ports; None where one is none."""
    words = [word for word in text.split(",") if word]
    if not all(word.isdecimal() and len(word) <= 5 and 0 < int(word) < 65536 for word in words):
        return None
    return [int(word) for word in words][:MOST_PORTS]


class Channels:
    """Two channels a port: its bytes, and what went wrong. `take` is called with what came, `give` for what goes."""

    def __init__(self, forward: Forward, ports: list[int], protocol: Protocol = PLAIN):
        self._protocol = protocol
        self._connections = [forward.connect(port) for port in ports]
        self._told: set[int] = set()
        self._first = [
            protocol.message(2 * index + side, struct.pack("<H", port))
            for index, port in enumerate(ports)
            for side in (0, 1)
        ]

    @property
    def done(self) -> bool:
        return all(connection.done for connection in self._connections)

    def take(self, message: dict) -> None:
        told = self._protocol.read(message)
        if told is None:
            return
        channel, data = told
        if channel == CLOSE and self._protocol.closes and data:
            channel, data = data[0], b""
        index, side = divmod(channel, 2)
        if index < len(self._connections) and side == 0 and data:
            self._connections[index].write(data)

    def give(self) -> list[dict]:
        found, self._first = self._first, []
        for index, connection in enumerate(self._connections):
            if data := connection.poll():
                found.append(self._protocol.message(2 * index, data))
            if connection.error and index not in self._told:
                self._told.add(index)
                found.append(self._protocol.message(2 * index + 1, connection.error.encode()))
        return found

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


class Tunnel:
    """SPDY/3.1: for each connection an error stream and a data stream with one `requestID`."""

    done = False

    def __init__(self, forward: Forward):
        self._forward = forward
        self._reader, self._writer = spdy.Reader(), spdy.Writer()
        self._out: list[bytes] = []
        self._errors: dict[str, int] = {}  # requestID → error stream
        self._data: dict[int, tuple[Connection, str]] = {}  # data stream → connection, requestID
        self._last = 0

    def take(self, message: dict) -> None:
        try:
            frames = self._reader.feed(message.get("bytes") or b"")
        except spdy.Broken:
            self._out.append(self._writer.goaway(self._last))
            self.done = True
            return
        for frame in frames:
            self._frame(frame)

    def give(self) -> list[dict]:
        for stream, (connection, request) in list(self._data.items()):
            if data := connection.poll():
                self._out.append(self._writer.data(stream, data))
            if connection.done:
                self._end(stream, connection, request)
        found, self._out = b"".join(self._out), []
        return [{"type": "websocket.send", "bytes": found}] if found else []

    def close(self) -> None:
        for connection, _ in self._data.values():
            connection.close()

    def _frame(self, frame: spdy.Frame) -> None:
        if frame.kind == spdy.SYN_STREAM:
            self._open(frame)
        elif frame.kind == spdy.PING:
            self._out.append(self._writer.ping(frame.stream))
        elif frame.kind == spdy.DATA and frame.stream in self._data:
            connection, _ = self._data[frame.stream]
            connection.write(frame.data)
        elif frame.kind == spdy.RST_STREAM and frame.stream in self._data:
            connection, request = self._data.pop(frame.stream)
            connection.close()
            self._errors.pop(request, None)
        elif frame.kind == spdy.GOAWAY:
            self.done = True

    def _open(self, frame: spdy.Frame) -> None:
        headers, stream = frame.headers, frame.stream
        self._last = stream
        kind, request = headers.get("streamtype", ""), headers.get("requestid", str(stream))
        ports = ports_of(headers.get("port", ""))
        if kind not in ("error", "data") or not ports or len(self._data) + len(self._errors) >= MOST_STREAMS:
            self._out.append(self._writer.reset(stream, _INVALID_STREAM if not ports else _REFUSED_STREAM))
            return
        self._out.append(self._writer.reply(stream))
        if kind == "error":
            self._errors[request] = stream
        else:
            self._data[stream] = self._forward.connect(ports[0]), request

    def _end(self, stream: int, connection: Connection, request: str) -> None:
        """The other side has hung up, or was never there: that is said on the error stream."""
        del self._data[stream]
        error = self._errors.pop(request, None)
        if error is not None:
            self._out.append(self._writer.data(error, connection.error.encode(), spdy.FIN))
        self._out.append(self._writer.data(stream, b"", spdy.FIN))


Carrier = Any  # Channels or Tunnel
