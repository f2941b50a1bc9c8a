"""How a CPU limit slows answers: of every 100 ms a container's processes run as long as its quota lasts, then wait.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#how-pods-with-resource-limits-are-run, https://docs.kernel.org/scheduler/sched-bwc.html
"""

from __future__ import annotations

from cluster.component import World
from cluster.images.wire import Answer
from cluster.kubelet.measuring import load, usage
from cluster.kubelet.processes import sharing
from cluster.runtime import PODS

PERIOD = 100_000  # µs; the kubelet's cpuCFSQuotaPeriod
_START = 5_000  # µs of CPU that it takes to start a command


def slowed(world: World, now: int, pod: dict, name: str, answer: Answer) -> Answer:
    """The answer as late as the limit of the container `name` makes it."""
    spec = next((each for each in pod["spec"].get("containers") or () if each["name"] == name), None)
    limit = usage.cpu_limit(spec) if spec else None
    if spec is None or not limit:
        return answer
    pressure = usage.Usage(world, now, 0).pressure(pod, name)
    late = delay(load.demand(spec).request, limit, pressure)
    return answer._replace(took=answer.took + late, throttled=round(pressure * 100) if pressure > 1 else 0)


def delay(work: int, limit: int, pressure: float) -> int:
    """µs for which a request waits that takes `work` µs of CPU. `limit` in micro-cores; with a `pressure` beyond 1 it
    shares the quota with the others, and comes when some of it is spent."""
    share = max(int(limit * PERIOD / 1_000_000 / max(pressure, 1.0)), 1)
    periods = max(work - 1, 0) // share  # that end before it is done
    before = int(PERIOD * (1 - 1 / pressure)) if pressure > 1 else 0
    return before + periods * max(PERIOD - share, 0)


def probed(world: World, now: int, pod: dict, spec: dict, probe: dict) -> tuple[int, bool]:
    """(µs by which a probe of the container is late, whether that moves with a load that is there)."""
    limit = usage.cpu_limit(spec)
    if not limit or not ("exec" in probe or "httpGet" in probe):
        return 0, False
    pressure = usage.Usage(world, now, 0).pressure(pod, spec["name"])
    work = _START if "exec" in probe else load.demand(spec).request
    return delay(work, limit, pressure), pod["metadata"]["uid"] in load.shares(world)


def load_moved(world: World) -> None:
    """Probes of containers with a CPU limit may find out something else now."""
    for pod in world.store.list("pods"):
        limited = any(usage.cpu_limit(spec) and _is_probed(spec) for spec in pod["spec"]["containers"])
        if limited and pod["spec"].get("nodeName"):
            key = f"{PODS}{pod['metadata']['namespace']}/{pod['metadata']['name']}"
            sharing.look_again(world.runtime, pod["spec"]["nodeName"], key)


def _is_probed(spec: dict) -> bool:
    return any(f"{kind}Probe" in spec for kind in ("startup", "liveness", "readiness"))
