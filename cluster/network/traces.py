"""The hops of a request: where it went, when, and why. Plain data, kept for the page; no part of the state."""

from __future__ import annotations

from collections import deque
from typing import Any

from cluster import reasons
from cluster.reasons import reason

reasons.register(
    {
        "network.lookup": ("name", "server"),
        "network.resolved": ("name", "address"),
        "network.unknown_name": ("name",),
        "network.lookup_failed": ("server",),
        "network.service": ("service", "port"),
        "network.chosen": ("pod", "address", "ready"),
        "network.sticky": ("pod", "address"),
        "network.no_endpoints": ("service",),
        "network.no_local_endpoints": ("service", "node"),
        "network.node_port": ("node", "port"),
        "network.denied": ("direction", "policies"),
        "network.refused": ("address",),
        "network.timeout": ("address",),
        "network.unreachable": ("address",),
        "network.connected": ("address",),
        "network.throttled": ("percent",),
        "network.answered": ("code",),
        "network.no_answer": ("address",),
        "network.rule": ("ingress", "host", "path", "service"),
        "network.no_rule": ("host", "path"),
    }
)

MOST = 64
Ref = dict[str, str] | None


def ref(obj: dict | None, kind: str = "") -> Ref:
    """How a hop names an object."""
    if obj is None:
        return None
    metadata = obj["metadata"]
    return {
        "kind": kind or obj.get("kind", ""),
        "namespace": metadata.get("namespace", ""),
        "name": metadata["name"],
        "uid": metadata.get("uid", ""),
    }


class Trace:
    """One request as it grows. `took`: virtual µs since it began."""

    def __init__(self) -> None:
        self.hops: list[dict[str, Any]] = []
        self.took = 0

    def hop(self, kind: str, where: Ref, code: str, /, **params: Any) -> None:
        """The request has come to `where`; `code` and `params` say what happened there, as reasons do."""
        told = reason(f"network.{code}", **params)
        self.hops.append({"at": self.took, "kind": kind, "ref": where, "code": told.code, "params": told.params})


class Ring:
    """The last traces, numbered, oldest first."""

    def __init__(self) -> None:
        self._kept: deque[dict[str, Any]] = deque(maxlen=MOST)
        self._next = 1

    def keep(self, trace: Trace, at: int, source: dict[str, str], target: str, ok: bool) -> None:
        """`at`: virtual µs at which the request began; `source` {"kind", "namespace", "name"}; `target` as asked."""
        self._kept.append(
            {
                "id": self._next,
                "at": at,
                "source": source,
                "target": target,
                "took": trace.took,
                "ok": ok,
                "hops": trace.hops,
            }  # fmt: skip
        )
        self._next += 1

    def since(self, last: int = 0) -> list[dict[str, Any]]:
        """Those after number `last`."""
        return [trace for trace in self._kept if trace["id"] > last]
