"""What a kubelet does when somebody makes its Node anew by hand: it reports as it always does, keeps a Lease, and gives
its static pods their mirrors again.

Source: pkg/kubelet/kubelet_node_status.go (tryUpdateNodeStatus: whoever made the Node, its status is the kubelet's),
pkg/kubelet/pod/mirror_client.go (a mirror is owned by the Node of today), k8s.io/component-helpers/apimachinery/lease.
Labels are the kubelet's only when it registers itself, and it does that when it starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kubelet.node import machine
from cluster.kubelet.node.registration import CSI_NODES, LEASES, Size, csi_node_object, lease_object, node_object
from cluster.objects.heartbeats import LEASE_NAMESPACE
from cluster.reasons import reason
from cluster.runtime import MACHINE

if TYPE_CHECKING:
    from cluster.component import World


def is_bare(node: dict) -> bool:
    """Whether no kubelet has told yet what the machine has."""
    return not (node.get("status") or {}).get("capacity")


def take_up(name: str, world: World) -> None:
    """The Node has what a kubelet tells of it; nothing happens where it has it already."""
    node = world.store.get("nodes", "", name)
    if node is None or not is_bare(node):
        return
    given = world.runtime.get(name, MACHINE)
    time = world.epoch + world.now
    made = node_object(name, {}, given["address"], given["cidr"], Size(**given["size"]), world.seed, time)["status"]
    boot = {"bootID": machine.boot_id(world.seed, name, given["boots"])}
    status = {**made, "nodeInfo": {**made["nodeInfo"], **boot}, "images": machine.images(world.runtime, name)}
    why = reason("node.register", node=name)
    world.client.update_status("nodes", {**node, "status": status}, why)
    for resource, namespace, obj in (
        (LEASES, LEASE_NAMESPACE, lease_object(node)),
        (CSI_NODES, "", csi_node_object(node)),
    ):
        if world.store.get(resource, namespace, name) is None:
            world.client.create(resource, obj, why)
    for place in sorted(world.runtime.get(name, machine.MANIFESTS, {})):
        namespace, _, pod = place.partition("/")
        if world.store.get("pods", namespace, pod) is None:
            mirror(name, namespace, pod, world)


def mirror(name: str, namespace: str, pod: str, world: World) -> bool:
    """Make the mirror of a static pod. False where the node has no such pod, or there is no Node that could own it."""
    manifest = world.runtime.get(name, machine.MANIFESTS, {}).get(f"{namespace}/{pod}")
    node = world.store.get("nodes", "", name)
    if manifest is None or node is None:
        return False
    owner = {"apiVersion": "v1", "controller": True, "kind": "Node", "name": name, "uid": node["metadata"]["uid"]}
    metadata = {**manifest["metadata"], "ownerReferences": [owner]}
    world.client.create("pods", {**manifest, "metadata": metadata}, reason("kubelet.admit", node=name))
    return True
