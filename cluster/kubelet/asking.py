"""Main processes that ask the network: what they do next depends on others, and is worked out anew when those change.

`until nslookup mydb; do sleep 2; done` ends once there is a Service of that name
(https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#init-containers-in-use).
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.component import World
from cluster.images.wire import Source
from cluster.kubelet import hearing, inside, sharing
from cluster.runtime import PODS
from cluster.store import Change, Store

KEY = "network"  # of the kubelet's work: NODE//network
RESOURCES = ("services", "endpointslices.discovery.k8s.io", "networkpolicies.networking.k8s.io")


def nodes(change: Change, store: Store) -> Iterable[str]:
    """The keys of the nodes on which pods ask: something that they may be told has changed."""
    found = {pod["spec"].get("nodeName") for pod in store.pods_asking()}
    return [f"{node}//{KEY}" for node in sorted(found - {None, ""})]


def look_again(node: str, world: World) -> None:
    """The pods on the node of which a main process is not over that has asked what is answered otherwise now."""
    for pod in world.store.pods_asking():
        if pod["spec"].get("nodeName") != node:
            continue
        key = f"{PODS}{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        if any(_has_news(world, pod, spec["name"]) for spec in inside.specs(pod)):
            sharing.look_again(world.runtime, node, key)
            if "pod" in world.runtime.get(node, key):
                sharing.touch(world.runtime, node, key)


def _has_news(world: World, pod: dict, name: str) -> bool:
    at = inside.held(world.runtime, pod, name)
    if at is None or not inside.is_alive(at.container) or not inside.main(world.runtime, at, None).asked:
        return False
    source = Source("pod", pod["metadata"]["namespace"], pod["metadata"]["name"], name)
    return world.network is None or hearing.is_news(at.container, world.network.asker(source))
