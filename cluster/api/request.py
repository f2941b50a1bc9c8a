"""One transport-neutral request and its answer: what HTTP clients, the terminal's kubectl and tests all send."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

CONNECTS = ("exec", "attach", "portforward")  # subresources that become a stream

_QUESTIONS = ("/apis/authorization.k8s.io/", "/apis/authentication.k8s.io/")


@dataclass(frozen=True, slots=True)
class Request:
    """`body` is bytes as they came, or a JSON value; `query` maps names to one text each, `words` are the values of
    `command`, which comes several times. `upgrade`: the client can go on with a stream (Response.stream)."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    content_type: str = "application/json"
    accept: str = "application/json"
    user_agent: str = ""
    words: tuple[str, ...] = ()
    upgrade: bool = False
    # Who asks: {} for the cluster's owner, else as told in cluster/api/access/authentication.py
    credentials: dict[str, Any] = field(default_factory=dict)

    @property
    def is_read(self) -> bool:
        """A read changes nothing and is not journaled; a dry run is one, and so is a question that is posted.
        A process, or a request to one, may change what it likes."""
        parts = self.path.split("/")
        if self.upgrade and parts[-1] in CONNECTS:
            return False
        if parts[7:8] == ["proxy"] or (parts[3:4] == ["nodes"] and parts[5:6] == ["proxy"]):
            return False
        if self.path.startswith(_QUESTIONS) or (parts[5:6] == ["serviceaccounts"] and parts[7:] == ["token"]):
            return True
        return self.method in ("GET", "HEAD", "OPTIONS") or bool(self.query.get("dryRun"))

    def dump(self) -> dict:
        """Plain JSON for the journal."""
        body = self.body.decode("utf-8", "surrogateescape") if isinstance(self.body, bytes) else self.body
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "body": body,
            "raw": isinstance(self.body, bytes),
            "contentType": self.content_type,
            "accept": self.accept,
            "userAgent": self.user_agent,
            **({"words": list(self.words)} if self.words else {}),
            **({"upgrade": True} if self.upgrade else {}),
            **({"credentials": self.credentials} if self.credentials else {}),
        }

    @classmethod
    def load(cls, data: dict) -> Request:
        body = data["body"].encode("utf-8", "surrogateescape") if data["raw"] else data["body"]
        return cls(
            data["method"], data["path"], data["query"], body, data["contentType"], data["accept"], data["userAgent"],
            tuple(data.get("words", ())), data.get("upgrade", False), data.get("credentials") or {},
        )  # fmt: skip


class Stream(Protocol):
    """An open exec, attach or port-forward, asked by `poll`; its host lets virtual time pass meanwhile.

    What is written to it is a journaled input. `refusal`: (HTTP code, text) where the node could not even begin; some
    clients are told so before the upgrade."""

    refusal: tuple[int, str] | None

    @property
    def done(self) -> bool:
        """Nothing will come any more."""

    @property
    def status(self) -> dict | None:
        """How it ended, as a v1.Status; None while it has not."""

    @property
    def due(self) -> int | None:
        """When (virtual µs) something more comes by itself; None where that is not known."""

    def poll(self) -> list[tuple[str, bytes]]:
        """What has come since the last call: ("stdout" or "stderr", bytes)."""

    def write(self, data: bytes) -> None: ...
    def close_stdin(self) -> None: ...
    def resize(self, width: int, height: int) -> None: ...
    def close(self) -> None:
        """The client is gone."""


@dataclass(slots=True)
class Response:
    """`body` is a JSON value or text; `warnings` become Warning headers, `headers` are others; `watch` is set for an
    open watch, `stream` for an open connection. `emptied`: where the request has maps that are empty, which are left
    out of objects and yet told in errors."""

    code: int
    body: Any = None
    content_type: str = "application/json"
    warnings: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    watch: Any = None
    stream: Any = None
    emptied: list[tuple[str | int, ...]] = field(default_factory=list)
