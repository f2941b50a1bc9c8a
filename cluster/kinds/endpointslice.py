"""EndpointSlice: some of the addresses behind a Service, with what is known about each.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age, listed
from cluster.kinds.pod.containers import PROTOCOLS
from cluster.kinds.rules import addresses, names
from cluster.kinds.rules.errors import duplicate, each_invalid, invalid, required, too_many, unsupported
from cluster.kinds.rules.reading import number, structs, text, texts
from cluster.kinds.standard import Standard

_TYPES = ("FQDN", "IPv4", "IPv6")
_MOST_ENDPOINTS, _MOST_ADDRESSES, _MOST_PORTS = 1000, 100, 20000
_UNSET = "<unset>"


class EndpointSlice(Standard):
    group, kind, plural = "discovery.k8s.io", "EndpointSlice", "endpointslices"
    columns = (NAME, Column("AddressType"), Column("Ports"), Column("Endpoints"), AGE)

    def defaults(self, obj: dict) -> dict:
        if not isinstance(obj.get("ports"), list):
            return obj
        ports = [
            {**port, "name": port.get("name") or "", "protocol": port.get("protocol") or "TCP"}
            for port in structs(obj, "ports")
        ]
        return {**obj, "ports": ports}

    def rules(self, obj: dict) -> list[FieldError]:
        kind, endpoints, ports = text(obj, "addressType"), structs(obj, "endpoints"), structs(obj, "ports")
        errors = []
        if not kind:
            errors.append(required("addressType"))
        elif kind not in _TYPES:
            errors.append(unsupported("addressType", kind, _TYPES))
        if len(endpoints) > _MOST_ENDPOINTS:
            return [*errors, too_many("endpoints", len(endpoints), _MOST_ENDPOINTS)]
        for index, endpoint in enumerate(endpoints):
            errors += _endpoint(endpoint, kind, f"endpoints[{index}]")
        return errors + _ports(ports)

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        if text(obj, "addressType") == text(old, "addressType"):
            return []
        return [invalid("addressType", text(obj, "addressType"), "field is immutable")]

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        if text(obj, "addressType") == "FQDN":
            return ["spec.addressType: FQDN endpoints are deprecated"] if old is None else []
        return [
            warning
            for index, endpoint in enumerate(structs(obj, "endpoints"))
            for place, address in enumerate(texts(endpoint, "addresses"))
            for warning in addresses.ip_warnings(address, f"endpoints[{index}].addresses[{place}]")
        ]

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        ports = [str(port["port"]) if port.get("port") else port.get("name") or "*" for port in obj.get("ports") or ()]
        found = [address for endpoint in obj.get("endpoints") or () for address in endpoint.get("addresses") or ()]
        when = age(metadata.get("creationTimestamp"), now)
        return [metadata["name"], obj.get("addressType", ""), listed(ports, _UNSET), listed(found, _UNSET), when]


def _endpoint(endpoint: dict, kind: str, path: str) -> list[FieldError]:
    found = texts(endpoint, "addresses")
    errors = []
    if not found:
        errors.append(required(f"{path}.addresses", "must contain at least 1 address"))
    elif len(found) > _MOST_ADDRESSES:
        errors.append(too_many(f"{path}.addresses", len(found), _MOST_ADDRESSES))
    for index, address in enumerate(found):
        errors += _address(address, kind, f"{path}.addresses[{index}]")
    node, hostname = endpoint.get("nodeName"), endpoint.get("hostname")
    if isinstance(node, str):
        errors += each_invalid(f"{path}.nodeName", node, names.dns_subdomain(node))
    if isinstance(hostname, str):
        errors += each_invalid(f"{path}.hostname", hostname, names.dns_label(hostname))
    return errors


def _address(address: str, kind: str, path: str) -> list[FieldError]:
    if kind == "FQDN":
        domain = address.removesuffix(".")
        if "." not in domain:
            return [invalid(path, address, "should be a domain with at least two segments separated by dots")]
        return each_invalid(path, domain, names.dns_subdomain(domain))
    errors = addresses.validate_ip(address, path)
    if not errors and addresses.is_ipv6(address) != (kind == "IPv6"):
        errors.append(invalid(path, address, f"must be an {kind} address"))
    return errors or addresses.validate_usable_ip(address, path)


def _ports(ports: list[dict]) -> list[FieldError]:
    if len(ports) > _MOST_PORTS:
        return [too_many("ports", len(ports), _MOST_PORTS)]
    errors, seen = [], set()
    for index, port in enumerate(ports):
        path, name, protocol, value = (
            f"ports[{index}]",
            text(port, "name"),
            text(port, "protocol"),
            number(port, "port"),
        )
        if name:
            errors += each_invalid(f"{path}.name", name, names.dns_label(name))
        if name in seen:
            errors.append(duplicate(f"{path}.name", name))
        seen.add(name)
        if not protocol:
            errors.append(required(f"{path}.protocol"))
        elif protocol not in PROTOCOLS:
            errors.append(unsupported(f"{path}.protocol", protocol, PROTOCOLS))
        if value is not None:
            errors += each_invalid(f"{path}.port", value, names.port_number(value))
    return errors


KIND = EndpointSlice()
