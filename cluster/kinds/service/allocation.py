"""Cluster IPs and node ports: given by the server, each to one Service.

Source: https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/ and
https://kubernetes.io/docs/concepts/services-networking/service/#nodeport-custom-port (numbers are drawn from the upper
band, so that the lower one stays free for those who choose), golden validation.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from cluster.kinds.base import FieldError
from cluster.kinds.rules import addresses
from cluster.kinds.rules.errors import invalid
from cluster.kinds.rules.reading import number, struct, structs, text, texts
from cluster.kinds.service.carrying import NONE, needs_address, needs_health_check, needs_node_ports

NETWORK = ipaddress.IPv4Network("10.96.0.0/12")  # minikube's service range, where no ServiceCIDR says another
RANGES, ADDRESSES = "servicecidrs.networking.k8s.io", "ipaddresses.networking.k8s.io"
_MANAGED_BY = "ipaddress.kubernetes.io/managed-by"
FIRST_NODE_PORT, LAST_NODE_PORT = 30000, 32767
_ADDRESS_BAND, _PORT_BAND = 256, 86
_TAKEN = "provided port is already allocated"

Draw = Callable[..., int]


def allocate(service: dict, old: dict | None, store, draw: Draw) -> tuple[dict, list[FieldError]]:
    """The Service with what it needs, and why it cannot have what it asks for."""
    spec = struct(service, "spec")
    if not needs_address(spec):
        return service, []
    metadata = struct(service, "metadata")
    place = f"{text(metadata, 'namespace')}/{text(metadata, 'name')}"
    others = [struct(other, "spec") for other in store.list("services") if not _same(other, metadata)]
    before = struct(old or {}, "spec")
    spec, errors = _families(spec)
    spec, found = _address(spec, others, before, place, draw, store)
    errors += found
    if needs_node_ports(spec) or any(port.get("nodePort") for port in structs(spec, "ports")):
        spec, found = _ports(spec, others, before, place, draw)
        errors += found
    if needs_health_check(spec) and not spec.get("healthCheckNodePort"):
        taken = {port for other in others for port in _used_ports(other)}
        spec = {**spec, "healthCheckNodePort": _free_port(taken, draw, place, "health")}
    return {**service, "spec": spec}, errors


def _families(spec: dict) -> tuple[dict, list[FieldError]]:
    """One family: this cluster has IPv4 addresses only."""
    families, policy = texts(spec, "ipFamilies"), text(spec, "ipFamilyPolicy")
    if text(spec, "clusterIP") == NONE and not spec.get("selector"):
        families = families or ["IPv4"]
        policy = policy or "RequireDualStack"
        if policy != "SingleStack" and len(families) == 1:
            families = [*families, "IPv6" if families[0] == "IPv4" else "IPv4"]
        return {**spec, "ipFamilies": families, "ipFamilyPolicy": policy}, []
    errors = []
    if policy == "RequireDualStack" or len(families) > 1 and policy in ("", "RequireDualStack"):
        detail = "this cluster is not configured for dual-stack services"
        errors.append(invalid("spec.ipFamilyPolicy", policy or "RequireDualStack", detail))
    for index, family in enumerate(families):
        if family == "IPv6":
            errors.append(invalid(f"spec.ipFamilies[{index}]", family, "not configured on this cluster"))
    return {**spec, "ipFamilies": families or ["IPv4"], "ipFamilyPolicy": policy or "SingleStack"}, errors


def _address(
    spec: dict, others: list[dict], before: dict, place: str, draw: Draw, store
) -> tuple[dict, list[FieldError]]:
    address = text(spec, "clusterIP")
    if address == NONE or (address and address == text(before, "clusterIP")):
        return spec, []
    taken = {text(other, "clusterIP") for other in others} | _claimed(store)
    ranges = _ranges(store)
    if not address:
        address = _free_address(taken, draw, place, ranges[0])
        return {**spec, "clusterIP": address, "clusterIPs": [address]}, []
    parsed = addresses.parse_ip(address)
    problem = ""
    if parsed is None or not any(parsed in block for block in ranges):
        valid = f"The range of valid IPs is {', '.join(map(str, ranges))}"
        problem = f"failed to allocate IP {address}: the provided IP ({address}) is not in the valid range. {valid}"
    elif str(parsed) in taken:
        problem = f"failed to allocate IP {address}: provided IP is already allocated"
    return spec, [invalid("spec.clusterIPs", texts(spec, "clusterIPs"), problem)] if problem else []


def _ports(spec: dict, others: list[dict], before: dict, place: str, draw: Draw) -> tuple[dict, list[FieldError]]:
    taken = {port for other in others for port in _used_ports(other)}
    own = _used_ports(before)
    ports, errors = [], []
    chosen: dict[int, set[str]] = {}
    for index, port in enumerate(structs(spec, "ports")):
        wanted, path = number(port, "nodePort") or 0, f"spec.ports[{index}].nodePort"
        if wanted and not FIRST_NODE_PORT <= wanted <= LAST_NODE_PORT:
            valid = f"The range of valid ports is {FIRST_NODE_PORT}-{LAST_NODE_PORT}"
            errors.append(invalid(path, wanted, f"provided port is not in the valid range. {valid}"))
        elif wanted and wanted in taken and wanted not in own:
            errors.append(invalid(path, wanted, _TAKEN))
        elif not wanted and needs_node_ports(spec):
            wanted = _free_port(taken | own | set(chosen), draw, place, str(index))
            port = {**port, "nodePort": wanted}
        chosen.setdefault(wanted, set()).add(text(port, "protocol"))
        ports.append(port)
    return {**spec, "ports": ports}, errors


def _ranges(store) -> list[ipaddress.IPv4Network]:
    """The ranges that are ready, the cluster's own first."""
    found = [
        ipaddress.IPv4Network(block)
        for each in sorted(store.list(RANGES), key=lambda each: each["metadata"]["creationTimestamp"])
        if "deletionTimestamp" not in each["metadata"]
        for block in each["spec"]["cidrs"]
        if ":" not in block
    ]
    return found or [NETWORK]


