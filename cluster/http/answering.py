"""A Response as ASGI messages: form, headers, compression.

Sources: k8s.io/apiserver/pkg/endpoints/handlers/responsewriters (gzip for who accepts it, of more than 128 KiB, level
1) and .../negotiation (`pretty`, and who gets it without asking); warnings: RFC 7234, code 299,
https://kubernetes.io/blog/2020/09/03/warnings/; ETags: k8s.io/kube-openapi/pkg/handler3.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from cluster.api.negotiation import JSON, media_type
from cluster.api.options import TRUE
from cluster.api.request import Request, Response
from cluster.http import openapi_protobuf
from cluster.http.encoding import Encoder

Send = Callable[[dict], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
GZIP_ABOVE, GZIP_LEVEL = 128 * 1024, 1
_FOR_PEOPLE = ("curl", "Wget", "Mozilla/5.0")
_IN_GZIP = 31  # zlib's window bits: with a gzip header, without a time
_SLOW_OBJECTS = 50  # so many objects are not written prettily while others wait


class Wishes(NamedTuple):
    """How a client wants its answer."""

    pretty: bool = False
    gzip: bool = False
    head: bool = False
    known: str = ""  # If-None-Match

    @classmethod
    def of(cls, request: Request, headers: dict[str, str]) -> Wishes:
        asked = request.query.get("pretty", "")
        pretty = asked in TRUE if asked else request.user_agent.startswith(_FOR_PEOPLE)
        accepted = [word.strip() for word in headers.get("accept-encoding", "").split(",")]
        is_read = request.method == "GET"
        return cls(pretty, is_read and "gzip" in accepted, request.method == "HEAD", headers.get("if-none-match", ""))


async def answer(response: Response, wishes: Wishes, encoder: Encoder, send: Send) -> None:
    """The whole of a Response that neither watches nor streams."""
    body = await _body(response, wishes, encoder)
    headers: Headers = []
    if _is_document(response):
        tag = encoder.tag(body)
        headers += [(b"etag", tag.encode()), (b"vary", b"Accept")]
        if tag in [known.strip().removeprefix("W/") for known in wishes.known.split(",")]:
            await begin(send, Response(304, None, response.content_type), headers)
            await send({"type": "http.response.body", "body": b""})
            return
    if wishes.gzip and len(body) > GZIP_ABOVE:
        body = await asyncio.to_thread(_compressed, body)
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
    headers += [(b"content-length", b"%d" % len(body)), *_retry_after(response)]
    await begin(send, response, headers)
    await send({"type": "http.response.body", "body": b"" if wishes.head else body})


async def begin(send: Send, response: Response, headers: Headers) -> None:
    """Status and headers."""
    own = {name.lower(): value for name, value in response.headers.items()}
    own = {"content-type": response.content_type, "cache-control": "no-cache, private", **own}
    warnings = [(b"warning", f'299 - "{_quoted(text)}"'.encode("utf-8", "replace")) for text in response.warnings]
    written = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in own.items()]
    await send({
        "type": "http.response.start",
        "status": response.code,
        "headers": [*written, *headers, *warnings],
    })  # fmt: skip


async def _body(response: Response, wishes: Wishes, encoder: Encoder) -> bytes:
    body = response.body
    if body is None:
        return b""
    if response.content_type == openapi_protobuf.ANSWERED:
        return openapi_protobuf.encode(body)
    if (
        not (wishes.pretty and isinstance(body, dict) and media_type(response.content_type) == JSON)
        or "openapi" in body
    ):
        return encoder.body(body)
    if len(body.get("items") or body.get("rows") or ()) > _SLOW_OBJECTS:
        return await asyncio.to_thread(encoder.pretty, body)
    return encoder.pretty(body)


def _is_document(response: Response) -> bool:
    """What clients keep and ask for again: OpenAPI and discovery of all groups."""
    body = response.body
    if response.code != 200 or not isinstance(body, dict):
        return False
    return "openapi" in body or "swagger" in body or body.get("kind") == "APIGroupDiscoveryList"


def _compressed(body: bytes) -> bytes:
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, _IN_GZIP)
    return packer.compress(body) + packer.flush()


def _retry_after(response: Response) -> Headers:
    """What a Status says of when to come again, also as the header that clients read."""
    details = response.body.get("details") if response.code >= 400 and isinstance(response.body, dict) else None
    seconds = (details or {}).get("retryAfterSeconds")
    return [(b"retry-after", str(seconds).encode())] if seconds else []


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
