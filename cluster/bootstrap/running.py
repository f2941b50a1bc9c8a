"""Pods that run from the beginning: their containers are started and their images are there."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cluster.bootstrap.naming import SYSTEM
from cluster.images.catalogue import Image, find
from cluster.kubelet import containers, status
from cluster.kubelet.node import machine
from cluster.kubelet.node.pulls import IMAGES
from cluster.kubelet.processes import inside
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.simulation import Simulation


def address_of(simulation: Simulation, node: str) -> str:
    return simulation.runtime.get(node, machine.MACHINE)["address"]


def run(simulation: Simulation, pod: dict, origin: Origin) -> None:
    """Create the pod as one that has been started already: its containers run, its images are there."""
    made = simulation.api.create("pods", pod, origin)
    node, now, epoch, runtime = made["spec"]["nodeName"], simulation.now, simulation.epoch, simulation.runtime
    address = address_of(simulation, node)
    record: dict[str, Any] = {
        "uid": made["metadata"]["uid"],
        "ip": address,
        "admitted": now,
        "ready_at": now,
        "containers": {},
    }
    for spec in made["spec"]["containers"]:
        record["containers"][spec["name"]] = _running(simulation, made, spec, address)
    runtime.put(node, f"{machine.PODS}{SYSTEM}/{made['metadata']['name']}", record)
    told = status.of(made, record, now, epoch, address, False)
    simulation.api.update("pods", {**made, "status": told}, origin, subresource="status")


def preload(simulation: Simulation, node: str, image: str) -> Image:
    """The image is on the node from the beginning."""
    found = find(image)
    images = simulation.runtime.get(node, IMAGES, {})
    there = {"size": found.size, "digest": found.digest, "since": simulation.now}
    simulation.runtime.put(node, IMAGES, {**images, found.name: there})
    return found


def _running(simulation: Simulation, pod: dict, spec: dict, address: str) -> dict:
    now = simulation.now
    found = preload(simulation, pod["spec"]["nodeName"], spec["image"])
    container = containers.new(spec, now)
    text = f"{simulation.seed}/{pod['metadata']['uid']}/{spec['name']}/0"
    env = inside.environment(found, pod, {})
    return {
        **container,
        "state": "running",
        "digest": found.digest,
        "id": sha256(text.encode()).hexdigest(),
        "started": now,
        "env": {},
        "argv": list(inside.argv(found, spec, env)),
        "ends": None,
        "code": 0,
        "until": None,
    }
