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


class Api:
    """One command's connection. Each warning is printed once."""

    def __init__(self, host: Host):
        self._host = host
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
        request = Request(
            method, quote(path, safe="/:"), query, body, content_type, accept, "kubectl/v1.35.2 (linux/amd64)"
        )
        response = self._host.send(request)
        for warning in response.warnings:
            self.warn(warning)
        if response.code >= 400:
            raise ServerError(_status(response))
        return response

    def get(self, path: str, query: dict[str, str] | None = None, accept: str = "application/json") -> Any:
        return self.send("GET", path, query, accept=accept).body

    def watch(self, path: str, query: dict[str, str], accept: str = "application/json") -> Any:
        """An open watch: `.poll()` gives events, `.close()` ends it."""
        return self.send("GET", path, {**query, "watch": "true"}, accept=accept).watch

    def warn(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            self._host.err(f"Warning: {text}\n")


def _status(response: Response) -> dict:
    if isinstance(response.body, dict) and response.body.get("kind") == "Status":
        return response.body
    text = str(response.body or "").strip() or "the server could not find the requested resource"
    reason = {404: "NotFound", 400: "BadRequest", 403: "Forbidden", 405: "MethodNotAllowed"}.get(
        response.code, "InternalError"
    )
    return {"code": response.code, "reason": reason, "message": text}
