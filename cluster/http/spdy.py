"""SPDY/3.1 frames, as far as port-forward speaks them: streams that open, carry data and close, and pings.

kubectl sends them through a WebSocket. Source: https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/
(2.6: control frames, 2.6.10: name/value blocks and the dictionary of their compression).
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

SYN_STREAM, SYN_REPLY, RST_STREAM, SETTINGS, PING, GOAWAY, HEADERS, WINDOW_UPDATE = 1, 2, 3, 4, 6, 7, 8, 9
DATA = 0
FIN = 0x01
VERSION = 3
MOST_BYTES = 1 << 20  # of one frame; kubectl's are 32 KiB
_MOST_HEADERS = 1 << 16

_WORDS = (
    "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow "
    "authorization cache-control connection content-base content-encoding content-language content-length "
    "content-location content-md5 content-range content-type date etag expect expires from host if-match "
    "if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma "
    "proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade "
    "user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie "
    "keep-alive origin"
)
_PHRASES = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative "
    "Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 "
    "Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec "
    "00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,"
    "application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8"
    "charset=iso-8859-1,utf-,*,enq=0."
)


def _counted(text: bytes) -> bytes:
    return struct.pack(">I", len(text)) + text


DICTIONARY = b"".join(_counted(word.replace("_", " ").encode()) for word in _WORDS.split()) + _PHRASES.encode()


class Broken(ValueError):
    """The bytes are not SPDY/3."""


class Frame(NamedTuple):
    """`kind` DATA, or a control frame's type. `stream`: the id (of a PING: its number). `headers` of SYN_STREAM,
    SYN_REPLY and HEADERS."""

    kind: int
    stream: int = 0
    flags: int = 0
    data: bytes = b""
    headers: dict[str, str] = {}


class Reader:
    """Bytes as they come into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._inflate = zlib.decompressobj(zdict=DICTIONARY)

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are whole now. Raises Broken."""
        self._buffer += data
        found = []
        while len(self._buffer) >= 8:
            first, second = struct.unpack_from(">II", self._buffer)
            flags, size = second >> 24, second & 0xFFFFFF
            if size > MOST_BYTES:
                raise Broken(f"a frame of {size} bytes; at most {MOST_BYTES} are taken")
            if len(self._buffer) < 8 + size:
                break
            payload = bytes(self._buffer[8 : 8 + size])
            del self._buffer[: 8 + size]
            found.append(self._control(first, flags, payload) if first >> 31 else Frame(DATA, first, flags, payload))
        return found

    def _control(self, first: int, flags: int, payload: bytes) -> Frame:
        version, kind = first >> 16 & 0x7FFF, first & 0xFFFF
        if version != VERSION:
            raise Broken(f"version {version}; only {VERSION} is known")
        if kind == SETTINGS:
            return Frame(kind, 0, flags, payload)
        if len(payload) < 4:
            raise Broken(f"a control frame of type {kind} with {len(payload)} bytes")
        number = struct.unpack_from(">I", payload)[0] & 0x7FFFFFFF
        before = {SYN_STREAM: 10, SYN_REPLY: 4, HEADERS: 4}.get(kind)
        if before is None:
            return Frame(kind, struct.unpack_from(">I", payload)[0] if kind == PING else number, flags, payload[4:])
        return Frame(kind, number, flags, headers=self._headers(payload[before:]))

    def _headers(self, block: bytes) -> dict[str, str]:
        try:
            plain = self._inflate.decompress(block, _MOST_HEADERS)
        except zlib.error as error:
            raise Broken(f"headers: {error}") from None
        if self._inflate.unconsumed_tail:
            raise Broken(f"headers of more than {_MOST_HEADERS} bytes")
        found, at = {}, 4
        try:
            for _ in range(struct.unpack_from(">I", plain)[0]):
                pair = []
                for _ in range(2):
                    size = struct.unpack_from(">I", plain, at)[0]
                    if at + 4 + size > len(plain):
                        raise Broken("headers end too early")
                    pair.append(plain[at + 4 : at + 4 + size].decode("latin-1"))
                    at += 4 + size
                found[pair[0].lower()] = pair[1]
        except struct.error:
            raise Broken("headers end too early") from None
        return found


class Writer:
    """Frames into bytes."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(zdict=DICTIONARY)

    def data(self, stream: int, data: bytes, flags: int = 0) -> bytes:
        return struct.pack(">II", stream, flags << 24 | len(data)) + data

    def reply(self, stream: int) -> bytes:
        """SYN_REPLY without headers: the stream is accepted."""
        return self._control(SYN_REPLY, struct.pack(">I", stream) + self._block({}))

    def open(self, stream: int, headers: dict[str, str], flags: int = 0) -> bytes:
        """SYN_STREAM."""
        return self._control(SYN_STREAM, struct.pack(">IIH", stream, 0, 0) + self._block(headers), flags)

    def reset(self, stream: int, why: int) -> bytes:
        return self._control(RST_STREAM, struct.pack(">II", stream, why))

    def ping(self, number: int) -> bytes:
        return self._control(PING, struct.pack(">I", number))

    def goaway(self, last: int) -> bytes:
        return self._control(GOAWAY, struct.pack(">II", last, 0))

    def _control(self, kind: int, payload: bytes, flags: int = 0) -> bytes:
        return struct.pack(">II", 1 << 31 | VERSION << 16 | kind, flags << 24 | len(payload)) + payload

    def _block(self, headers: dict[str, str]) -> bytes:
        plain = struct.pack(">I", len(headers))
        plain += b"".join(_counted(k.encode("latin-1")) + _counted(v.encode("latin-1")) for k, v in headers.items())
        return self._deflate.compress(plain) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
