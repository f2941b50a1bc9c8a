"""What `minikube tunnel` does as long as it runs: Services of type LoadBalancer get an address.

It is the Service's own cluster IP, to which the learner's machine gets a route. Without a tunnel they wait.
Source: https://minikube.sigs.k8s.io/docs/handbook/accessing/#using-minikube-tunnel
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.objects.paths import set_in
from cluster.reasons import Reason, reason
from cluster.store import Change, Store

reasons.register(
    {"tunnel.assign": ("service", "address"), "tunnel.withdraw": ("service",), "tunnel.pending": ("service",)}
)

NAME = "minikube-tunnel"
ON = "on"  # memory: whether the tunnel runs
SERVICES = "services"


def _keys(change: Change, store: Store) -> Iterable[str]:
    kinds = [obj["spec"].get("type") for obj in (change.object, change.previous) if obj]
    if "LoadBalancer" in kinds:
        yield f"{change.namespace}/{change.name}"


class Tunnel(Component):
    name = NAME
    watches = {SERVICES: _keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name = split_key(key)
        service = world.store.get(SERVICES, namespace, name)
        if service is None:
            return None
        balanced = service["spec"].get("type") == "LoadBalancer" and not service["spec"].get("loadBalancerClass")
        wanted: dict = {}
        if balanced and world.recall(ON):
            wanted = {"ingress": [{"ip": service["spec"]["clusterIP"], "ipMode": "VIP"}]}
        given = (service.get("status") or {}).get("loadBalancer") or {}
        if given != wanted:
            why = (
                reason("tunnel.assign", service=name, address=service["spec"]["clusterIP"])
                if wanted
                else (reason("tunnel.withdraw", service=name))
            )
            world.client.update_status(SERVICES, set_in(service, ("status", "loadBalancer"), wanted), why)
            return why
        return reason("tunnel.pending", service=name) if balanced and not wanted else None


def balanced(store: Store) -> list[str]:
    """The keys of the Services that wait for an address, or have one."""
    return [
        f"{service['metadata']['namespace']}/{service['metadata']['name']}"
        for service in store.list(SERVICES)
        if service["spec"].get("type") == "LoadBalancer"
    ]
