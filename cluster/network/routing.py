"""From an address and a port to the process behind it, or to why there is none.

Source: https://kubernetes.io/docs/concepts/services-networking/service/ and
https://kubernetes.io/docs/reference/networking/virtual-ips/; what a client meets otherwise is Linux's: a closed port
refuses, an address that nobody has is unreachable after three seconds, what is dropped times out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from cluster.component import World
from cluster.images.wire import Answer, Asked, HttpRequest, Reply, Source
from cluster.network import internet, policy, proxy
from cluster.network.places import HOST_ADDRESS, PODS_BLOCK, Places
from cluster.network.traces import Trace, ref

REFUSED, TIMEOUT, UNREACHABLE = "refused", "timeout", "unreachable"
TUNNEL = ("minikube-tunnel", "on")  # memory: whether the learner's machine has a way to the addresses of Services
API_PORTS = (8443, 443)
_LOOPBACK = ("127.", "::1", "0.0.0.0")


class Containers(Protocol):
    """What really runs in pods: the kubelet's part, given by cluster.parts."""

    def listens(self, pod: dict, port: int, protocol: str) -> bool:
        """Whether a process in the pod accepts connections there now."""

    def serve(
        self, pod: dict, port: int, asked: Asked, ask: Callable[[HttpRequest], Reply], keep: bool
    ) -> Answer | None:
        """What the process on that port says; None where nobody listens. `ask`: a request that it makes itself to
        answer; `keep`: what it prints about it goes to its log, and it remembers it."""

    def speaks_tls(self, pod: dict, port: int) -> bool:
        """Whether the process on that port wants a TLS handshake."""

    def program(self, pod: dict, port: int) -> str:
        """The name of the program in the image that listens (`nginx`, `coredns`), or ""."""


class Target(NamedTuple):
    """Where a connection ended: `pod`, or a machine's own service (`host`: "api", "health"), or the world outside
    ("internet");
    `client`: the address that the process sees; `error` where there is no connection."""

    address: str
    port: int
    client: str = ""
    pod: dict | None = None
    host: str = ""
    error: str = ""
    asked: str = ""  # the address and port that the client spoke to
    node: str = ""


