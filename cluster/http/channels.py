"""Several channels over one WebSocket: a byte (or a digit, then base64) in front of each message names its channel.

Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/remotecommand (channel numbers, subprotocols) and
https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cluster.api.request import Stream

STDIN, STDOUT, STDERR, ERROR, RESIZE = range(5)
CLOSE = 255  # version 5: the channel in the next byte is closed
OUTPUT = {"stdout": STDOUT, "stderr": STDERR}


class Protocol(NamedTuple):
    """`statuses`: the end is told as a v1.Status (else as text, and only a failure). `closes`: knows CLOSE."""

    name: str | None
    binary: bool = True
    statuses: bool = True
    closes: bool = False

    def message(self, channel: int, data: bytes) -> dict:
        """An ASGI message."""
        if self.binary:
            return {"type": "websocket.send", "bytes": bytes([channel]) + data}
        return {"type": "websocket.send", "text": f"{channel}{base64.b64encode(data).decode()}"}

    def read(self, message: dict) -> tuple[int, bytes] | None:
        """(channel, data) of a message that was received; None for one that makes no sense."""
        data = message.get("bytes")
        if data is None:
            data = (message.get("text") or "").encode()
        if not data:
            return None
        if self.binary:
            return data[0], data[1:]
        try:
            return data[0] - ord("0"), base64.b64decode(data[1:], validate=True)
        except binascii.Error:
            return None

    def ending(self, status: dict) -> dict | None:
        """The message that tells how it ended."""
        if self.statuses:
            return self.message(ERROR, json.dumps(status, separators=(",", ":")).encode())
        return None if status["status"] == "Success" else self.message(ERROR, status["message"].encode())


V5 = Protocol("v5.channel.k8s.io", closes=True)
PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        V5,
        Protocol("v4.channel.k8s.io"),
        Protocol("v4.base64.channel.k8s.io", binary=False),
        Protocol("channel.k8s.io", statuses=False),
        Protocol("base64.channel.k8s.io", binary=False, statuses=False),
    )
}
PLAIN = Protocol(None, statuses=False)  # a client that names none


def negotiate(offered: list[str]) -> Protocol | None:
    """The first that is known; None when none is."""
    if not offered:
        return PLAIN
    return next((PROTOCOLS[name] for name in offered if name in PROTOCOLS), None)


class Reader(NamedTuple):
    """Bytes in one direction, without channels."""

    name: str | None
    binary: bool = True

    def message(self, data: bytes) -> dict:
        """An ASGI message."""
        if self.binary:
            return {"type": "websocket.send", "bytes": data}
        return {"type": "websocket.send", "text": base64.b64encode(data).decode()}


_READERS = {"binary.k8s.io": Reader("binary.k8s.io"), "base64.binary.k8s.io": Reader("base64.binary.k8s.io", False)}


def reader(offered: list[str]) -> Reader | None:
    """How one who only reads is spoken to. Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/httpstream/wsstream"""
    if not offered:
        return Reader(None)
    return next((_READERS[name] for name in offered if name in _READERS), None)


class Reading:
    """Carries what a stream says to one who only reads."""

    done = False

    def __init__(self, stream: Stream, reader: Reader):
        self._stream, self._reader = stream, reader

    def give(self) -> list[dict]:
        return [self._reader.message(data) for _, data in self._stream.poll() if data]

    def take(self, message: dict) -> None:
        """Nothing that such a client says counts."""

    def close(self) -> None: ...


def size_of(data: bytes) -> tuple[int, int] | None:
    """(width, height) of a message on the channel RESIZE."""
    try:
        told = json.loads(data)
        width, height = told["Width"], told["Height"]
    except (ValueError, TypeError, KeyError):
        return None
    return (width, height) if isinstance(width, int) and isinstance(height, int) else None
