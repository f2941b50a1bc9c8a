"""What minikube does from outside: make the cluster, add, stop, start and remove its machines.

    {"minikube": "start", "nodes": 3}      make the cluster, or switch a stopped one on again
    {"minikube": "stop" | "delete"}
    {"minikube": "node add" | "node delete" | "node stop" | "node start", "node": ..., "size": {"cpu", ...}}
    {"minikube": "tunnel", "on": bool}
    {"minikube": "ssh", "node": ..., "command": [word, ...]}
    {"minikube": "addons enable" | "addons disable", "addon": ...}
    {"fault": "node.stop" | "node.start", "node": ...}
    {"fault": "node.fill", "node", "resource": "memory" | "ephemeral-storage", "amount": quantity ("0": no more)}
    {"fault": "container.kill", "namespace", "pod", "container"}

While the machine of the control plane is off, nobody answers and nobody acts: all work waits until it is on again.
Source: https://minikube.sigs.k8s.io/docs/commands/.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cluster import bootstrap, reasons
from cluster.addons import switching
from cluster.controllers import tunnel
from cluster.kubelet.kubelet import NAME as KUBELET
from cluster.kubelet.kubelet import pod_key
from cluster.kubelet.node import machine, nodeshell, pressure
from cluster.kubelet.node.registration import LEASES
from cluster.minikube.machines import CONTROL_PLANE, answers, exists, join, known, named, node_names, register, size_of
from cluster.objects import heartbeats
from cluster.objects.heartbeats import LEASE_NAMESPACE
from cluster.objects.quantities import units
from cluster.reasons import reason
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.simulation import Simulation

__all__ = ["CONTROL_PLANE", "answers", "exists", "join", "node_names", "perform"]

reasons.register({"minikube.delete": (), "minikube.node_delete": ("node",)})

_WAITING = "minikube"  # memory: the work that waits for the control plane
_CONTROLLER = "node-controller"

Answer = dict[str, Any] | None


def perform(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    """Do what an input asks (shapes above). ValueError says what is wrong with it."""
    name = request.get("minikube") or request.get("fault") or ""
    action = _ACTIONS.get(name)
    if action is None:
        raise ValueError(f"{name!r} is not known; known are {', '.join(sorted(_ACTIONS))}")
    return action(simulation, request, origin)


# -- the cluster -------------------------------------------------------------------------------------------------------


def _start(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    if exists(simulation):
        for name in node_names(simulation):
            if not machine.is_running(simulation.runtime, name):
                _switch_on(simulation, name, origin, reason("minikube.start"))
        return None
    wanted = request.get("nodes", 1)
    if not isinstance(wanted, int) or not 1 <= wanted <= 250:
        raise ValueError(f"nodes={wanted!r} must be a number from 1 to 250")
    why = origin._replace(reason=reason("minikube.start"))
    bootstrap.furnish(simulation, why)
    bootstrap.namespaces(simulation.api, why)
    size = size_of(request)
    for number in range(1, wanted + 1):
        join(simulation, CONTROL_PLANE if number == 1 else f"{CONTROL_PLANE}-m{number:02}", why, size)
    bootstrap.system(simulation, CONTROL_PLANE, why)
    return None


def _stop(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    for name in reversed(node_names(simulation)):
        if machine.is_running(simulation.runtime, name):
            _switch_off(simulation, name, origin, reason("minikube.stop"))
    return None


def _delete(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    """Nothing is left but the revision counter and the history."""
    why = origin._replace(reason=reason("minikube.delete"))
    store = simulation.store
    for resource in store.resources():
        for obj in store.list(resource):
            metadata = obj["metadata"]
            store.remove(resource, metadata.get("namespace", ""), metadata["name"], simulation.now, why)
    for name in simulation.runtime.nodes():
        simulation.runtime.forget(name)
    for part in (simulation.world.memory, simulation.verdicts):
        part.clear()
    for work in simulation.clock.dump()["queue"]:
        simulation.clock.forget(work[2], work[3])
    return None


# -- machines ----------------------------------------------------------------------------------------------------------


def _node_add(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    names = node_names(simulation)
    numbers = range(2, len(names) + 3)
    name = (
        request.get("name")
        or request.get("node")
        or next(n for n in (f"{CONTROL_PLANE}-m{number:02}" for number in numbers) if n not in names)
    )
    join(simulation, name, origin._replace(reason=reason("minikube.node_add", node=name)), size_of(request))
    return {"name": name}


def _node_delete(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    name = known(simulation, named(request))
    simulation.runtime.forget(name)
    if simulation.store.get("nodes", "", name):
        why = origin._replace(reason=reason("minikube.node_delete", node=name))
        simulation.api.delete("nodes", "", name, {}, why)
    return None


def _node_stop(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    name = named(request)
    _switch_off(simulation, name, origin, reason("fault.node_stop", node=name))
    return None


def _node_start(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    name = named(request)
    _switch_on(simulation, name, origin, reason("fault.node_start", node=name))
    return None


def _switch_off(simulation: Simulation, name: str, origin: Origin, why: reasons.Reason) -> None:
    """What the node last told the API stays as it is: its last heartbeats are written down."""
    runtime, api, now = simulation.runtime, simulation.api, simulation.now
    if not machine.is_running(runtime, known(simulation, name)):
        return
    machine.stop(runtime, name, now)
    origin = origin._replace(reason=why)
    lease = simulation.store.get(LEASES, LEASE_NAMESPACE, name)
    if lease is not None:
        api.update(LEASES, heartbeats.renewed(lease, simulation.epoch + now), origin)
    node = simulation.store.get("nodes", "", name)
    if node is not None:
        api.update("nodes", heartbeats.posted(node, simulation.epoch + now), origin, subresource="status")
    if name == CONTROL_PLANE:
        waiting = simulation.clock.dump()["queue"]
        simulation.world.memory[_WAITING] = {"queue": waiting}
        for _, _, component, key, _ in waiting:
            simulation.clock.forget(component, key)


def _switch_on(simulation: Simulation, name: str, origin: Origin, why: reasons.Reason) -> None:
    runtime, api, clock, now = simulation.runtime, simulation.api, simulation.clock, simulation.now
    if machine.is_running(runtime, known(simulation, name)):
        return
    machine.start(runtime, name, now)
    if name == CONTROL_PLANE:
        waited = simulation.world.memory.pop(_WAITING, {"queue": []})
        for due, _, component, key, causes in waited["queue"]:
            clock.schedule(max(due, now), component, key, causes)
    if simulation.store.get("nodes", "", name) is None:  # it was deleted: a kubelet that starts registers anew
        register(simulation, name, origin._replace(reason=why))
    lease = simulation.store.get(LEASES, LEASE_NAMESPACE, name)
    if lease is not None:
        spec = {key: value for key, value in lease["spec"].items() if key != "renewTime"}
        api.update(LEASES, {**lease, "spec": spec}, origin._replace(reason=why))
    at = now + simulation.latency.watch
    clock.schedule(at, KUBELET, f"{name}//", origin.causes)
    places = {place for place, _ in machine.records(runtime, name)}
    places |= {f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in simulation.store.pods_on(name)}
    for place in sorted(places):
        clock.schedule(at, KUBELET, pod_key(name, *place.split("/")), origin.causes)


# -- containers --------------------------------------------------------------------------------------------------------


def _container_kill(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    namespace, name, container = request.get("namespace", "default"), request.get("pod", ""), request.get("container")
    pod = simulation.store.get("pods", namespace, name)
    node = (pod or {"spec": {}})["spec"].get("nodeName")
    record = simulation.runtime.get(node, f"{machine.PODS}{namespace}/{name}") if node else None
    record = record or {"containers": {}}
    running = {n: c for n, c in record["containers"].items() if c["state"] == "running"}
    container = container or next(iter(running), None)
    if container not in running:
        raise ValueError(
            f"container {container!r} of pod {namespace}/{name} does not run; running: {', '.join(running) or 'none'}"
        )
    killed = {**running[container], "ends": simulation.now, "until": simulation.now, "code": 137, "cause": "Error"}
    record = {**record, "containers": {**record["containers"], container: killed}}
    simulation.runtime.put(node, f"{machine.PODS}{namespace}/{name}", record)
    simulation.clock.schedule(simulation.now, KUBELET, pod_key(node, namespace, name), origin.causes)
    return None


def _node_fill(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    """Something beside the pods takes memory or disk of a node."""
    node, name = request.get("node", CONTROL_PLANE), request.get("resource", pressure.MEMORY)
    if name not in (pressure.MEMORY, pressure.DISK):
        raise ValueError(f"resource {name!r} cannot be filled: must be {pressure.MEMORY} or {pressure.DISK}")
    if not machine.is_running(simulation.runtime, node):
        raise ValueError(f"node {node!r} does not run")
    filled = {**simulation.runtime.get(node, pressure.FILLED, {}), name: units(str(request.get("amount", "0")))}
    simulation.runtime.put(node, pressure.FILLED, filled)
    simulation.clock.schedule(simulation.now, KUBELET, f"{node}//{pressure.KEY}", origin.causes)
    return None


def _tunnel(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    """The learner's machine gets a way to the addresses of Services, or loses it."""
    if not exists(simulation):
        raise ValueError("there is no cluster to open a tunnel to")
    memory = simulation.world.memory
    if request.get("on", True):
        memory[tunnel.NAME] = {**memory.get(tunnel.NAME, {}), tunnel.ON: True}
    else:
        memory.pop(tunnel.NAME, None)
    for key in tunnel.balanced(simulation.store):
        simulation.clock.schedule(simulation.now + simulation.latency.watch, tunnel.NAME, key, origin.causes)
    return None


def _ssh(simulation: Simulation, request: dict, origin: Origin) -> Answer:
    return nodeshell.run(simulation.runtime, request["node"], request["command"], simulation.now)


_ACTIONS: dict[str, Callable[[Simulation, dict, Origin], Answer]] = {
    "start": _start,
    "stop": _stop,
    "delete": _delete,
    "node add": _node_add,
    "node delete": _node_delete,
    "node stop": _node_stop,
    "node start": _node_start,
    "tunnel": _tunnel,
    "ssh": _ssh,
    "addons enable": switching.enable,
    "addons disable": switching.disable,
    "node.stop": _node_stop,
    "node.start": _node_start,
    "container.kill": _container_kill,
    "node.fill": _node_fill,
}
