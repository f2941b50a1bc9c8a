"""What an update of a Service keeps though its writer left it out: addresses and ports that the server had given.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ (clusterIP, nodePort).
"""

from __future__ import annotations

from cluster.kinds.rules.reading import number, struct, structs, text, texts
from cluster.kinds.service.defaults import is_external
from cluster.objects.paths import without

NONE = "None"
_ADDRESS_FIELDS = ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")


def is_headless(spec: dict) -> bool:
    return texts(spec, "clusterIPs") == [NONE]


def needs_address(spec: dict) -> bool:
    return text(spec, "type") in ("ClusterIP", "NodePort", "LoadBalancer")


def needs_node_ports(spec: dict) -> bool:
    """A load balancer may do without them."""
    kind = text(spec, "type")
    return kind == "NodePort" or (kind == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is not False)


def needs_health_check(spec: dict) -> bool:
    return text(spec, "type") == "LoadBalancer" and text(spec, "externalTrafficPolicy") == "Local"


def synchronise_addresses(obj: dict, old: dict | None) -> dict:
    """clusterIP is the first of clusterIPs; whoever writes one of them means both."""
    spec = struct(obj, "spec")
    address, all_ = text(spec, "clusterIP"), texts(spec, "clusterIPs")
    before = struct(old or {}, "spec")
    if old is None:
        return _with(obj, address, [address]) if address and not all_ else obj
    was, all_were = text(before, "clusterIP"), texts(before, "clusterIPs")
    if address != was and all_ == all_were:
        return _with(obj, address, [address, *all_[1:]] if address else [])
    if address == was and all_ != all_were and not all_:
        return _with(obj, "", []) if not address else obj
    if address == was and all_ and all_[0] != address:
        return _with(obj, all_[0], all_)
    return obj


def carry_over(obj: dict, old: dict) -> dict:
    """Fill in what the old Service had; drop what its new type has no use for."""
    spec, before = struct(obj, "spec"), struct(old, "spec")
    address, was = text(spec, "clusterIP"), text(before, "clusterIP")
    if needs_address(before) and needs_address(spec):
        if not address and was:
            obj = _with(obj, was, texts(spec, "clusterIPs") or texts(before, "clusterIPs"))
        elif address == was and not texts(spec, "clusterIPs"):
            obj = _with(obj, was, texts(before, "clusterIPs"))
        obj = {**obj, "spec": _keep(struct(obj, "spec"), before, "ipFamilies", "ipFamilyPolicy")}
    elif needs_address(before):
        untouched = [field for field in _ADDRESS_FIELDS if spec.get(field) == before.get(field)]
        obj = {**obj, "spec": without(spec, *untouched)}
    return {**obj, "spec": _for_type(_health_check(_node_ports(struct(obj, "spec"), before), before), before)}


def _for_type(spec: dict, before: dict) -> dict:
    """What only means something for the type it had, and was not touched, goes with the type."""
    gone = []
    if is_external(before) and not is_external(spec):
        gone.append("externalTrafficPolicy")
    if text(before, "type") == "LoadBalancer" != text(spec, "type"):
        gone += ["allocateLoadBalancerNodePorts", "loadBalancerClass"]
    return without(spec, *(field for field in gone if spec.get(field) == before.get(field)))


def _node_ports(spec: dict, before: dict) -> dict:
    ports = structs(spec, "ports")
    if not needs_node_ports(before) or not ports:
        return spec
    known = {_served(port): number(port, "nodePort") for port in structs(before, "ports")}
    if needs_node_ports(spec):
        used = {number(port, "nodePort") for port in ports}
        return {**spec, "ports": [_with_node_port(port, known, used) for port in ports]}
    if [p.get("nodePort") for p in ports] == list(known.values()):
        return {**spec, "ports": [without(port, "nodePort") for port in ports]}
    return spec


def _with_node_port(port: dict, known: dict, used: set) -> dict:
    given = known.get(_served(port))
    return port if port.get("nodePort") or not given or given in used else {**port, "nodePort": given}


def _served(port: dict) -> tuple[str, int | None]:
    return text(port, "protocol"), number(port, "port")


def _health_check(spec: dict, before: dict) -> dict:
    if needs_health_check(before) and needs_health_check(spec):
        return _keep(spec, before, "healthCheckNodePort")
    if needs_health_check(before) and spec.get("healthCheckNodePort") == before.get("healthCheckNodePort"):
        return without(spec, "healthCheckNodePort")
    return spec


def _keep(spec: dict, before: dict, *fields: str) -> dict:
    return {**spec, **{field: before[field] for field in fields if not spec.get(field) and before.get(field)}}


def _with(obj: dict, address: str, all_: list[str]) -> dict:
    spec = without(struct(obj, "spec"), "clusterIP", "clusterIPs")
    if address:
        spec["clusterIP"] = address
    if all_:
        spec["clusterIPs"] = all_
    return {**obj, "spec": spec}
