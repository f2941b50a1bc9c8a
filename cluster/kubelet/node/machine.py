"""A node as a machine: what it is, its addresses, and whether it is switched on.

In the runtime of each node: `machine` {"address", "cidr": "10.244.1", "size": quantities, "booted": µs, "boots": n,
"told": the boot that Events spoke of}, `stopped` (µs, while it is off), `outages` ([[from, to]] in µs, until it was
switched on again), `last_ip`, `images`, `puller`, `manifests`
(static pods), and the records of its pods.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.component import World
from cluster.kinds.rules.resources import is_extended
from cluster.kubelet.node import pulls
from cluster.objects.times import rfc3339
from cluster.randomness import uid
from cluster.reasons import Reason, reason
from cluster.runtime import MACHINE, PODS, STOPPED, Runtime

LAST_IP, MANIFESTS, OUTAGES = "last_ip", "manifests", "outages"
MOST_OUTAGES = 100  # that are remembered of a machine
# What a node takes besides its pods (kubelet, containerd, the kernel): micro-cores, bytes.
NODE_CPU, NODE_MEMORY = 55_000, 410 * 1024 * 1024
_LOST = 255  # the exit code that a container shows when the machine went away under it
_FIRST, _LAST = 2, 254

# type, reason, message, status. Source: golden suite tour, node-failure; texts are the kubelet's
CONDITIONS = (
    ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", "False"),
    ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", "False"),
    ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available", "False"),
    ("Ready", "KubeletReady", "kubelet is posting ready status", "True"),
)
_STATUS_SOON = 10_000_000  # a changed node status is posted within ten seconds (nodeStatusUpdateFrequency)


def install(runtime: Runtime, node: str, address: str, cidr: str, size: dict, now: int) -> None:
    """A machine is there and runs."""
    made = {"address": address, "cidr": cidr, "size": size, "booted": now, "boots": 1, "told": 0}
    runtime.put(node, MACHINE, made)


def is_running(runtime: Runtime, node: str) -> bool:
    return runtime.get(node, MACHINE) is not None and runtime.get(node, STOPPED) is None


def address(world: World, node: str) -> str:
    return world.runtime.get(node, MACHINE)["address"]


def next_ip(world: World, node: str) -> str:
    """The next free address of the node's range, going round."""
    block, last = world.runtime.get(node, MACHINE)["cidr"], world.runtime.get(node, LAST_IP, _FIRST - 1)
    if last >= _LAST:
        taken = {record["ip"] for _, record in records(world.runtime, node)}
        free = (n for n in range(_FIRST, _LAST + 1) if f"{block}.{n}" not in taken)
        number = next(free, _LAST)
    else:
        number = last + 1
        if number == _LAST:
            world.runtime.put(node, LAST_IP, _LAST)
    world.runtime.put(node, LAST_IP, max(number, last))
    return f"{block}.{number}"


def records(runtime: Runtime, node: str) -> list[tuple[str, dict]]:
    """(`namespace/name`, record) of the pods that the node runs."""
    return [(key[len(PODS) :], value) for key, value in runtime.items(node) if key.startswith(PODS)]


Short = Callable[[str], tuple[str, str] | None]


def conditions(old: list[dict], now: str, short: Short = lambda kind: None) -> list[dict]:
    """The four conditions of a node; the time of the last transition is kept while the status is. `short`: (reason,
    message) of those that speak of a lack."""
    before = {condition["type"]: condition for condition in old}
    made = []
    for kind, why, message, status in CONDITIONS:
        if lack := short(kind):
            (why, message), status = lack, "True"
        was = before.get(kind, {})
        since = was.get("lastTransitionTime") if was.get("status") == status else now
        made.append({"type": kind, "status": status, "lastHeartbeatTime": now, "lastTransitionTime": since,
                     "reason": why, "message": message})  # fmt: skip
    return made


# -- being switched off and on -----------------------------------------------------------------------------------------


def stop(runtime: Runtime, node: str, now: int) -> None:
    """Power off: nothing runs any more, and nobody is told."""
    runtime.put(node, STOPPED, now)


def start(runtime: Runtime, node: str, now: int) -> None:
    """Power on: containers are found dead, images that were on their way are not there."""
    stopped = runtime.get(node, STOPPED)
    images = runtime.get(node, pulls.IMAGES, {})
    runtime.put(node, pulls.IMAGES, {name: image for name, image in images.items() if image["since"] <= stopped})
    runtime.put(node, pulls.PULLER, now)
    for place, record in records(runtime, node):
        runtime.put(node, PODS + place, _found_dead(record, stopped))
    machine = runtime.get(node, MACHINE)
    runtime.put(node, MACHINE, {**machine, "booted": now, "boots": machine["boots"] + 1})
    runtime.drop(node, STOPPED)
    runtime.put(node, OUTAGES, [*runtime.get(node, OUTAGES, [])[1 - MOST_OUTAGES :], [stopped, now]])


