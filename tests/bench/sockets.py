"""A browser reduced to what measuring needs: cookies, one POST, one WebSocket (RFC 6455, client side, text frames)."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
from collections.abc import Callable
from time import monotonic

SEEN_EVERY = 10  # frames; a page tells how far it has drawn a few times a second


class Browser:
    """`revisions` are those of the changes that came; `gaps` how often one did not follow the one before."""

    def __init__(self, port: int):
        self.port = port
        self.cookies: dict[str, str] = {}
        self.revisions: list[int] = []
        self.gaps = 0
        self._count = 0
        self._at: int | None = None
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def get(self, path: str) -> bytes:
        return await self._request("GET", path, b"")

    async def post(self, path: str, body: dict) -> dict:
        """POST JSON with the CSRF token that a page has set."""
        await self.get("/en/playground/")
        return json.loads(await self._request("POST", path, json.dumps(body).encode()))

    async def open(self, path: str) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [*self._head("GET", path), "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}"]
        self._writer.write("\r\n".join([*lines, "Sec-WebSocket-Version: 13", "", ""]).encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode("latin1"))

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def say(self, kind: str, **fields: object) -> None:
        self._count += 1
        body = json.dumps({"type": kind, "id": f"{id(self)}-{self._count}", **fields}).encode()
        size = struct.pack("!B", 0x80 | len(body)) if len(body) < 126 else struct.pack("!BH", 0x80 | 126, len(body))
        self._writer.write(b"\x81" + size + b"\0\0\0\0" + body)  # a mask of zeros changes nothing
        await self._writer.drain()

    async def until(self, wanted: Callable[[dict], bool]) -> dict:
        """Read frames up to the first for which `wanted` holds; tell the server what was seen."""
        while True:
            frame = await self._frame()
            if wanted(frame):
                return frame

    async def listen(self, seconds: float) -> None:
        """Read what comes for some time."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            try:
                await asyncio.wait_for(self._frame(), left)
            except TimeoutError:
                return

    async def _frame(self) -> dict:
        while True:
            first, second = await self._reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                size = struct.unpack("!H", await self._reader.readexactly(2))[0]
            elif size == 127:
                size = struct.unpack("!Q", await self._reader.readexactly(8))[0]
            body = await self._reader.readexactly(size)
            if first & 0x0F == 1:
                return await self._noted(json.loads(body))

    async def _noted(self, frame: dict) -> dict:
        if frame["type"] == "snapshot":
            self._at = frame["revision"]
        elif frame["type"] == "changes":
            self.gaps += frame["previous"] != self._at
            self._at = frame["revision"]
            self.revisions.append(frame["revision"])
            if len(self.revisions) % SEEN_EVERY == 0:
                await self.say("seen", revision=frame["revision"])
        return frame

    async def _request(self, method: str, path: str, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        lines = [*self._head(method, path), "Connection: close", f"Content-Length: {len(body)}"]
        lines += ["Content-Type: application/json", f"X-CSRFToken: {self.cookies.get('csrftoken', '')}", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        head, _, answer = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        for line in head.decode("latin1").split("\r\n"):
            if line.lower().startswith("set-cookie: "):
                name, _, value = line[12:].split(";")[0].partition("=")
                self.cookies[name] = value
        return answer

    def _head(self, method: str, path: str) -> list[str]:
        host = f"127.0.0.1:{self.port}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", f"Cookie: {cookies}"]
