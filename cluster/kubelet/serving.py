"""Whether a process in a pod listens on a port, and what it says to a request: the kubelet's part of the network.

The network (cluster.network) asks this through `cluster.parts`, since siblings do not import one another.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.component import World
from cluster.images import programs
from cluster.images.catalogue import find
from cluster.images.wire import Answer, Asked, HttpRequest, Reply
from cluster.kubelet.machine import PODS

_ALIVE = ("running", "stopping")


class Serving:
    def __init__(self, world: World):
        self._world = world

    def listens(self, pod: dict, port: int, protocol: str) -> bool:
        return self._container(pod, port) is not None

    def program(self, pod: dict, port: int) -> str:
        container = self._container(pod, port)
        return find(container["image"]).program if container else ""

    def serve(
        self, pod: dict, port: int, asked: Asked, ask: Callable[[HttpRequest], Reply], keep: bool
    ) -> Answer | None:
        container = self._container(pod, port)
        if container is None:
            return None
        name = find(container["image"]).program
        return Answer(200, {"Content-Type": "text/plain"}, f"{name} on {pod['metadata']['name']}\n")

    def _container(self, pod: dict, port: int) -> dict | None:
        """The record of the running container whose program listens there."""
        metadata, node = pod["metadata"], pod["spec"].get("nodeName", "")
        record = self._world.runtime.get(node, f"{PODS}{metadata['namespace']}/{metadata['name']}")
        if record is None or record["uid"] != metadata["uid"]:
            return None
        for name in sorted(record["containers"]):
            container = record["containers"][name]
            if container["state"] in _ALIVE and any(port == own for own, _ in programs.ports(find(container["image"]))):
                return container
        return None
