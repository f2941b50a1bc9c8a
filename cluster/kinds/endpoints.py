"""Endpoints: the addresses behind a Service, all in one object (EndpointSlices have taken over).

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age, listed
from cluster.kinds.pod.containers import PROTOCOLS
from cluster.kinds.rules import addresses, names
from cluster.kinds.rules.errors import each_invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import number, structs, text
from cluster.kinds.standard import Standard


class Endpoints(Standard):
    kind, plural, singular, short_names = "Endpoints", "endpoints", "endpoints", ("ep",)
    has_generation = False
    deprecated = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
    columns = (NAME, Column("Endpoints"), AGE)

    def defaults(self, obj: dict) -> dict:
        if not isinstance(obj.get("subsets"), list):
            return obj
        return {**obj, "subsets": [_default_subset(subset) for subset in structs(obj, "subsets")]}

    def rules(self, obj: dict) -> list[FieldError]:
        errors = []
        for index, subset in enumerate(structs(obj, "subsets")):
            errors += _subset(subset, f"subsets[{index}]")
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + self.validate(obj)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return [
            warning
            for index, subset in enumerate(structs(obj, "subsets"))
            for field in ("addresses", "notReadyAddresses")
            for place, address in enumerate(structs(subset, field))
            for warning in addresses.ip_warnings(text(address, "ip"), f"subsets[{index}].{field}[{place}].ip")
        ]

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        found: list[str] = []
        no_port: list[dict] = [{}]
        for subset in obj.get("subsets") or ():
            for port in subset.get("ports") or no_port:
                found += [_with_port(address["ip"], port) for address in subset.get("addresses") or ()]
        text = listed(found, "") if obj.get("subsets") else NONE
        return [metadata["name"], text, age(metadata.get("creationTimestamp"), now)]


def _with_port(ip: str, port: dict) -> str:
    if "port" not in port:
        return ip
    return f"[{ip}]:{port['port']}" if ":" in ip else f"{ip}:{port['port']}"


def _default_subset(subset: dict) -> dict:
    if not isinstance(subset.get("ports"), list):
        return subset
    return {
        **subset,
        "ports": [{**port, "protocol": text(port, "protocol") or "TCP"} for port in structs(subset, "ports")],
    }


def _subset(subset: dict, path: str) -> list[FieldError]:
    ready, waiting, ports = (structs(subset, field) for field in ("addresses", "notReadyAddresses", "ports"))
    errors = []
    if not ready and not waiting:
        errors.append(required(path, "must specify `addresses` or `notReadyAddresses`"))
    for field, found in (("addresses", ready), ("notReadyAddresses", waiting)):
        for index, address in enumerate(found):
            errors += _address(address, f"{path}.{field}[{index}]")
    for index, port in enumerate(ports):
        errors += _port(port, len(ports) > 1, f"{path}.ports[{index}]")
    return errors


def _address(address: dict, path: str) -> list[FieldError]:
    ip, hostname, node = text(address, "ip"), text(address, "hostname"), address.get("nodeName")
    errors = addresses.validate_ip(ip, f"{path}.ip")
    if hostname:
        errors += each_invalid(f"{path}.hostname", hostname, names.dns_label(hostname))
    if isinstance(node, str):
        errors += each_invalid(f"{path}.nodeName", node, names.dns_subdomain(node))
    return errors + addresses.validate_usable_ip(ip, f"{path}.ip")


def _port(port: dict, named: bool, path: str) -> list[FieldError]:
    name, value, protocol = text(port, "name"), number(port, "port") or 0, text(port, "protocol")
    errors = []
    if named and not name:
        errors.append(required(f"{path}.name"))
    elif name:
        errors += each_invalid(f"{path}.name", name, names.dns_label(name))
    errors += each_invalid(f"{path}.port", value, names.port_number(value))
    if not protocol:
        errors.append(required(f"{path}.protocol"))
    elif protocol not in PROTOCOLS:
        errors.append(unsupported(f"{path}.protocol", protocol, PROTOCOLS))
    application = port.get("appProtocol")
    if isinstance(application, str):
        errors += each_invalid(f"{path}.appProtocol", application, names.qualified_name(application))
    return errors


KIND = Endpoints()
