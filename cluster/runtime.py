"""What the nodes' container runtimes really run, beside what the API says: `runtime[node][key]`, plain JSON values
that are replaced, never changed in place."""

from collections.abc import Callable
from typing import Any

# Keys of what every machine has: the machine itself, since when it is switched off, and its pods' records.
MACHINE, STOPPED, PODS = "machine", "stopped", "pods/"


class Runtime:
    def __init__(self, nodes: dict[str, dict[str, Any]] | None = None):
        self._nodes = nodes or {}
        self.cache: dict[Any, Any] = {}  # what was worked out from it and need not be again; in no snapshot
        # What is around the machines, set by the simulation: µs since 1970 at virtual time 0, its seed, its network.
        self.epoch, self.seed, self.network = 0, 0, None
        self.wake: Callable[[str, str], None] = lambda node, key: None  # have the kubelet look at a pod now

    def nodes(self) -> list[str]:
        return sorted(self._nodes)

    def get(self, node: str, key: str, default: Any = None) -> Any:
        return self._nodes.get(node, {}).get(key, default)

    def put(self, node: str, key: str, value: Any) -> None:
        self._nodes.setdefault(node, {})[key] = value

    def drop(self, node: str, key: str) -> None:
        self._nodes.get(node, {}).pop(key, None)

    def items(self, node: str) -> list[tuple[str, Any]]:
        """(key, value) on `node`, sorted by key."""
        return sorted(self._nodes.get(node, {}).items())

    def forget(self, node: str) -> None:
        """The node is gone, with all that ran on it."""
        self._nodes.pop(node, None)

    def dump(self) -> dict:
        return {node: dict(values) for node, values in self._nodes.items()}

    @classmethod
    def load(cls, data: dict) -> "Runtime":
        return cls({node: dict(values) for node, values in data.items()})
