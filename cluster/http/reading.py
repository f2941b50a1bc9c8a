"""An ASGI scope and the body that follows, as a Request; what cannot be one is refused."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, quote

from cluster.api.decoding.bodies import MAX_BYTES
from cluster.api.errors import StatusError, bad_request, too_large
from cluster.api.request import Request, Response
from cluster.http import protobuf
from cluster.http.credentials import credentials
from cluster.http.wire import Malformed

Receive = Callable[[], Awaitable[dict]]
_SAFE = "/:@!$&'()*+,;=~"
_BAD_ESCAPE = re.compile("%(?![0-9a-fA-F]{2})")


class Refused(Exception):
    """Before there was a request: `response` says why."""

    def __init__(self, response: Response):
        super().__init__()
        self.response = response

    @classmethod
    def by(cls, error: StatusError) -> Refused:
        return cls(Response(error.code, error.status()))


async def read(scope: dict, receive: Receive, prefix: str) -> Request:
    """The request of an HTTP connection. Raises Refused."""
    return request_of(scope, await _body(receive), prefix)


def request_of(scope: dict, body: bytes | None, prefix: str, upgrade: bool = False) -> Request:
    """Of a name that comes several times the first value counts, as for the real server. Raises Refused."""
    headers = headers_of(scope)
    path = path_of(scope)
    if _BAD_ESCAPE.search(path):  # net/http reads no such URL
        raise Refused(Response(400, "400 Bad Request", "text/plain; charset=utf-8"))
    content_type = headers.get("content-type", "application/json")
    sent: Any = body
    if content_type.split(";")[0].strip() == protobuf.MEDIA_TYPE:
        sent, content_type = _from_protobuf(body or b""), "application/json"
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Request(
        scope.get("method", "GET"),
        path.removeprefix(prefix) or "/",
        dict(reversed(query)),
        sent or None,
        content_type,
        headers.get("accept", "application/json"),
        headers.get("user-agent", ""),
        tuple(value for name, value in query if name == "command"),
        upgrade,
        credentials(scope["headers"]),
    )


def headers_of(scope: dict) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def path_of(scope: dict) -> str:
    """As the client wrote it, still quoted."""
    raw = scope.get("raw_path")
    return raw.decode("latin-1").partition("?")[0] if raw else quote(scope["path"], safe=_SAFE)


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise asyncio.CancelledError
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BYTES:
            raise Refused.by(too_large(MAX_BYTES))
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _from_protobuf(body: bytes) -> Any:
    if not body:
        return None
    try:
        return protobuf.decode(body)
    except Malformed as error:
        raise Refused.by(bad_request(f"the object provided is unrecognized: {error}")) from None
