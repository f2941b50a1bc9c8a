"""Validation of a Service.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.containers import PROTOCOLS
from cluster.kinds.pod.probes import validate_port
from cluster.kinds.rules import addresses, names
from cluster.kinds.rules.errors import Struct, duplicate, each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_labels
from cluster.kinds.rules.reading import labels, number, optional, struct, structs, text, texts
from cluster.kinds.service.carrying import is_headless, needs_health_check
from cluster.kinds.service.defaults import is_external
from cluster.kinds.service.families import validate_families

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_AFFINITIES = ("ClientIP", "None")
_POLICIES = ("Cluster", "Local")
_DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")
_LONGEST_AFFINITY = 86400
_ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'"


def validate_service(service: dict) -> list[FieldError]:
    spec = struct(service, "spec")
    ports = structs(spec, "ports")
    errors = _of_type(spec, ports)
    errors += _ports(ports)
    errors += validate_labels(labels(spec, "selector"), "spec.selector")
    errors += _affinity(spec)
    errors += validate_families(spec)
    for index, ip in enumerate(texts(spec, "externalIPs")):
        path = f"spec.externalIPs[{index}]"
        errors += addresses.validate_ip(ip, path) or addresses.validate_usable_ip(ip, path)
    errors += _one_of(spec, "type", TYPES)
    errors += _node_ports(spec, ports)
    errors += _pairs(ports)
    return errors + _balancing(spec) + _traffic(spec)


def _of_type(spec: dict, ports: list[dict]) -> list[FieldError]:
    kind = text(spec, "type")
    errors = []
    if not ports and not is_headless(spec) and kind != "ExternalName":
        errors.append(required("spec.ports"))
    if kind in ("LoadBalancer", "NodePort") and is_headless(spec):
        errors.append(invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {kind} services"))
    if kind == "ExternalName":
        detail = "may not be set for ExternalName services"
        fields = ("clusterIPs", "ipFamilies", "ipFamilyPolicy")
        errors += [forbidden(f"spec.{field}", detail) for field in fields if spec.get(field)]
        name = text(spec, "externalName").removesuffix(".")
        path = "spec.externalName"
        errors += each_invalid(path, name, names.dns_subdomain(name)) if name else [required(path)]
    return errors


def _ports(ports: list[dict]) -> list[FieldError]:
    errors, seen = [], set()
    for index, port in enumerate(ports):
        path, name, value = f"spec.ports[{index}]", text(port, "name"), number(port, "port") or 0
        if name:
            errors += each_invalid(f"{path}.name", name, names.dns_label(name))
            if name in seen:
                errors.append(duplicate(f"{path}.name", name))
            seen.add(name)
        elif len(ports) > 1:
            errors.append(required(f"{path}.name"))
        errors += each_invalid(f"{path}.port", value, names.port_number(value))
        protocol = text(port, "protocol")
        if protocol not in PROTOCOLS:
            errors.append(
                unsupported(f"{path}.protocol", protocol, PROTOCOLS) if protocol else required(f"{path}.protocol")
            )
        errors += validate_port(port.get("targetPort"), f"{path}.targetPort")
        application = port.get("appProtocol")
        if isinstance(application, str):
            errors += each_invalid(f"{path}.appProtocol", application, names.qualified_name(application))
    return errors


def _affinity(spec: dict) -> list[FieldError]:
    errors = _one_of(spec, "sessionAffinity", _AFFINITIES)
    kind, path = text(spec, "sessionAffinity"), "spec.sessionAffinityConfig"
    config = optional(spec, "sessionAffinityConfig")
    if kind == "None" and config is not None:
        errors.append(forbidden(path, "must not be set when session affinity is None"))
    if kind != "ClientIP":
        return errors
    needed = "when session affinity type is ClientIP"
    if config is None:
        return [*errors, required(path, needed)]
    client = optional(config, "clientIP")
    if client is None:
        return [*errors, required(f"{path}.clientIP", needed)]
    seconds = number(client, "timeoutSeconds")
    if seconds is None:
        return [*errors, required(f"{path}.clientIP.timeoutSeconds", needed)]
    if not 0 < seconds <= _LONGEST_AFFINITY:
        detail = f"must be greater than 0 and less than {_LONGEST_AFFINITY}"
        errors.append(invalid(f"{path}.clientIP.timeoutSeconds", seconds, detail))
    return errors


def _node_ports(spec: dict, ports: list[dict]) -> list[FieldError]:
    errors, seen = [], set()
    if text(spec, "type") == "ClusterIP":
        detail = "may not be used when `type` is 'ClusterIP'"
        errors += [
            forbidden(f"spec.ports[{index}].nodePort", detail)
            for index, port in enumerate(ports)
            if port.get("nodePort")
        ]
    for index, port in enumerate(ports):
        pair = (text(port, "protocol"), number(port, "nodePort") or 0)
        if pair[1] and pair in seen:
            errors.append(duplicate(f"spec.ports[{index}].nodePort", pair[1]))
        seen.add(pair)
    return errors


def _pairs(ports: list[dict]) -> list[FieldError]:
    """A port can be served once for each protocol."""
    errors, seen = [], set()
    for index, port in enumerate(ports):
        protocol, value = text(port, "protocol"), number(port, "port") or 0
        if (protocol, value) in seen:
            shown = Struct(Name="", Protocol=protocol, AppProtocol=None, Port=value, TargetPort=0, NodePort=0)
            errors.append(duplicate(f"spec.ports[{index}]", shown))
        seen.add((protocol, value))
    return errors


def _balancing(spec: dict) -> list[FieldError]:
    balanced = text(spec, "type") == "LoadBalancer"
    errors = []
    ranges, path = texts(spec, "loadBalancerSourceRanges"), "spec.LoadBalancerSourceRanges"
    if ranges and not balanced:
        errors.append(forbidden(path, _ONLY_BALANCED))
    for index, block in enumerate(ranges):
        errors += addresses.validate_cidr(block.strip(), f"{path}[{index}]")
    if spec.get("allocateLoadBalancerNodePorts") is not None and not balanced:
        errors.append(forbidden("spec.allocateLoadBalancerNodePorts", _ONLY_BALANCED))
    name = spec.get("loadBalancerClass")
    if isinstance(name, str):
        if not balanced:
            errors.append(forbidden("spec.loadBalancerClass", _ONLY_BALANCED))
        errors += each_invalid("spec.loadBalancerClass", name, names.qualified_name(name))
    return errors


def _traffic(spec: dict) -> list[FieldError]:
    errors = []
    outer, inner = text(spec, "externalTrafficPolicy"), spec.get("internalTrafficPolicy")
    if is_external(spec):
        errors += _one_of(spec, "externalTrafficPolicy", _POLICIES)
    elif outer:
        detail = "may only be set for externally-accessible services"
        errors.append(invalid("spec.externalTrafficPolicy", outer, detail))
    check = number(spec, "healthCheckNodePort") or 0
    if check and not needs_health_check(spec):
        detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        errors.append(invalid("spec.healthCheckNodePort", check, detail))
    elif check:
        errors += each_invalid("spec.healthCheckNodePort", check, names.port_number(check))
    if inner is not None and inner not in _POLICIES:
        errors.append(unsupported("spec.internalTrafficPolicy", text(spec, "internalTrafficPolicy"), _POLICIES))
    distribution = spec.get("trafficDistribution")
    if distribution is not None and distribution not in _DISTRIBUTIONS:
        errors.append(unsupported("spec.trafficDistribution", text(spec, "trafficDistribution"), _DISTRIBUTIONS))
    return errors


def _one_of(spec: dict, field: str, allowed: tuple[str, ...]) -> list[FieldError]:
    value = text(spec, field)
    if value in allowed:
        return []
    return [unsupported(f"spec.{field}", value, allowed) if value else required(f"spec.{field}")]
