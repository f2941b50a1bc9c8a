"""exec, attach and port-forward over SPDY/3.1, as clients before 1.31 speak: one stream a channel.

The streams are carried to the same application that speaks to WebSockets, as its channels (version 5).
Source: https://kubernetes.io/blog/2024/08/20/websockets-transition/ and
https://pkg.go.dev/k8s.io/apimachinery/pkg/util/remotecommand (`streamType`, `X-Stream-Protocol-Version`).
"""

from __future__ import annotations

from typing import Protocol

from cluster.http import channels, forwarding, spdy

VERSION = "X-Stream-Protocol-Version"
SPOKEN, FORWARDING = "v4.channel.k8s.io", "portforward.k8s.io"
_CHANNELS = {
    "stdin": channels.STDIN, "stdout": channels.STDOUT, "stderr": channels.STDERR, "error": channels.ERROR,
    "resize": channels.RESIZE,
}  # fmt: skip
_FROM_SERVER = (channels.STDOUT, channels.STDERR, channels.ERROR)
_REFUSED_STREAM = 3


class Bridge(Protocol):
    """Between one connection's bytes and an ASGI application's messages. `version`: what the client is told that is
    spoken; `subprotocol`: what the application is."""

    version: str
    subprotocol: str

    def take(self, data: bytes) -> tuple[list[dict], bytes]:
        """Bytes of the client: (messages for the application, bytes to answer with). Raises spdy.Broken."""

    def give(self, message: dict) -> bytes:
        """A message of the application (websocket.send, websocket.close) for the client."""


def bridge(path: str, offered: list[str]) -> Bridge | None:
    """`offered`: the values of X-Stream-Protocol-Version; None where none is spoken here."""
    if path.endswith("/portforward"):
        return Forwarding() if FORWARDING in offered else None
    return Channels() if SPOKEN in offered else None


class Forwarding:
    """The application speaks SPDY itself."""

    version, subprotocol = FORWARDING, forwarding.TUNNEL

    def take(self, data: bytes) -> tuple[list[dict], bytes]:
        return [{"type": "websocket.receive", "bytes": data}], b""

    def give(self, message: dict) -> bytes:
        return message.get("bytes") or b""


class Channels:
    version, subprotocol = SPOKEN, channels.V5.name or ""

    def __init__(self) -> None:
        self._reader, self._writer = spdy.Reader(), spdy.Writer()
        self._channels: dict[int, int] = {}  # stream → channel
        self._streams: dict[int, int] = {}  # channel → stream
        self._waiting: dict[int, bytes] = {}  # channel → what came before its stream
        self._over = False

    def take(self, data: bytes) -> tuple[list[dict], bytes]:
        messages, out = [], b""
        for frame in self._reader.feed(data):
            channel = self._channels.get(frame.stream)
            if frame.kind == spdy.SYN_STREAM:
                out += self._open(frame)
            elif frame.kind == spdy.PING:
                out += self._writer.ping(frame.stream)
            elif frame.kind == spdy.DATA and channel is not None:
                if frame.data:
                    messages.append(channels.V5.message(channel, frame.data))
                if frame.flags & spdy.FIN and channel == channels.STDIN:
                    messages.append(channels.V5.message(channels.CLOSE, bytes([channels.STDIN])))
        return [{"type": "websocket.receive", "bytes": message["bytes"]} for message in messages], out

    def give(self, message: dict) -> bytes:
        if message["type"] == "websocket.close":
            self._over = True
            return b"".join(self._writer.data(s, b"", spdy.FIN) for c, s in self._streams.items() if c in _FROM_SERVER)
        told = channels.V5.read(message)
        if told is None or not told[1] or told[0] not in _FROM_SERVER:
            return b""
        channel, data = told
        if channel not in self._streams:
            self._waiting[channel] = self._waiting.get(channel, b"") + data
            return b""
        return self._writer.data(self._streams[channel], data)

    def _open(self, frame: spdy.Frame) -> bytes:
        channel = _CHANNELS.get(frame.headers.get("streamtype", ""))
        if channel is None or channel in self._streams:
            return self._writer.reset(frame.stream, _REFUSED_STREAM)
        self._channels[frame.stream], self._streams[channel] = channel, frame.stream
        out = self._writer.reply(frame.stream)
        if data := self._waiting.pop(channel, b""):
            out += self._writer.data(frame.stream, data)
        if self._over and channel in _FROM_SERVER:
            out += self._writer.data(frame.stream, b"", spdy.FIN)
        return out
