"""What a real client did, in the words of a command line: for the chain of causes and the marks of the time bar."""

from __future__ import annotations

import json

from cluster.api.request import Request

VERBS = {"POST": "create", "PUT": "replace", "PATCH": "patch", "DELETE": "delete"}


def typed(request: Request, command: str, actor: str) -> str:
    """`command` is kubectl's own header (`Kubectl-Command: kubectl create deployment`); other clients have none."""
    kind, name = about(request)
    if command.startswith("kubectl "):
        words = " ".join(command.split()[:4])
        return f"{words} {name if words.count(' ') > 1 else f'{kind}/{name}'}"[:200].rstrip(" /")
    return f"{actor}: {VERBS.get(request.method, request.method.lower())} {kind}/{name}"[:200].rstrip(" /")


def about(request: Request) -> tuple[str, str]:
    """(resource, name) of a write: from its path, for a new object from its body; what is not told is empty."""
    parts = [part for part in request.path.split("/") if part]
    rest = parts[2:] if parts[:1] == ["api"] else parts[3:]
    if len(rest) > 2 and rest[0] == "namespaces":
        rest = rest[2:]
    kind = rest[0] if rest else ""
    return kind, rest[1] if len(rest) > 1 else _name_in(request.body)


def _name_in(body: object) -> str:
    if isinstance(body, bytes):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            return ""
    metadata = body.get("metadata") if isinstance(body, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""
