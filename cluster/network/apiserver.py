"""The API server as a program that answers over the network: to `curl https://kubernetes.default/…` in a pod.

Who sends no bearer token is anonymous. Source: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/,
https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from cluster.api.handling import handle
from cluster.api.request import Request, Response
from cluster.component import World
from cluster.images.wire import Answer, Asked
from cluster.store import Origin

PLAIN = Answer(400, {"Content-Type": "text/plain; charset=utf-8"}, "Client sent an HTTP request to an HTTPS server.\n")
_ANONYMOUS = {"impersonate": {"user": "system:anonymous", "groups": ["system:unauthenticated"]}}
_BEARER = "Bearer "
_PEOPLE = ("curl/", "Wget", "Mozilla/")  # they get JSON that people can read
_TOOK = 3_000  # µs


def answer(asked: Asked, world: World, keep: bool) -> Answer:
    """`keep`: what the request changes is changed; else only reads are answered."""
    if not asked.tls:
        return PLAIN
    request = request_of(asked, _credentials(asked.headers.get("authorization", "")))
    if not keep and not request.is_read:
        return Answer(0, error="hang")
    server: Any = world.client._server
    before = server.asking
    try:
        response = handle(server, request, Origin("kubectl"))
    finally:
        server.asking = before
    return answered(response, request)


def request_of(asked: Asked, credentials: dict[str, Any]) -> Request:
    """What a plain HTTP client asks, as the API takes it."""
    path, _, query = asked.path.partition("?")
    return Request(
        asked.method,
        path,
        dict(parse_qsl(query, keep_blank_values=True)),
        asked.body.encode("utf-8", "surrogateescape") if asked.body else None,
        asked.headers.get("content-type", "application/json"),
        _accepted(asked.headers.get("accept", "")),
        asked.headers.get("user-agent", ""),
        credentials=credentials,
    )


def answered(response: Response, request: Request) -> Answer:
    """The same way back: indented for people, and of a watch what there is by now."""
    if response.watch is not None:
        text = "".join(json.dumps(event, separators=(",", ":")) + "\n" for event in response.watch.poll())
        response.watch.close()
        return Answer(200, {"Content-Type": "application/json"}, text, _TOOK)
    if isinstance(response.body, str) or response.body is None:
        return Answer(response.code, {"Content-Type": response.content_type}, response.body or "", _TOOK)
    indent = 2 if request.user_agent.startswith(_PEOPLE) else None
    text = json.dumps(response.body, indent=indent, separators=None if indent else (",", ":"), ensure_ascii=False)
    headers = {"Cache-Control": "no-cache, private", "Content-Type": response.content_type}
    return Answer(response.code, {**headers, "Content-Length": str(len(text.encode()))}, text, _TOOK)


def _accepted(text: str) -> str:
    return "application/json" if text in ("", "*/*") else text


def _credentials(text: str) -> dict[str, Any]:
    return {"token": text[len(_BEARER) :].strip()} if text.startswith(_BEARER) else _ANONYMOUS