class Router:
    """Follows one connection. `pick(n)`: one of n, drawn anew; `keep`: whether what happens leaves a mark."""

    def __init__(
        self, world: World, containers: Containers, trace: Trace, now: int, pick: Callable[[int], int], keep: bool
    ):
        self.world, self.containers, self.trace, self.now = world, containers, trace, now
        self.places = Places(world)
        self.pick, self.keep = pick, keep
        self.depth = 0
        self.dated = False  # where it led depends on the moment too

    def connect(self, source: Source, address: str, port: int, protocol: str = "TCP") -> Target:
        """Raises nothing: Target.error says what is wrong."""
        client = self.places.address(source)
        if address.startswith(_LOOPBACK):
            return self._loopback(source, address, port, protocol)
        found = self.places.service_at(address)
        if found is not None and self._reaches(source, found[1], address):
            target = self._by_service(source, *found, address, port, protocol, client)
            if target is not None:
                return target
        if found is not None and found[1] == "cluster":
            return self._silence(address, port)  # a Service's address knows its own ports only
        node = self.places.node_at(address)
        if node is not None:
            return self._to_node(source, node, port, protocol, client)
        if source.kind == "outside" and address.startswith(PODS_BLOCK):
            return self._silence(address, port)
        return self._arrive(source, address, port, protocol, client)

    # -- a machine's own ports -------------------------------------------------------------------------------------

    def _loopback(self, source: Source, address: str, port: int, protocol: str) -> Target:
        pod = self.places.pod(source.namespace, source.name) if source.kind == "pod" else None
        if pod is not None and not pod["spec"].get("hostNetwork"):
            return self._at_pod(pod, "127.0.0.1", port, protocol, "127.0.0.1")
        node = self.places.node_of(source)
        if node:
            claimed = self.places.host_port(node, address, port, protocol)
            if claimed is not None:
                return self._enter(source, claimed[0], claimed[1], protocol, self.places.address_of(node))
            return self._at_host(node, "127.0.0.1", port, protocol, "127.0.0.1")
        return self._refused(None, address, port)

    def _to_node(self, source: Source, node: str, port: int, protocol: str, client: str) -> Target:
        address = self.places.address_of(node)
        if not self.places.is_on(node):
            return self._silence(address, port, {"kind": "Node", "namespace": "", "name": node, "uid": ""})
        found = self.places.service_on_node_port(port, protocol)
        if found is not None:
            service, offered = found
            where = {"kind": "Node", "namespace": "", "name": node, "uid": ""}
            self.trace.hop("node", where, "node_port", node=node, port=port)
            return self._choose(source, service, offered, node, source.kind == "outside", address, protocol, client)
        checked = self.places.service_on_health_port(port)
        if checked is not None:
            self.trace.hop("node", ref(checked, "Service"), "connected", address=f"{address}:{port}")
            return Target(address, port, client, host="health", node=node)
        claimed = self.places.host_port(node, address, port, protocol)
        if claimed is not None:
            return self._enter(source, claimed[0], claimed[1], protocol, client)
        return self._at_host(node, address, port, protocol, client)

    def _at_host(self, node: str, address: str, port: int, protocol: str, client: str) -> Target:
        """A process in the machine's own network: a pod with hostNetwork, or the API server."""
        for pod in self.places.host_pods(node):
            if self.containers.listens(pod, port, protocol):
                return self._at_pod(pod, address, port, protocol, client)
        if port in API_PORTS and self._is_control_plane(node):
            self.trace.hop(
                "node", ref(self.world.store.get("nodes", "", node)), "connected", address=f"{address}:{port}"
            )
            return Target(address, port, client, host="api")
        return self._refused(None, address, port)

    def _is_control_plane(self, node: str) -> bool:
        found = self.world.store.get("nodes", "", node) or {"metadata": {}}
        return "node-role.kubernetes.io/control-plane" in (found["metadata"].get("labels") or {})

    # -- Services --------------------------------------------------------------------------------------------------

    def _reaches(self, source: Source, how: str, address: str) -> bool:
        """Inside, every address of a Service works; from outside, only with a tunnel, or where a machine has it."""
        if source.kind != "outside":
            return True
        if how == "external":
            return self.places.node_at(address) is not None
        return bool(self.world.memory.get(TUNNEL[0], {}).get(TUNNEL[1]))

    def _by_service(
        self, source: Source, service: dict, how: str, address: str, port: int, protocol: str, client: str
    ) -> Target | None:
        """None when the Service has no such port."""
        for offered in service["spec"].get("ports") or ():
            if offered["port"] == port and offered.get("protocol", "TCP") == protocol:
                break
        else:
            return None
        if how == "balancer" and not _in_ranges(client, service["spec"].get("loadBalancerSourceRanges")):
            return self._silence(address, port)
        node = self.places.node_of(source) or next(iter(self.places.nodes()), "")
        external = how != "cluster" and source.kind == "outside"
        return self._choose(source, service, offered, node, external, address, protocol, client)

    def _choose(
        self, source: Source, service: dict, offered: dict, node: str, external: bool, address: str, protocol: str,
        client: str,
    ) -> Target:  # fmt: skip
        name, trace = service["metadata"]["name"], self.trace
        trace.hop("service", ref(service, "Service"), "service", service=name, port=offered["port"])
        among, verdict = proxy.usable(service, offered, node, external, self.world)
        if verdict == proxy.REJECT:
            trace.hop("service", ref(service, "Service"), "no_endpoints", service=name)
            return Target(address, offered["port"], error=REFUSED)
        if verdict == proxy.DROP:
            trace.hop("service", ref(service, "Service"), "no_local_endpoints", service=name, node=node)
            return Target(address, offered["port"], error=TIMEOUT)
        self.dated = self.dated or service["spec"].get("sessionAffinity") == "ClientIP"
        chosen, sticky = proxy.choose(service, offered, among, client, node, self.now, self.pick, self.world)
        if self.keep:
            proxy.remember(service, offered, chosen, client, node, self.now, self.world)
        self._tell_choice(chosen, sticky, len(among))
        kept = external and service["spec"].get("externalTrafficPolicy") == "Local"
        seen = client if kept or source.kind == "pod" else self._masked(node, chosen)
        if chosen.address == client:
            seen = self.places.gateway(node) if node else client  # a pod that comes back to itself
        return self._arrive(source, chosen.address, chosen.port, protocol, seen)

    def _tell_choice(self, chosen: proxy.Endpoint, sticky: bool, ready: int) -> None:
        namespace, name = chosen.pod or ("", chosen.address)
        pod = self.places.pod(namespace, name) if chosen.pod else None
        params: dict[str, Any] = {"pod": name, "address": chosen.key}
        if sticky:
            self.trace.hop("endpoint", ref(pod, "Pod"), "sticky", **params)
        else:
            self.trace.hop("endpoint", ref(pod, "Pod"), "chosen", ready=ready, **params)

    def _masked(self, node: str, chosen: proxy.Endpoint) -> str:
        """The machine's address in place of the client's, so that the answer comes back its way."""
        if not node:
            return HOST_ADDRESS
        return self.places.gateway(node) if chosen.entry.get("nodeName") == node else self.places.address_of(node)

    # -- the last stretch ------------------------------------------------------------------------------------------

    def _arrive(self, source: Source, address: str, port: int, protocol: str, client: str) -> Target:
        pod = self.places.pod_at(address)
        if pod is not None:
            return self._enter(source, pod, port, protocol, client)
        if self._held_back(source, policy.End(address), port, protocol):
            return Target(address, port, error=TIMEOUT)
        node = self.places.node_at(address)
        if node is not None:
            if not self.places.is_on(node):
                return self._silence(address, port)
            return self._at_host(node, address, port, protocol, client)
        if internet.is_there(address):
            self.trace.hop("outside", None, "connected", address=f"{address}:{port}")
            return Target(address, port, client, host="internet")
        if address == HOST_ADDRESS:
            return self._refused(None, address, port)
        if address.startswith((PODS_BLOCK, "192.168.49.")):
            self.trace.hop("outside", None, "unreachable", address=f"{address}:{port}")
            return Target(address, port, error=UNREACHABLE)
        return self._silence(address, port)

    def _enter(self, source: Source, pod: dict, port: int, protocol: str, client: str) -> Target:
        """Through the policies into a pod, by way of its own address."""
        address = (self.places.record(pod) or {}).get("ip") or (pod.get("status") or {}).get("podIP", "")
        if not self.places.is_on(pod["spec"].get("nodeName", "")):
            return self._silence(address, port, ref(pod, "Pod"))
        if self._held_back(source, policy.End(address, pod), port, protocol):
            return Target(address, port, error=TIMEOUT)
        return self._at_pod(pod, address, port, protocol, client)

    def _held_back(self, source: Source, end: policy.End, port: int, protocol: str) -> bool:
        """Whether a policy of either side drops the connection."""
        own = self.places.pod(source.namespace, source.name) if source.kind == "pod" else None
        store = self.world.store
        if own is not None and end.pod is not None and own["metadata"]["uid"] == end.pod["metadata"]["uid"]:
            return False  # a pod always reaches itself
        names = policy.denied_by(own, end, port, protocol, policy.EGRESS, store) if own is not None else None
        if names is not None:
            self.trace.hop("policy", ref(own, "Pod"), "denied", direction="egress", policies=", ".join(names))
            return True
        if end.pod is None or (own is None and source.kind == "node" and self._is_its_node(source, end.pod)):
            return False
        sender = policy.End(self.places.address(source), own)
        names = policy.denied_by(end.pod, sender, port, protocol, policy.INGRESS, store)
        if names is not None:
            self.trace.hop("policy", ref(end.pod, "Pod"), "denied", direction="ingress", policies=", ".join(names))
            return True
        return False

    @staticmethod
    def _is_its_node(source: Source, pod: dict) -> bool:
        return pod["spec"].get("nodeName") == source.name

    def _at_pod(self, pod: dict, address: str, port: int, protocol: str, client: str) -> Target:
        if not self.containers.listens(pod, port, protocol):
            return self._refused(pod, address, port)
        self.trace.hop("pod", ref(pod, "Pod"), "connected", address=f"{address}:{port}")
        return Target(address, port, client, pod)

    def _refused(self, pod: dict | None, address: str, port: int) -> Target:
        self.trace.hop("pod" if pod else "node", ref(pod, "Pod"), "refused", address=f"{address}:{port}")
        return Target(address, port, error=REFUSED)

    def _silence(self, address: str, port: int, where: dict[str, str] | None = None) -> Target:
        self.trace.hop("node", where, "timeout", address=f"{address}:{port}")
        return Target(address, port, error=TIMEOUT)


def _in_ranges(address: str, ranges: list[str] | None) -> bool:
    blocks = [ipaddress.ip_network(block.strip(), strict=False) for block in ranges or ()]
    return not blocks or any(ipaddress.ip_address(address) in block for block in blocks)
