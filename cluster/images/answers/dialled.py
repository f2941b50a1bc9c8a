"""How a program written in Go complains when what it asked gave no answer (net/http, net)."""

from __future__ import annotations

from cluster.images.wire import Reply

_WHY = {
    "refused": "connect: connection refused", "timeout": "i/o timeout", "unreachable": "connect: no route to host",
    "reset": "EOF",
}  # fmt: skip


def why(reply: Reply) -> str:
    """The last words of the error."""
    return _WHY.get(reply.error, reply.error)


def complaint(url: str, reply: Reply) -> str:
    """The whole error of `http.Get(url)`."""
    return f'Get "{url}": dial tcp {reply.peer}: {why(reply)}'
