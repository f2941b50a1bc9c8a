"""Validation of an Ingress, in the server's order.

Source: https://kubernetes.io/docs/concepts/services-networking/ingress/, golden validation (ingress-pathtype-missing).
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.addresses import parse_ip, validate_ip
from cluster.kinds.rules.errors import NO_ITEMS, each_invalid, invalid, required, unsupported
from cluster.kinds.rules.reading import labels, number, optional, struct, structs, text, texts

_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
_SEQUENCES, _ENDINGS = ("//", "/./", "/../", "%2f", "%2F"), ("/..", "/.")
_CLASS = "kubernetes.io/ingress.class"


def validate_spec(spec: dict) -> list[FieldError]:
    rules, default = structs(spec, "rules"), optional(spec, "defaultBackend")
    errors = []
    if not rules and default is None:
        given = [] if isinstance(spec.get("rules"), list) else NO_ITEMS
        errors.append(invalid("spec", given, "either `defaultBackend` or `rules` must be specified"))
    if default is not None:
        errors += _backend(default, "spec.defaultBackend")
    for index, rule in enumerate(rules):
        errors += _rule(rule, f"spec.rules[{index}]")
    for index, entry in enumerate(structs(spec, "tls")):
        errors += _tls(entry, f"spec.tls[{index}]")
    name = spec.get("ingressClassName")
    if isinstance(name, str):
        errors += each_invalid("spec.ingressClassName", name, names.dns_subdomain(name))
    return errors


def validate_annotation(obj: dict) -> list[FieldError]:
    """For a new Ingress: the older way to name a class must not contradict the field."""
    old, new = labels(struct(obj, "metadata"), "annotations").get(_CLASS), struct(obj, "spec").get("ingressClassName")
    if old is None or not isinstance(new, str) or old == new:
        return []
    return [invalid(f"annotations.{_CLASS}", old, "must match `ingressClassName` when both are specified")]


def validate_status(balancer: dict) -> list[FieldError]:
    errors = []
    for index, entry in enumerate(structs(balancer, "ingress")):
        path, address, host = f"status.loadBalancer.ingress[{index}]", text(entry, "ip"), text(entry, "hostname")
        if address:
            errors += validate_ip(address, f"{path}.ip")
        if host:
            errors += each_invalid(f"{path}.hostname", host, names.dns_subdomain(host))
            if parse_ip(host) is not None:
                errors.append(invalid(f"{path}.hostname", host, "must be a DNS name, not an IP address"))
    return errors


def _tls(entry: dict, path: str) -> list[FieldError]:
    errors = []
    for index, host in enumerate(texts(entry, "hosts")):
        errors += each_invalid(f"{path}.hosts[{index}]", host, _host_messages(host))
    secret = text(entry, "secretName")
    return errors + (each_invalid(f"{path}.secretName", secret, names.dns_subdomain(secret)) if secret else [])


def _host_messages(host: str) -> list[str]:
    return names.wildcard_subdomain(host) if "*" in host else names.dns_subdomain(host)


def _rule(rule: dict, path: str) -> list[FieldError]:
    host = text(rule, "host")
    errors = []
    if host:
        if parse_ip(host) is not None:
            errors.append(invalid(f"{path}.host", host, "must be a DNS name, not an IP address"))
        errors += each_invalid(f"{path}.host", host, _host_messages(host))
    http = optional(rule, "http")
    if http is None:
        return errors
    paths = structs(http, "paths")
    if not paths:
        errors.append(required(f"{path}.http.paths"))
    for index, entry in enumerate(paths):
        errors += _path(entry, f"{path}.http.paths[{index}]")
    return errors


def _path(entry: dict, path: str) -> list[FieldError]:
    kind, value = entry.get("pathType"), text(entry, "path")
    if kind is None:
        return [required(f"{path}.pathType", "pathType must be specified")]
    errors = []
    if kind in ("Exact", "Prefix"):
        if not value.startswith("/"):
            errors.append(invalid(f"{path}.path", value, "must be an absolute path"))
        errors += [invalid(f"{path}.path", value, f"must not contain '{part}'") for part in _SEQUENCES if part in value]
        errors += [
            invalid(f"{path}.path", value, f"cannot end with '{part}'") for part in _ENDINGS if value.endswith(part)
        ]
    elif kind == "ImplementationSpecific":
        if value and not value.startswith("/"):
            errors.append(invalid(f"{path}.path", value, "must be an absolute path"))
    else:
        errors.append(unsupported(f"{path}.pathType", text(entry, "pathType"), _TYPES))
    return errors + _backend(struct(entry, "backend"), f"{path}.backend")


def _backend(backend: dict, path: str) -> list[FieldError]:
    resource, service = optional(backend, "resource"), optional(backend, "service")
    if resource is not None and service is not None:
        return [invalid(path, "", "cannot set both resource and service backends")]
    if resource is not None:
        return validate_reference(resource, f"{path}.resource")
    if service is None:
        return [invalid(path, "", "resource or service backend is required")]
    name, port = text(service, "name"), struct(service, "port")
    errors = (
        each_invalid(f"{path}.service.name", name, names.dns_1035_label(name))
        if name
        else [required(f"{path}.service.name")]
    )
    port_name, value = text(port, "name"), number(port, "number") or 0
    if port_name and value:
        errors.append(invalid(path, "", "cannot set both port name & port number"))
    elif port_name:
        errors += each_invalid(f"{path}.service.port.name", port_name, names.port_name(port_name))
    elif value:
        errors += each_invalid(f"{path}.service.port.number", value, names.port_number(value))
    else:
        errors.append(required(path, "port name or number is required"))
    return errors


def validate_reference(given: dict, path: str) -> list[FieldError]:
    """An object of any kind: of a backend, or the parameters of a class."""
    group = given.get("apiGroup")
    errors = each_invalid(f"{path}.apiGroup", group, names.dns_subdomain(group)) if isinstance(group, str) else []
    for field in ("kind", "name"):
        value = text(given, field)
        errors += (
            each_invalid(f"{path}.{field}", value, names.path_segment(value))
            if value
            else [required(f"{path}.{field}", f"{field} is required")]
        )
    return errors
