"""The status of a Service: the addresses that a load balancer gave it, and conditions.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceStatus
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules import addresses, names
from cluster.kinds.rules.errors import each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.reading import struct, structs, text

_MODES = ("Proxy", "VIP")
_PATH = "status.loadBalancer.ingress"


def default_status(service: dict) -> dict:
    """An address without a mode is one that kube-proxy serves."""
    status = struct(service, "status")
    balancer = struct(status, "loadBalancer")
    entries = structs(balancer, "ingress")
    if text(struct(service, "spec"), "type") == "LoadBalancer":
        entries = [{**e, "ipMode": "VIP"} if e.get("ip") and e.get("ipMode") is None else e for e in entries]
    balancer = {**balancer, "ingress": entries} if entries else {}
    return {**service, "status": {**status, "loadBalancer": balancer}}


def validate_status(service: dict) -> list[FieldError]:
    entries = structs(struct(struct(service, "status"), "loadBalancer"), "ingress")
    if entries and text(struct(service, "spec"), "type") != "LoadBalancer":
        return [forbidden(_PATH, 'may only be used when `spec.type` is "LoadBalancer"')]
    return [error for index, entry in enumerate(entries) for error in _entry(entry, f"{_PATH}[{index}]")]


def _entry(entry: dict, path: str) -> list[FieldError]:
    address, mode, host = text(entry, "ip"), entry.get("ipMode"), text(entry, "hostname")
    errors = addresses.validate_ip(address, f"{path}.ip") if address else []
    if mode is None:
        if address:
            errors.append(required(f"{path}.ipMode", "must be specified when `ip` is set"))
    elif not address:
        errors.append(forbidden(f"{path}.ipMode", "may not be specified when `ip` is not set"))
    elif mode not in _MODES:
        errors.append(unsupported(f"{path}.ipMode", text(entry, "ipMode"), _MODES))
    if host:
        errors += each_invalid(f"{path}.hostname", host, names.dns_subdomain(host))
        if addresses.parse_ip(host) is not None:
            errors.append(invalid(f"{path}.hostname", host, "must be a DNS name, not an IP address"))
    return errors
