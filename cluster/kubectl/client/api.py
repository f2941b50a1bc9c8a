"""A client's requests: what goes wrong becomes a KubectlError, warnings go to standard error."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from cluster.api.request import Request, Response
from cluster.kubectl.errors import ServerError
from cluster.kubectl.host import Host

TABLE = (
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
)
MERGE, STRATEGIC, JSON_PATCH = (
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/json-patch+json",
)
APPLY = "application/apply-patch+yaml"
_AGENT = "kubectl/v1.35.2 (linux/amd64)"


class Api:
    """One command's connection. Each warning is printed once."""

    def __init__(self, host: Host, credentials: dict | None = None):
        """`credentials`: as Request has them."""
        self._host = host
        self.credentials = credentials or {}
        self._warned: set[str] = set()

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        accept: str = "application/json",
    ) -> Response:
        """The answer. ServerError where it is a refusal, ConnectionRefused where nobody answers."""
        query = {name: value for name, value in (query or {}).items() if value}
        agent = _AGENT
        where = quote(path, safe="/:")
        request = Request(method, where, query, body, content_type, accept, agent, credentials=self.credentials)
        response = self._host.send(request)
        for warning in response.warnings:
            self.warn(warning)
        if response.code >= 400:
            raise ServerError(_status(response, method, path))
        return response

    def connect(self, path: str, query: dict[str, str], words: list[str]) -> Any:
        """An open stream (Response.stream). Raises as `send` does."""
        request = Request(
            "GET", quote(path, safe="/:"), query, user_agent=_AGENT, words=tuple(words), upgrade=True,
            credentials=self.credentials,
        )  # fmt: skip
        response = self._host.send(request)
        if response.code >= 400:
            raise ServerError(_status(response, "GET", path))
        return response.stream

    def get(self, path: str, query: dict[str, str] | None = None, accept: str = "application/json") -> Any:
        return self.send("GET", path, query, accept=accept).body

    def watch(self, path: str, query: dict[str, str], accept: str = "application/json") -> Any:
        """An open watch: `.poll()` gives events, `.close()` ends it."""
        return self.send("GET", path, {**query, "watch": "true"}, accept=accept).watch

    def warn(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            self._host.err(f"Warning: {text}\n")


def _status(response: Response, method: str, path: str) -> dict:
    if isinstance(response.body, dict) and response.body.get("kind") == "Status":
        return response.body
    if response.code == 404:
        return {"code": 404, "reason": "NotFound", "message": _missing(method, path)}
    text = str(response.body or "").strip()
    if response.code == 503:
        text = "the server is currently unable to handle the request"
    reason = {400: "BadRequest", 403: "Forbidden", 405: "MethodNotAllowed", 503: "ServiceUnavailable"}.get(
        response.code, "InternalError"
    )
    return {"code": response.code, "reason": reason, "message": text}


def _missing(method: str, path: str) -> str:
    """What is said of a path that is no API's: `the server could not find the requested resource (post jobs.batch)`."""
    parts = path.strip("/").split("/")
    group, rest = (parts[1], parts[3:]) if parts[0] == "apis" else ("", parts[2:])
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        rest = rest[2:]
    told = "the server could not find the requested resource"
    if not rest or parts[0] not in ("api", "apis"):
        return told
    resource = f"{rest[0]}.{group}" if group else rest[0]
    return f"{told} ({' '.join([method.lower(), resource, *rest[1:2]])})"
