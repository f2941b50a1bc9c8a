"""Whether a process in a pod listens on a port, and what it says to a request: the kubelet's part of the network.

The network (cluster.network) asks this through `cluster.parts`, since siblings do not import one another.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.clock import Clock
from cluster.component import World
from cluster.images.place import Place
from cluster.images.serving import programs
from cluster.images.wire import DATAGRAM, Answer, Asked, HttpRequest, Reply
from cluster.kubelet import probing
from cluster.kubelet.measuring import throttling
from cluster.kubelet.processes import inside, leaving
from cluster.runtime import PODS

_MOST_SAID = 1_000  # access-log lines that are kept of a container


class Serving:
    def __init__(self, world: World, clock: Clock):
        self._world, self._clock = world, clock

    def listens(self, pod: dict, port: int, protocol: str) -> bool:
        return self._place(pod, port, protocol) is not None

    def speaks_tls(self, pod: dict, port: int) -> bool:
        found = self._place(pod, port, "TCP")
        return found is not None and programs.speaks_tls(found[1].image, found[1], port)

    def program(self, pod: dict, port: int) -> str:
        """The program (of the catalogue) that listens there, "" when none does."""
        found = self._place(pod, port, "")
        return found[1].image.program if found else ""

    def serve(
        self, pod: dict, port: int, asked: Asked, ask: Callable[[HttpRequest], Reply], keep: bool
    ) -> Answer | None:
        """`ask`: requests that the program makes itself; `keep`: the request is really made: what is printed about it
        stays in the log, what is remembered of it in the container's record, and a CPU limit slows it (the load of
        loops is worked out from requests that are not)."""
        found = self._place(pod, port, DATAGRAM if asked.method == DATAGRAM else "TCP")
        if found is None:
            return None
        answer = programs.serve(found[1].image, found[1], port, asked, ask)
        if answer is not None and keep:
            answer = throttling.slowed(self._world, self._clock.now, pod, found[0], answer)
            self._keep(pod, found[0], found[1], port, answer)
        elif answer is not None and not self._lasts(pod, found[0], found[1], answer):
            answer = answer._replace(lasts=False)
        return answer

    def _lasts(self, pod: dict, name: str, place: Place, answer: Answer) -> bool:
        """Whether nothing is known to come that will change the answer."""
        runtime, now = self._world.runtime, self._clock.now
        at = inside.held(runtime, pod, name)
        if at is None or place.memory or answer.memory is not None:
            return False
        return probing.next_news(runtime, at, probing.Found(True, looked=tuple(place.files.looked)), now)[0] is None

    def _keep(self, pod: dict, name: str, place: Place, port: int, answer: Answer) -> None:
        runtime = self._world.runtime
        leaving.keep(runtime, pod, name, place.files.written)
        found = inside.held(runtime, pod, name)
        if found is None or not (answer.log or answer.memory is not None):
            return
        container = dict(found.container)
        if answer.log:
            container["access"] = [*(container.get("access") or ()), [self._clock.now, answer.log]][-_MOST_SAID:]
        if answer.memory is not None:
            container["memory"] = {**(container.get("memory") or {}), str(port): answer.memory}
        containers = {**found.record["containers"], name: container}
        runtime.put(found.node, found.key, {**found.record, "containers": containers})

    def _place(self, pod: dict, port: int, protocol: str) -> tuple[str, Place] | None:
        """(name, place) of the running container whose program listens there."""
        metadata, node = pod["metadata"], pod["spec"].get("nodeName") or ""
        runtime, now = self._world.runtime, self._clock.now
        key = f"{PODS}{metadata['namespace']}/{metadata['name']}"
        record = runtime.get(node, key)
        if record is None or record["uid"] != metadata["uid"]:
            return None
        for spec in inside.specs(pod):
            container = record["containers"].get(spec["name"])
            if container is None or not inside.is_alive(container):
                continue
            place = inside.place(runtime, inside.Held(node, key, pod, record, spec, container), now)
            if any(port == own and protocol in ("", kind) for own, kind in programs.ports(place.image, place)):
                return spec["name"], place
        return None
