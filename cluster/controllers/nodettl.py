"""Node TTL: how long a kubelet may serve its pods' secrets and config maps from memory, by the size of the cluster.

Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#node-alpha-kubernetes-io-ttl (up to 100 nodes:
0, 500: 15, 1000: 30, 2000: 60, more: 300 seconds), golden suite api, case "table of nodes".
"""

from __future__ import annotations

from cluster import reasons
from cluster.component import Component, World, own_key, split_key
from cluster.objects.paths import set_in
from cluster.reasons import reason

reasons.register({"node.ttl": ("seconds",)})

ANNOTATION = "node.alpha.kubernetes.io/ttl"
_BY_SIZE = ((100, 0), (500, 15), (1000, 30), (2000, 60))
_LARGEST = 300


class NodeTtl(Component):
    name = "ttl-controller"
    watches = {"nodes": own_key}

    def reconcile(self, key: str, world: World) -> None:
        node = world.store.get("nodes", *split_key(key))
        if node is None:
            return
        wanted = str(ttl_for(world.store.count("nodes")))
        if (node["metadata"].get("annotations") or {}).get(ANNOTATION) != wanted:
            changed = set_in(node, ("metadata", "annotations", ANNOTATION), wanted)
            world.client.update("nodes", changed, reason("node.ttl", seconds=int(wanted)))


def ttl_for(nodes: int) -> int:
    """Seconds."""
    return next((seconds for size, seconds in _BY_SIZE if nodes <= size), _LARGEST)
