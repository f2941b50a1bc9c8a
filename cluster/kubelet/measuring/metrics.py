"""The metrics-server: what metrics.k8s.io answers, computed when it is read.

Each node is looked at once every --metric-resolution; CPU is averaged over the time between two looks. A container has
metrics from the first look that finds it ten seconds old. Source:
https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/ and
https://github.com/kubernetes-sigs/metrics-server/blob/v0.8.0/README.md
"""

from __future__ import annotations

import re

from cluster.component import World
from cluster.kubelet.measuring import load
from cluster.kubelet.measuring.usage import Usage
from cluster.kubelet.node.machine import is_running
from cluster.objects import quantities, times
from cluster.objects.go.durations import parse as parse_duration

NAMESPACE, NAME = "kube-system", "metrics-server"
GROUP_VERSION = "metrics.k8s.io/v1beta1"
RESOLUTION = 60 * times.SECOND
FRESH = 10 * times.SECOND
MEMORY, KEPT = (
    "metrics-server",
    "last",
)  # memory[MEMORY][KEPT] = {"at": µs, "pods": {uid: [[container, µcores, bytes]]}}
_FLAG = re.compile(r"--metric-resolution=(\S+)")


class Metrics:
    """`now` is the cluster's clock: virtual µs."""

    def __init__(self, world: World, now):
        self._world, self._now = world, now

    @property
    def resolution(self) -> int:
        """µs between two looks, as the metrics-server's Deployment says."""
        server = self._world.store.get("deployments.apps", NAMESPACE, NAME) or {}
        template = (server.get("spec") or {}).get("template") or {}
        for container in (template.get("spec") or {}).get("containers") or ():
            for argument in container.get("args") or ():
                if match := _FLAG.fullmatch(argument):
                    try:
                        return max(parse_duration(match[1]) // 1000, 10 * times.SECOND)
                    except ValueError:
                        return RESOLUTION
        return RESOLUTION

    def last_look(self) -> int:
        """When the nodes were looked at last (virtual µs)."""
        return self._now() // self.resolution * self.resolution

    def pods(self) -> list[dict]:
        """PodMetrics of all pods that have metrics by now, sorted by namespace and name."""
        looked, window = self.last_look(), self.resolution
        kept = self._world.memory.get(MEMORY, {}).get(KEPT)
        usage = Usage(self._world, looked, window)
        found = (
            self._pod(pod, kept["pods"], looked, window)
            if kept and kept["at"] == looked
            else self._pod(pod, self._used(pod, usage, looked), looked, window)
            for pod in self._world.store.list("pods")
        )
        return [each for each in found if each is not None]

    def keep(self) -> None:
        """Remember the last look, until the next: whoever decides by it changes what the next one will find."""
        looked, own = self.last_look(), self._world.memory.setdefault(MEMORY, {})
        if own.get(KEPT, {}).get("at") == looked:
            return
        usage, pods = Usage(self._world, looked, self.resolution), dict[str, list]()
        for pod in self._world.store.list("pods"):
            pods.update(self._used(pod, usage, looked))
        own[KEPT] = {"at": looked, "pods": pods}

    def forget(self) -> None:
        """Nobody decides by the metrics any more."""
        self._world.memory.pop(MEMORY, None)

    def nodes(self) -> list[dict]:
        """NodeMetrics of all nodes whose kubelet answers, sorted by name."""
        looked, window = self.last_look(), self.resolution
        usage = Usage(self._world, looked, window)
        return [
            {
                "kind": "NodeMetrics",
                "apiVersion": GROUP_VERSION,
                "metadata": self._metadata(node),
                "timestamp": self._moment(looked),
                "window": _window(window),
                "usage": _amounts(*usage.node(node["metadata"]["name"])),
            }
            for node in self._world.store.list("nodes")
            if is_running(self._world.runtime, node["metadata"]["name"])
        ]

    def steady_from(self) -> int:
        """The virtual µs from which on the metrics stay as they are, if nothing else happens."""
        window = self.resolution
        usage = Usage(self._world, self._now(), window)
        moment = usage.steady_from()
        for pod in self._world.store.list("pods"):
            for container in pod["spec"].get("containers") or ():
                since = load.running_since(pod, container["name"], self._world)
                moment = max(moment, (since or 0) + FRESH)
        return -(-moment // window) * window

    def _used(self, pod: dict, usage: Usage, looked: int) -> dict[str, list]:
        """{uid: [[container, micro-cores, bytes]]}; {} for a pod that has no metrics yet."""
        node, found = pod["spec"].get("nodeName"), []
        if not node or not is_running(self._world.runtime, node):
            return {}
        if (pod.get("status") or {}).get("phase") != "Running":
            return {}
        for container in pod["spec"].get("containers") or ():
            since = load.running_since(pod, container["name"], self._world)
            if since is None or looked - since < FRESH:
                return {}
            found.append([container["name"], *usage.of(pod, container["name"])])
        return {pod["metadata"]["uid"]: found}

    def _pod(self, pod: dict, used: dict[str, list], looked: int, window: int) -> dict | None:
        containers = used.get(pod["metadata"]["uid"])
        if containers is None:
            return None
        return {
            "kind": "PodMetrics",
            "apiVersion": GROUP_VERSION,
            "metadata": self._metadata(pod),
            "timestamp": self._moment(looked),
            "window": _window(window),
            "containers": [{"name": name, "usage": _amounts(cpu, memory)} for name, cpu, memory in containers],
        }

    def _metadata(self, obj: dict) -> dict:
        metadata = obj["metadata"]
        kept = {field: metadata[field] for field in ("name", "namespace", "labels") if metadata.get(field)}
        return {**kept, "creationTimestamp": times.rfc3339(self._world.epoch + self._now())}

    def _moment(self, at: int) -> str:
        return times.rfc3339(self._world.epoch + at)


def _amounts(cpu: int, memory: int) -> dict[str, str]:
    """Micro-cores and bytes as the metrics-server writes them."""
    return {
        "cpu": f"{cpu * 1000}n" if cpu else "0",
        "memory": str(quantities.from_units(memory // 1024 * 1024, "binary")),
    }


def _window(microseconds: int) -> str:
    minutes, seconds = divmod(microseconds // times.SECOND, 60)
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"
