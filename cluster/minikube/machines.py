"""The machines of a cluster: which there are, and how one joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import bootstrap
from cluster.kubelet.kubelet import NAME as KUBELET
from cluster.kubelet.node import machine, registration
from cluster.kubelet.node.registration import CSI_NODES, LEASES, Size
from cluster.objects.heartbeats import LEASE_NAMESPACE
from cluster.reasons import reason
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.simulation import Simulation


CONTROL_PLANE = "minikube"


def exists(simulation: Simulation) -> bool:
    """Whether there is a cluster at all, running or not."""
    return bool(simulation.runtime.nodes())


def answers(simulation: Simulation) -> bool:
    """Whether the API server can be reached: there is a cluster, and its control plane's machine is on."""
    runtime = simulation.runtime
    if not runtime.nodes():
        return simulation.store.count("namespaces") > 0  # a control plane without machines, as tests make it
    return CONTROL_PLANE not in runtime.nodes() or machine.is_running(runtime, CONTROL_PLANE)


def node_names(simulation: Simulation) -> list[str]:
    """The machines, the control plane's first."""
    return sorted(simulation.runtime.nodes(), key=lambda name: (name != CONTROL_PLANE, name))


def join(
    simulation: Simulation, name: str, origin: Origin, size: Size | None = None, labels: dict | None = None
) -> dict:
    """A machine that runs, and its Node and Lease. ValueError when there is one of this name."""
    runtime = simulation.runtime
    if name in runtime.nodes():
        raise ValueError(f"node {name!r} is there already; there are {', '.join(node_names(simulation))}")
    number = _free_number(simulation)
    address, cidr, given = f"192.168.49.{number + 2}", f"10.244.{number}", (size or Size())._asdict()
    machine.install(runtime, name, address, cidr, given, simulation.now)
    node = register(simulation, name, origin, labels)
    bootstrap.of_node(simulation, name, origin)
    simulation.clock.schedule(simulation.now + simulation.latency.watch, KUBELET, f"{name}//", origin.causes)
    return node


def register(simulation: Simulation, name: str, origin: Origin, labels: dict | None = None) -> dict:
    """The Node, the Lease and the CSINode by which a kubelet makes its machine known."""
    api, time, found = simulation.api, simulation.epoch + simulation.now, simulation.runtime.get(name, machine.MACHINE)
    labels = bootstrap.node_labels(name, name == CONTROL_PLANE, time) if labels is None else labels
    made = registration.node_object(
        name, labels, found["address"], found["cidr"], Size(**found["size"]), simulation.seed, time
    )
    node = api.create("nodes", made, origin._replace(reason=reason("node.register", node=name)))
    if api.store.get("namespaces", "", LEASE_NAMESPACE) and not api.store.get(LEASES, LEASE_NAMESPACE, name):
        api.create(LEASES, registration.lease_object(node), origin)
    if simulation.store.get(CSI_NODES, "", name) is None:
        api.create(CSI_NODES, registration.csi_node_object(node), origin)
    return node


def _free_number(simulation: Simulation) -> int:
    taken = {simulation.runtime.get(name, machine.MACHINE)["cidr"] for name in simulation.runtime.nodes()}
    return next(number for number in range(254) if f"10.244.{number}" not in taken)


def named(request: dict) -> str:
    name = request.get("node") or request.get("name")
    if not isinstance(name, str):
        raise ValueError(f"node={name!r} must be the name of a node")
    return name


def known(simulation: Simulation, name: str) -> str:
    if name not in simulation.runtime.nodes():
        raise ValueError(f"node {name!r} does not exist; there are {', '.join(node_names(simulation)) or 'none'}")
    return name


def size_of(request: dict) -> Size:
    asked = request.get("size") or {}
    wrong = sorted(set(asked) - set(Size._fields))
    if wrong:
        raise ValueError(f"size has {', '.join(wrong)}; allowed are {', '.join(Size._fields)}")
    return Size(**asked)