def _found_dead(record: dict, stopped: int) -> dict:
    containers = {name: _dead(container, stopped) for name, container in record["containers"].items()}
    return {**record, "containers": containers, "rebooted": True}


def _dead(container: dict, stopped: int) -> dict:
    if container["state"] in ("hooked", "running", "stopping"):
        return {**container, "state": "exited", "code": _LOST, "finished": stopped, "exit_reason": "Unknown",
                "exit_message": None, "until": None, "changed": True}  # fmt: skip
    if container["state"] in ("pulling", "creating"):
        return {**container, "state": "waiting", "until": stopped}
    return container


# -- the node's own status ---------------------------------------------------------------------------------------------


def sync(node: str, world: World, short: Short = lambda kind: None) -> Reason | None:
    """Post what has changed: conditions after a pause or when something is short, images."""
    obj = world.store.get("nodes", "", node)
    if obj is None:
        return None
    status = obj.get("status") or {}
    now = rfc3339(world.epoch + world.now)
    returned = any(c["status"] == "Unknown" for c in status.get("conditions") or ())
    machine = world.runtime.get(node, MACHINE)
    rebooted = (status.get("nodeInfo") or {}).get("bootID") != boot_id(world.seed, node, machine["boots"])
    new = {**_with_allocatable(status), "images": images(world.runtime, node)}
    made = conditions(status.get("conditions") or [], now, short)
    if returned or rebooted or _states(made) != _states(status.get("conditions") or []):
        new["conditions"] = made
        new["nodeInfo"] = {**(status.get("nodeInfo") or {}), "bootID": boot_id(world.seed, node, machine["boots"])}
    if new != status:
        world.client.update_status("nodes", {**obj, "status": new}, reason("kubelet.node_status"))
    if machine["boots"] > machine["told"]:
        world.runtime.put(node, MACHINE, {**machine, "told": machine["boots"]})
        _say_started(obj, node, new, rebooted, returned or not rebooted, world)
    return reason("kubelet.node_status")


def _states(conditions: list[dict]) -> dict[str, str]:
    return {condition["type"]: condition["status"] for condition in conditions}


def _with_allocatable(status: dict) -> dict:
    """Of extended resources all that is advertised may be used. Source:
    https://kubernetes.io/docs/tasks/administer-cluster/extended-resource-node/"""
    capacity, old = status.get("capacity") or {}, status.get("allocatable") or {}
    kept = {name: amount for name, amount in old.items() if not is_extended(name) or name in capacity}
    wanted = {**kept, **{name: amount for name, amount in capacity.items() if is_extended(name)}}
    return status if wanted == old else {**status, "allocatable": wanted}


def _say_started(obj: dict, node: str, status: dict, rebooted: bool, ready: bool, world: World) -> None:
    """The Events of a kubelet that comes up; `ready`: the node was not before."""
    world.event(obj, "Normal", "Starting", "Starting kubelet.", "", node)
    for word in ("NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID"):
        world.event(obj, "Normal", word, f"Node {node} status is now: {word}", "", node)
    world.event(obj, "Normal", "NodeAllocatableEnforced", "Updated Node Allocatable limit across pods", "", node)
    if rebooted:
        text = f"Node {node} has been rebooted, boot id: {status['nodeInfo']['bootID']}"
        world.event(obj, "Warning", "Rebooted", text, "", node)
    if ready:
        world.event(obj, "Normal", "NodeReady", f"Node {node} status is now: NodeReady", "", node)


def boot_id(seed: int, node: str, boots: int) -> str:
    return uid(seed, "boot", node, boots)


def images(runtime: Runtime, node: str) -> list[dict]:
    """`status.images`: the largest first, as the kubelet lists them."""
    found = runtime.get(node, pulls.IMAGES, {})
    made = []
    for name in sorted(found, key=lambda name: (-found[name]["size"], name)):
        digest = f"{name.partition('@')[0].rpartition(':')[0]}@{found[name]['digest']}"
        made.append({"names": [digest, name], "sizeBytes": found[name]["size"]})
    return made[:50]


def post_soon(node: str, world: World) -> None:
    """Something in the node's status changed: it is posted within ten seconds."""
    world.later(f"{node}//", _STATUS_SOON)
