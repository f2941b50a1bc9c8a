"""What containers and nodes take of CPU and memory: computed when read.

A program takes a little at rest and so much for each request (cluster.images.demand); more than its CPU limit it does
not get (it is throttled). Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#how-pods-with-resource-limits-are-run
"""

from __future__ import annotations

from cluster.component import World
from cluster.images.demand import MI
from cluster.kubelet.measuring import load
from cluster.kubelet.node.machine import NODE_CPU, NODE_MEMORY
from cluster.objects.demand import amounts
from cluster.objects.quantities import QuantityError

CORE = 1_000_000  # micro-cores
_REQUEST_MEMORY = MI // 8  # bytes for each request that is under way


def usage(world: World, pod: dict, container: str, at: int) -> tuple[int, int]:
    """(millicores, bytes) that a container takes at the virtual µs `at`; (0, 0) while it does not run."""
    cpu, memory = Usage(world, at, 0).of(pod, container)
    return round(cpu / 1000), memory


class Usage:
    """All usage over the `window` µs that end at `at` (virtual µs; 0: at that moment)."""

    def __init__(self, world: World, at: int, window: int):
        self._world, self._at, self._window = world, at, window
        self._shares: dict[str, list[load.Share]] | None = None

    def of(self, pod: dict, container: str) -> tuple[int, int]:
        """(micro-cores, bytes), averaged over the window."""
        spec = _named(pod, container)
        if spec is None:
            return 0, 0
        cpu, memory = self._wanted(pod, spec)
        limit, most = cpu_limit(spec), _amount(spec, "memory")
        return (cpu if limit is None else min(cpu, limit)), (memory if most is None else min(memory, most))

    def pressure(self, pod: dict, container: str) -> float:
        """How many times its CPU limit a container would take: beyond 1 it is throttled; 0 without a limit."""
        spec = _named(pod, container)
        limit = cpu_limit(spec) if spec else None
        return self._wanted(pod, spec)[0] / limit if spec and limit else 0.0

    def _wanted(self, pod: dict, spec: dict) -> tuple[int, int]:
        """(micro-cores, bytes) that it would take without limits."""
        if load.running_since(pod, spec["name"], self._world) is None:
            return 0, 0
        wanted = load.demand(spec)
        rate = self._rate(pod) if spec is _first(pod) else 0.0
        rest = wanted.told or int(wanted.cpu * self._evenness(pod, spec["name"]))
        cpu = rest + int(rate * wanted.request)
        under_way = rate * wanted.request / CORE
        return cpu, wanted.memory + int(under_way * _REQUEST_MEMORY)

    def node(self, name: str) -> tuple[int, int]:
        """(micro-cores, bytes) of a node with all its pods."""
        cpu, memory = NODE_CPU, NODE_MEMORY
        for pod in self._world.store.pods_on(name):
            for container in pod["spec"].get("containers") or ():
                more = self.of(pod, container["name"])
                cpu, memory = cpu + more[0], memory + more[1]
        return cpu, memory

    def steady_from(self) -> int:
        """The virtual µs from which on a window sees nothing but the present loads."""
        if self._shares is None:
            self._shares = load.shares(self._world)
        since = [share.since for shares in self._shares.values() for share in shares]
        kept = self._world.memory.get(load.MEMORY, {}).values()
        return max([*since, *(each["since"] for each in kept)], default=0) + self._window

    def _rate(self, pod: dict) -> float:
        """Requests a second, averaged over the window."""
        if self._shares is None:
            self._shares = load.shares(self._world)
        return sum(self._averaged(share) for share in self._shares.get(pod["metadata"]["uid"], ()))

    def _averaged(self, share: load.Share) -> float:
        if self._window == 0:
            return share.rate if self._at >= share.since else share.before
        part = min(max(self._at - share.since, 0), self._window) / self._window
        return share.rate * part + share.before * (1 - part)

    def _evenness(self, pod: dict, container: str) -> float:
        """No two processes are quite alike; each stays as it is."""
        draw = self._world.draw("usage", pod["metadata"]["uid"], container)
        return 0.9 + 0.2 * (draw % 1024) / 1024


def _first(pod: dict) -> dict | None:
    """The container that answers: the one whose requests cost most."""
    containers = pod["spec"].get("containers") or ()
    return max(containers, key=lambda each: load.demand(each).request, default=None)


def _named(pod: dict, container: str) -> dict | None:
    return next((each for each in pod["spec"].get("containers") or () if each["name"] == container), None)


def cpu_limit(container: dict) -> int | None:
    """The CPU limit in micro-cores."""
    millicores = _amount(container, "cpu")
    return None if millicores is None else millicores * 1000


def _amount(container: dict, name: str) -> int | None:
    """The container's limit of a resource: millicores, or bytes."""
    try:
        return amounts((container.get("resources") or {}).get("limits")).get(name)
    except QuantityError:
        return None
