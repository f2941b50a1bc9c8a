"""NetworkPolicy: which connections pods accept, and which they may make.

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/, golden defaults; texts
and their order as in 1.35. What policies do to requests is in cluster.network.policy.
"""

from __future__ import annotations

import ipaddress

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age, selector_text
from cluster.kinds.rules import names
from cluster.kinds.rules.addresses import cidr_warnings, validate_cidr
from cluster.kinds.rules.errors import each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.reading import number, optional, struct, structs, text, texts
from cluster.kinds.rules.selecting import validate_label_selector
from cluster.kinds.standard import Standard

_PROTOCOLS, _TYPES = ("TCP", "UDP", "SCTP"), ("Ingress", "Egress")
_RULES = (("ingress", "from"), ("egress", "to"))


class NetworkPolicy(Standard):
    group, kind, plural, short_names = "networking.k8s.io", "NetworkPolicy", "networkpolicies", ("netpol",)
    invalid_group = "extensions"  # its internal type is known under that older group first
    columns = (NAME, Column("Pod-Selector"), AGE)

    def defaults(self, obj: dict) -> dict:
        """Ports are TCP ports; the types are Ingress, and Egress where there are rules for it."""
        spec = {"podSelector": {}, **struct(obj, "spec")}
        for direction, _ in _RULES:
            if isinstance(spec.get(direction), list):
                spec[direction] = [_with_protocols(rule) for rule in structs(spec, direction)]
        if not spec.get("policyTypes"):
            spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
        return {**obj, "spec": spec}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = validate_label_selector(struct(spec, "podSelector"), "spec.podSelector")
        for direction, peers in _RULES:
            for index, rule in enumerate(structs(spec, direction)):
                path = f"spec.{direction}[{index}]"
                for place, port in enumerate(structs(rule, "ports")):
                    errors += _port(port, f"{path}.ports[{place}]")
                for place, peer in enumerate(structs(rule, peers)):
                    errors += _peer(peer, f"{path}.{peers}[{place}]")
        types = texts(spec, "policyTypes")
        if len(types) > len(_TYPES):
            return [*errors, invalid("spec.policyTypes", types, "may not specify more than two policyTypes")]
        for index, each in enumerate(types):
            if each not in _TYPES:
                errors.append(unsupported(f"spec.policyTypes[{index}]", each, _TYPES))
        return errors

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        found = []
        for direction, peers in _RULES:
            for index, rule in enumerate(structs(struct(obj, "spec"), direction)):
                for place, peer in enumerate(structs(rule, peers)):
                    block = struct(peer, "ipBlock")
                    path = f"spec.{direction}[{index}].{peers}[{place}].ipBlock"
                    found += cidr_warnings(text(block, "cidr"), f"{path}.cidr")
                    for number_, part in enumerate(texts(block, "except")):
                        found += cidr_warnings(part, f"{path}.except[{number_}]")
        return found

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec") or {}
        shown = selector_text(spec.get("podSelector")) or NONE
        return [metadata["name"], shown, age(metadata.get("creationTimestamp"), now)]


def _with_protocols(rule: dict) -> dict:
    if not isinstance(rule.get("ports"), list):
        return rule
    return {**rule, "ports": [{**port, "protocol": port.get("protocol") or "TCP"} for port in structs(rule, "ports")]}


def _port(port: dict, path: str) -> list[FieldError]:
    protocol, value, last = port.get("protocol"), port.get("port"), number(port, "endPort")
    errors = []
    if protocol is not None and protocol not in _PROTOCOLS:
        errors.append(unsupported(f"{path}.protocol", text(port, "protocol"), _PROTOCOLS))
    if value is None:
        if last is not None:
            errors.append(invalid(f"{path}.endPort", last, "may not be specified when `port` is not specified"))
    elif isinstance(value, str):
        if last is not None:
            errors.append(invalid(f"{path}.endPort", last, "may not be specified when `port` is non-numeric"))
        errors += each_invalid(f"{path}.port", value, names.port_name(value))
    else:
        first = number(port, "port") or 0
        errors += each_invalid(f"{path}.port", first, names.port_number(first))
        if last is not None:
            if last < first:
                errors.append(invalid(f"{path}.endPort", last, "must be greater than or equal to `port`"))
            errors += each_invalid(f"{path}.endPort", last, names.port_number(last))
    return errors


def _peer(peer: dict, path: str) -> list[FieldError]:
    errors, count = [], 0
    for field in ("podSelector", "namespaceSelector"):
        selector = optional(peer, field)
        if selector is not None:
            count += 1
            errors += validate_label_selector(selector, f"{path}.{field}")
    block = optional(peer, "ipBlock")
    if block is not None:
        count += 1
        errors += _block(block, f"{path}.ipBlock")
    if not count:
        errors.append(required(path, "must specify a peer"))
    elif count > 1 and block is not None:
        errors.append(forbidden(path, "may not specify both ipBlock and another peer"))
    return errors


def _block(block: dict, path: str) -> list[FieldError]:
    whole = text(block, "cidr")
    if not whole:
        return [required(f"{path}.cidr")]
    errors = validate_cidr(whole, f"{path}.cidr")
    if errors:
        return errors
    for index, part in enumerate(texts(block, "except")):
        wrong = validate_cidr(part, f"{path}.except[{index}]")
        if not wrong and not _is_strictly_inside(part, whole):
            wrong = [invalid(f"{path}.except[{index}]", part, "must be a strict subset of `cidr`")]
        errors += wrong
    return errors


def _is_strictly_inside(part: str, whole: str) -> bool:
    try:
        inner, outer = (ipaddress.ip_network(each, strict=False) for each in (part, whole))
    except ValueError:
        return True  # leading zeros: valid for the server, and not compared here
    return inner.version == outer.version and inner != outer and inner.subnet_of(outer)  # type: ignore[arg-type]


KIND = NetworkPolicy()
