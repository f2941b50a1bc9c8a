"""Requests that come as inputs: what the learner's terminal, or a command inside a container, asks of the network.

{"network": "request", "source": [kind, namespace, name, container], "ask": {HttpRequest}}
{"network": "resolve", "source": [...], "ask": {"name", "record", "server"}}
{"network": "connect", "source": [...], "ask": {"host", "port", "protocol", "timeout"}}
"""

from __future__ import annotations

from typing import Any

from cluster.images.wire import HttpRequest, Reply, Resolved, Source
from cluster.network.network import Network

_SOURCES = ("outside", "node", "pod")


def perform(network: Network, request: dict[str, Any]) -> Reply | Resolved:
    """Do what the input asks. ValueError says what is wrong with it."""
    action, ask, source = request["network"], request.get("ask") or {}, request.get("source") or ["outside"]
    if source[0] not in _SOURCES:
        raise ValueError(f"source={source!r} must begin with one of {', '.join(_SOURCES)}")
    try:
        if action == "request":
            return network.request(Source(*source), HttpRequest(**ask))
        if action == "resolve":
            return network.resolve(Source(*source), **ask)
        if action == "connect":
            return network.connect(Source(*source), **ask)
    except TypeError as wrong:
        raise ValueError(f"{action}: {wrong}") from None
    raise ValueError(f"network={action!r} is not known; known are request, resolve, connect")


class Asker:
    """A client's view of the network, of which every question is an input: `apply` takes one and gives its answer."""

    def __init__(self, apply: Any, source: Source):
        self._apply, self._source = apply, list(source)

    def later(self, at: int) -> Asker:
        return self

    def request(self, request: HttpRequest) -> Reply:
        return self._apply({"network": "request", "source": self._source, "ask": request._asdict()})

    def resolve(self, name: str, record: str = "A", server: str = "") -> Resolved:
        ask = {"name": name, "record": record, "server": server}
        return self._apply({"network": "resolve", "source": self._source, "ask": ask})

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        ask = {"host": host, "port": port, "protocol": protocol, "timeout": timeout}
        return self._apply({"network": "connect", "source": self._source, "ask": ask})
