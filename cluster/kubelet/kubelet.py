"""The component: one kubelet for each node, told apart by their keys `node/namespace/name`; `node//` is the node,
`node//pressure` what it has left; `//network` is what the pods of all nodes may be told."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from cluster.component import Component, World
from cluster.kubelet import devices, reasons  # noqa: F401  (reasons: registers the codes)
from cluster.kubelet.node import machine, pressure, rejoining  # noqa: F401  (reasons: registers the codes)
from cluster.kubelet.processes import asking, settling  # noqa: F401  (reasons: registers the codes)
from cluster.kubelet.worker import Worker, record_key
from cluster.reasons import Reason, reason
from cluster.store import ADDED, DELETED, MODIFIED, Change, Store

NAME = "kubelet"


def pod_key(node: str, namespace: str, name: str) -> str:
    return f"{node}/{namespace}/{name}"


def _pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The pod's node. What the kubelet itself wrote is no news to it, unless it is the end of the pod."""
    node = change.object["spec"].get("nodeName")
    if node and (change.actor != NAME or change.op == DELETED or change.op == ADDED):
        yield pod_key(node, change.namespace, change.name)


def _mounting(change: Change, store: Store) -> Iterable[str]:
    """Pods on nodes that have the changed ConfigMap or Secret among their volumes."""
    for pod in store.pods_mounting(change.resource, change.namespace, change.name):
        if pod["spec"].get("nodeName"):
            yield pod_key(pod["spec"]["nodeName"], change.namespace, pod["metadata"]["name"])


def _reserved(change: Change, store: Store) -> Iterable[str]:
    """Pods that may have waited for their devices."""
    for node, name in devices.users(change, store):
        yield pod_key(node, change.namespace, name)


def _advertised(change: Change, store: Store) -> Iterable[str]:
    """A node whose capacity somebody changed: what may be used of it follows. One that was made by hand."""
    if change.op == ADDED and rejoining.is_bare(change.object):
        yield pod_key(change.name, "", "")
    told = change.op == MODIFIED and change.actor != NAME
    if told and _capacity(change.object) != _capacity(change.previous or {}):
        yield pod_key(change.name, "", "")


def _capacity(node: dict) -> dict | None:
    return (node.get("status") or {}).get("capacity")


class Kubelet(Component):
    name = NAME
    watches = {
        "pods": _pod_keys,
        "configmaps": _mounting,
        "secrets": _mounting,
        "nodes": _advertised,
        devices.CLAIMS: _reserved,
        **dict.fromkeys(asking.RESOURCES, asking.keys),
    }

    def reconcile(self, key: str, world: World) -> Reason | None:
        if key == asking.KEY:
            asking.look_again(world)
            return None
        node, namespace, name = key.split("/")
        if not machine.is_running(world.runtime, node):
            return None  # nobody there
        if not namespace and name == pressure.KEY:
            return pressure.look(node, world)
        if not namespace:
            rejoining.take_up(node, world)
            return machine.sync(node, world, partial(pressure.condition, world, node))
        pod = world.store.get("pods", namespace, name)
        if pod is not None and pod["spec"].get("nodeName") != node:
            pod = None
        self._forget_another(pod, node, namespace, name, world)
        if pod is None:
            made = rejoining.mirror(node, namespace, name, world)
            return reason("kubelet.admit", node=node) if made else None
        images = world.runtime.get(node, "images")
        verdict = Worker(pod, node, world).sync()
        if world.runtime.get(node, "images") is not images:
            machine.post_soon(node, world)
        return verdict

    @staticmethod
    def _forget_another(pod: dict | None, node: str, namespace: str, name: str, world: World) -> None:
        """What runs for a pod that is no more (deleted by force, or replaced by a namesake) is killed."""
        place = record_key(namespace, name)
        record = world.runtime.get(node, place)
        if record is not None and (pod is None or record["uid"] != pod["metadata"]["uid"]):
            settling.forget(world.runtime, node, place, record, world.now)
            world.runtime.drop(node, place)
