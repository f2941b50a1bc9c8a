"""The ingress controller's writing side: it notes which Ingresses it looks after, and their address.

Addresses are published in rounds of a minute, counted from when its pod became ready, and taken back when the
controller is gone. Source: https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/ (update-status)
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, own_key, split_key
from cluster.network import ingress
from cluster.objects.times import parse
from cluster.reasons import Reason, reason
from cluster.store import MODIFIED, Change, Store

reasons.register(
    {
        "ingress.sync": ("ingress",),
        "ingress.address": ("ingress", "address"),
        "ingress.withdraw": ("ingress",),
        "ingress.other_class": ("ingress",),
        "ingress.no_controller": ("ingress",),
    }
)

NAME = "nginx-ingress-controller"
_ROUND = 60_000_000  # µs


def _all(change: Change, store: Store) -> Iterable[str]:
    """Every Ingress, when a class changes."""
    for each in store.list(ingress.RESOURCE):
        yield f"{each['metadata']['namespace']}/{each['metadata']['name']}"


def _controller_pods(change: Change, store: Store) -> Iterable[str]:
    """Every Ingress, when a controller's pod comes, becomes ready or goes."""
    if ingress.is_controller(change.object) and store.count(ingress.RESOURCE):
        before = change.previous
        if change.op != MODIFIED or before is None or _ready_since(before) != _ready_since(change.object):
            yield from _all(change, store)


class IngressController(Component):
    name = NAME
    watches = {ingress.RESOURCE: own_key, ingress.CLASSES: _all, "pods": _controller_pods}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name = split_key(key)
        obj = world.store.get(ingress.RESOURCE, namespace, name)
        if obj is None:
            world.remember(key, None)
            return None
        if not _is_mine(obj, world.store):
            return reason("ingress.other_class", ingress=name)
        pods = [pod for pod in _pods(world.store) if _ready_since(pod)]
        if not pods:
            return self._withdraw(key, obj, world) or reason("ingress.no_controller", ingress=name)
        synced = world.recall(key)
        if synced != obj["metadata"].get("generation", 1):
            world.remember(key, obj["metadata"].get("generation", 1))
            world.event(obj, "Normal", "Sync", "Scheduled for sync", "", "")
        return self._publish(obj, pods, world) or reason("ingress.sync", ingress=name)

    @staticmethod
    def _publish(obj: dict, pods: list[dict], world: World) -> Reason | None:
        addresses = sorted({pod["status"].get("hostIP", "") for pod in pods} - {""})
        wanted = {"ingress": [{"ip": address} for address in addresses]}
        if (obj.get("status") or {}).get("loadBalancer") == wanted:
            return None
        begun = parse(_ready_since(pods[0])) - world.epoch
        if left := -(world.now - begun) % _ROUND:
            world.requeue(left)
            return None
        why = reason("ingress.address", ingress=obj["metadata"]["name"], address=", ".join(addresses))
        world.client.update_status(ingress.RESOURCE, {**obj, "status": {"loadBalancer": wanted}}, why)
        return why

    @staticmethod
    def _withdraw(key: str, obj: dict, world: World) -> Reason | None:
        """The last pod takes its address with it when it is asked to go; what others wrote stays."""
        if world.recall(key) is None:
            return None
        given = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress")
        if not given or _pods(world.store):
            return None
        why = reason("ingress.withdraw", ingress=obj["metadata"]["name"])
        world.client.update_status(ingress.RESOURCE, {**obj, "status": {"loadBalancer": {}}}, why)
        return why


def _is_mine(obj: dict, store: Store) -> bool:
    return any(obj is each for each in ingress.mine(store))


def _pods(store: Store) -> list[dict]:
    """The controller's pods, the oldest first."""
    found = [pod for pod in store.list("pods", ingress.NAMESPACE) if ingress.is_controller(pod)]
    return sorted(found, key=lambda pod: pod["metadata"]["creationTimestamp"])


def _ready_since(pod: dict) -> str:
    """When the pod became ready; "" while it is not."""
    for condition in (pod.get("status") or {}).get("conditions") or ():
        if (
            condition["type"] == "Ready"
            and condition["status"] == "True"
            and "deletionTimestamp" not in pod["metadata"]
        ):
            return condition.get("lastTransitionTime") or ""
    return ""
