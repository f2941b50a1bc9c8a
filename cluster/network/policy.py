"""NetworkPolicies: whether a connection may leave a pod and enter another.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/. Policies see pods behind Services, as
the plugins that enforce them do: the endpoint's address and the port on which the pod listens. What a machine or a pod
of the host network sends is not held back by ingress rules of pods on that machine (the kubelet must reach them).
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import NamedTuple

from cluster.objects.selectors import from_label_selector
from cluster.store import Store

RESOURCE = "networkpolicies.networking.k8s.io"
INGRESS, EGRESS = "Ingress", "Egress"


class End(NamedTuple):
    """One end of a connection: its address, and the pod that has it, if a pod has."""

    address: str
    pod: dict | None = None


def denied_by(here: dict, there: End, port: int, protocol: str, direction: str, store: Store) -> list[str] | None:
    """The names of the policies that isolate the pod `here` and of which none lets the connection through; None where
    it may go. `port` is the one on which the destination listens."""
    if here["spec"].get("hostNetwork"):
        return None
    policies = isolating(here, direction, store)
    if not policies:
        return None
    target = there.pod if direction == EGRESS else here
    for policy in policies:
        for rule in policy["spec"].get(direction.lower()) or ():
            peers = rule.get("to" if direction == EGRESS else "from")
            namespace = policy["metadata"]["namespace"]
            fits = not peers or any(_is_peer(peer, there, namespace, store) for peer in peers)
            if fits and _has_port(rule.get("ports"), port, protocol, target):
                return None
    return [policy["metadata"]["name"] for policy in policies]


def isolating(pod: dict, direction: str, store: Store) -> list[dict]:
    """The policies that select the pod for this direction."""
    metadata = pod["metadata"]
    return [
        policy
        for policy in store.list(RESOURCE, metadata["namespace"])
        if direction in (policy["spec"].get("policyTypes") or ())
        and from_label_selector(policy["spec"].get("podSelector")).matches(metadata.get("labels"))
    ]


def _is_peer(peer: dict, end: End, namespace: str, store: Store) -> bool:
    if "ipBlock" in peer:
        return _in_block(end.address, peer["ipBlock"])
    if end.pod is None or end.pod["spec"].get("hostNetwork"):
        return False
    metadata = end.pod["metadata"]
    if "namespaceSelector" in peer:
        space = store.get("namespaces", "", metadata["namespace"]) or {"metadata": {}}
        if not from_label_selector(peer["namespaceSelector"]).matches(space["metadata"].get("labels")):
            return False
    elif metadata["namespace"] != namespace:
        return False
    return "podSelector" not in peer or from_label_selector(peer["podSelector"]).matches(metadata.get("labels"))


def _in_block(address: str, block: dict) -> bool:
    if not _contains(block["cidr"], address):
        return False
    return not any(_contains(part, address) for part in block.get("except") or ())


@lru_cache(maxsize=4096)
def _contains(cidr: str, address: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return False


def _has_port(ports: list[dict] | None, port: int, protocol: str, target: dict | None) -> bool:
    """No ports: all of them. A name is looked up among the ports of the pod that is the destination."""
    if not ports:
        return True
    return any(each.get("protocol", "TCP") == protocol and _is_port(each, port, protocol, target) for each in ports)


def _is_port(each: dict, port: int, protocol: str, target: dict | None) -> bool:
    wanted = each.get("port")
    if wanted is None:
        return True
    if isinstance(wanted, str):
        return target is not None and port in _named(target, wanted, protocol)
    return wanted <= port <= each.get("endPort", wanted)


def _named(pod: dict, name: str, protocol: str) -> list[int]:
    return [
        offered["containerPort"]
        for container in pod["spec"].get("containers") or ()
        for offered in container.get("ports") or ()
        if offered.get("name") == name and offered.get("protocol", "TCP") == protocol
    ]