def _claimed(store) -> set[str]:
    """Addresses that somebody has taken by hand."""
    return {
        each["metadata"]["name"]
        for each in store.list(ADDRESSES)
        if _MANAGED_BY not in (each["metadata"].get("labels") or {})
    }


def _used_ports(spec: dict) -> set[int]:
    used = {number(port, "nodePort") or 0 for port in structs(spec, "ports")} | {
        number(spec, "healthCheckNodePort") or 0
    }
    return used - {0}


def _free_address(taken: set[str], draw: Draw, place: str, network: ipaddress.IPv4Network) -> str:
    """From the upper band; the lower one, of up to 256 addresses, stays free for those who choose."""
    band = min(_ADDRESS_BAND, network.num_addresses // 16)
    first = int(network.network_address) + band + 1
    size = max(network.num_addresses - band - 2, 1)
    offset = draw("cluster ip", place) % size
    while str(ipaddress.IPv4Address(first + offset)) in taken:
        offset = (offset + 1) % size
    return str(ipaddress.IPv4Address(first + offset))


def _free_port(taken: set[int], draw: Draw, place: str, which: str) -> int:
    first, size = FIRST_NODE_PORT + _PORT_BAND, LAST_NODE_PORT - FIRST_NODE_PORT - _PORT_BAND + 1
    offset = draw("node port", place, which) % size
    for _ in range(size):
        if first + offset not in taken:
            break
        offset = (offset + 1) % size
    return first + offset


def _same(service: dict, metadata: dict) -> bool:
    found = struct(service, "metadata")
    return (found.get("namespace"), found.get("name")) == (metadata.get("namespace"), metadata.get("name"))
