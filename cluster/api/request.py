"""One transport-neutral request and its answer: what HTTP clients, the terminal's kubectl and tests all send."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """`body` is bytes as they came, or a JSON value; `query` maps names to one text each."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    content_type: str = "application/json"
    accept: str = "application/json"
    user_agent: str = ""

    @property
    def is_read(self) -> bool:
        """A read changes nothing and is not journaled; a dry run is one."""
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
        }

    @classmethod
    def load(cls, data: dict) -> Request:
        body = data["body"].encode("utf-8", "surrogateescape") if data["raw"] else data["body"]
        return cls(
            data["method"], data["path"], data["query"], body, data["contentType"], data["accept"], data["userAgent"]
        )


@dataclass(slots=True)
class Response:
    """`body` is a JSON value or text; `warnings` become Warning headers; `watch` is set for an open watch."""

    code: int
    body: Any = None
    content_type: str = "application/json"
    warnings: list[str] = field(default_factory=list)
    watch: Any = None
