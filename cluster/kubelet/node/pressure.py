"""A node that runs short of memory or disk says so, and puts pods off: whoever takes more than it asked for first.

Nothing is polled: the kubelet looks when something on the node has changed, and while it is short every ten seconds.
In the node's runtime: `pressure` {"memory" | "ephemeral-storage": µs at which it was short last};
`filled` {the same: bytes taken by what is no pod}.
Source: https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/ (default hard thresholds, one
pod at a time, five minutes until a condition goes); the words are the kubelet's (k8s.io/kubernetes,
pkg/kubelet/eviction).
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.component import World
from cluster.kubelet.measuring import load
from cluster.kubelet.node import machine
from cluster.kubelet.processes import inside
from cluster.objects import demand
from cluster.objects.quantities import from_units, units
from cluster.reasons import Reason, reason
from cluster.runtime import MACHINE, PODS

KEY = "pressure"  # of the kubelet's work: NODE//pressure
FILLED, HELD = "filled", "pressure"
MEMORY, DISK = "memory", "ephemeral-storage"
LARGE = 64 * 1024 * 1024  # bytes of memory from which on a container makes the kubelet look
EVERY, TRANSITION = 10_000_000, 300_000_000
_CRITICAL = 2_000_000_000
_SYSTEM = 0.15  # of the disk: the node's own programs and logs
_SHORT = {
    "MemoryPressure": (MEMORY, "KubeletHasInsufficientMemory", "kubelet has insufficient memory available"),
    "DiskPressure": (DISK, "KubeletHasDiskPressure", "kubelet has disk pressure"),
}
_EVENTS = {
    MEMORY: ("NodeHasSufficientMemory", "NodeHasInsufficientMemory"),
    DISK: ("NodeHasNoDiskPressure", "NodeHasDiskPressure"),
}


class Observed(NamedTuple):
    """Bytes: below `threshold` the node is short; `pods`: what each container takes, by pod's place."""

    available: int
    threshold: int
    pods: dict[str, dict[str, int]]


def soon(world: World, node: str) -> None:
    """Something that takes a lot was started."""
    world.later(f"{node}//{KEY}", EVERY)


def look(node: str, world: World) -> Reason | None:
    """Compare what is there with what is needed; evict one pod if it must be."""
    before = world.runtime.get(node, HELD) or {}
    seen = {name: observed(world, node, name) for name in (MEMORY, DISK)}
    short = [name for name, found in seen.items() if found.available < found.threshold]
    held = {name: at for name, at in before.items() if world.now - at < TRANSITION} | dict.fromkeys(short, world.now)
    if held != before:
        world.runtime.put(node, HELD, held)
    if held.keys() != before.keys():
        world.later(f"{node}//", 0)
        _tell(world, node, before, held)
    if held:
        world.requeue(EVERY if short else min(held.values()) + TRANSITION - world.now)
    return _reclaim(world, node, short[0], seen[short[0]]) if short else reason("kubelet.node_status")


def condition(world: World, node: str, kind: str) -> tuple[str, str] | None:
    """(reason, message) of a node's condition that holds."""
    name, why, message = _SHORT.get(kind, ("", "", ""))
    return (why, message) if name in (world.runtime.get(node, HELD) or {}) else None


def _tell(world: World, node: str, before: dict, held: dict) -> None:
    obj = world.store.get("nodes", "", node)
    for name, words in _EVENTS.items():
        if obj is not None and (name in before) != (name in held):
            word = words[name in held]
            world.event(obj, "Normal", word, f"Node {node} status is now: {word}", "", node)


# -- what is taken -----------------------------------------------------------------------------------------------------


def observed(world: World, node: str, name: str) -> Observed:
    size = world.runtime.get(node, MACHINE)["size"]
    filled = (world.runtime.get(node, FILLED) or {}).get(name, 0)
    taken = {place: _of_pod(world, node, place, record, name) for place, record in machine.records(world.runtime, node)}
    total = filled + sum(amount for pod in taken.values() for amount in pod.values())
    if name == MEMORY:
        capacity = units(size["memory"])
        return Observed(capacity - machine.NODE_MEMORY - total, 100 * 1024 * 1024, taken)
    capacity = units(size["storage"])
    images = sum(image["size"] for image in (world.runtime.get(node, "images") or {}).values())
    return Observed(int(capacity * (1 - _SYSTEM)) - images - total, capacity // 10, taken)


def _of_pod(world: World, node: str, place: str, record: dict, name: str) -> dict[str, int]:
    pod = world.store.get("pods", *place.split("/"))
    if pod is None or pod["metadata"]["uid"] != record["uid"]:
        return {}
    found = {}
    for spec in inside.specs(pod):
        container = record["containers"].get(spec["name"])
        if container is None or "id" not in container:
            continue
        if name == DISK:
            at = inside.Held(node, PODS + place, pod, record, spec, container)
            found[spec["name"]] = sum(size for _, size in inside.stored(world.runtime, at, world.now))
        elif inside.is_alive(container):
            limit = inside.limits(spec).get("memory")
            wanted = load.demand(spec).memory
            found[spec["name"]] = wanted if limit is None else min(wanted, limit)
    return found


# -- who has to go -----------------------------------------------------------------------------------------------------


def _reclaim(world: World, node: str, name: str, seen: Observed) -> Reason:
    obj = world.store.get("nodes", "", node)
    if obj is not None:
        world.event(obj, "Warning", "EvictionThresholdMet", f"Attempting to reclaim {name}", "", node)
    found = [_Candidate.of(world, place, taken, name) for place, taken in seen.pods.items()]
    ranked = sorted(each for each in found if each is not None)
    if ranked:
        first = ranked[0]
        record = world.runtime.get(node, PODS + first.place)
        told = {"resource": name, "message": _message(world, first.place, name, seen)}
        world.runtime.put(node, PODS + first.place, {**record, "evict": told})
        world.later(f"{node}/{first.place}", 0)
    return reason("kubelet.evict", resource=name)


class _Candidate(NamedTuple):
    """In the order in which pods go: over their requests first, then the less important, then the larger excess."""

    within: bool
    priority: int
    excess: int
    place: str

    @classmethod
    def of(cls, world: World, place: str, taken: dict[str, int], name: str) -> _Candidate | None:
        pod = world.store.get("pods", *place.split("/"))
        priority = pod["spec"].get("priority") or 0 if pod is not None else 0
        if pod is None or priority >= _CRITICAL or "deletionTimestamp" in pod["metadata"] or not taken:
            return None
        record = world.runtime.get(pod["spec"]["nodeName"], PODS + place)
        if "stopping" in record or "evict" in record:
            return None
        asked, total = demand.requests(pod["spec"]).get(name, 0), sum(taken.values())
        return cls(total <= asked, priority, asked - total, place)


def _message(world: World, place: str, name: str, seen: Observed) -> str:
    pod = world.store.get("pods", *place.split("/"))
    assert pod is not None
    text = f"The node was low on resource: {name}. "
    text += f"Threshold quantity: {_quantity(seen.threshold)}, available: {_quantity(max(seen.available, 0))}. "
    for spec in inside.specs(pod):
        asked = ((spec.get("resources") or {}).get("requests") or {}).get(name, "0")
        used = seen.pods[place].get(spec["name"], 0)
        if used > units(asked):
            text += (
                f"Container {spec['name']} was using {_quantity(used)}, request is {asked}, "
                f"has larger consumption of {name}. "
            )
    return text


def _quantity(amount: int) -> str:
    return str(from_units(amount // 1024 * 1024, "binary"))
