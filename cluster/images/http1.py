"""HTTP/1.1 on a stream of bytes: requests as they come, answers as they go.

Source: https://www.rfc-editor.org/rfc/rfc9112 (messages; 6: length of bodies, 7.1: chunks).
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import NamedTuple

MOST_HEAD, MOST_BODY = 64 * 1024, 4 * 1024 * 1024
_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP/1\.([01])")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_BODYLESS = (204, 304)


class Malformed(ValueError):
    """No HTTP/1.1."""


class Asked(NamedTuple):
    """`path` with its query; header names in lower case; `stays`: the client wants the connection kept."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    stays: bool


class Requests:
    """Reads requests out of bytes that come in pieces."""

    def __init__(self) -> None:
        self._buffer = b""
        self._expected = False

    def feed(self, data: bytes) -> list[Asked]:
        """The requests that are whole now. Raises Malformed."""
        self._buffer += data
        found = []
        while (asked := self._next()) is not None:
            found.append(asked)
        return found

    @property
    def expects(self) -> bool:
        """Whether the client waits to be told to go on with its body (said once)."""
        expected, self._expected = self._expected, False
        return expected

    def _next(self) -> Asked | None:
        self._buffer = self._buffer.lstrip(b"\r\n") if len(self._buffer) < MOST_HEAD else self._buffer
        end = re.search(rb"\r?\n\r?\n", self._buffer)
        if end is None:
            first = self._buffer.split(b"\n", 1)[0].rstrip(b"\r")
            if len(self._buffer) > MOST_HEAD or (b"\n" in self._buffer and not _LINE.fullmatch(first)):
                raise Malformed("no request line of HTTP/1.1")
            return None
        lines = re.split(rb"\r?\n", self._buffer[: end.start()])
        line = _LINE.fullmatch(lines[0])
        if line is None:
            raise Malformed("no request line of HTTP/1.1")
        headers = _headers(lines[1:])
        read = _body(headers, self._buffer, end.end())
        if read is None:
            self._expected = headers.get("expect", "").lower() == "100-continue" and len(self._buffer) == end.end()
            return None
        body, after = read
        self._buffer = self._buffer[after:]
        wish = headers.get("connection", "").lower()
        stays = "close" not in wish if line[3] == b"1" else "keep-alive" in wish
        return Asked(line[1].decode(), line[2].decode("latin-1"), headers, body, stays)


def answer(code: int, headers: dict[str, str], body: bytes, method: str, stays: bool) -> bytes:
    """An answer as bytes, with its length."""
    phrase = HTTPStatus(code).phrase if code in HTTPStatus._value2member_map_ else "Unknown"
    lines = [f"HTTP/1.1 {code} {phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if name.lower() not in _OURS]
    if code not in _BODYLESS:
        shown = headers.get("Content-Length") if method == "HEAD" else None
        lines.append(f"Content-Length: {shown or len(body)}")
    lines.append(f"Connection: {'keep-alive' if stays else 'close'}")
    head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"
    return head if method == "HEAD" or code in _BODYLESS else head + body


_OURS = {"content-length", "connection", "transfer-encoding", "keep-alive"}
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def _headers(lines: list[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not name or name != name.strip():
            raise Malformed("a header line without a name")
        key, text = name.decode("latin-1").lower(), value.strip().decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _body(headers: dict[str, str], buffer: bytes, at: int) -> tuple[bytes, int] | None:
    """(body, where the next request begins), or None while it is not whole."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return _chunks(buffer, at)
    told = headers.get("content-length", "0")
    if not told.isdecimal() or len(told) > 10 or int(told) > MOST_BODY:
        raise Malformed(f"a body of {told[:20]} bytes; at most {MOST_BODY} are taken")
    size = int(told)
    return (buffer[at : at + size], at + size) if len(buffer) >= at + size else None


def _chunks(buffer: bytes, at: int) -> tuple[bytes, int] | None:
    found = bytearray()
    while True:
        line = _CHUNK.match(buffer, at)
        if line is None:
            if len(buffer) - at > 256 or b"\n" in buffer[at:]:
                raise Malformed("no length of a chunk")
            return None
        size, at = int(line[1], 16), line.end()
        if len(found) + size > MOST_BODY:
            raise Malformed(f"a body of more than {MOST_BODY} bytes")
        if size == 0:
            end = re.compile(rb"(?:[^\r\n]+\r?\n)*\r?\n").match(buffer, at)  # trailers
            return (bytes(found), end.end()) if end else None
        if len(buffer) < at + size + 2:
            return None
        found += buffer[at : at + size]
        at += size + (2 if buffer[at + size : at + size + 2] == b"\r\n" else 1)
