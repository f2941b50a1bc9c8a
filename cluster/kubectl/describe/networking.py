"""kubectl describe ingress, ingressclass, networkpolicy, ipaddress, servicecidr.

Source: the same command lines of kubectl 1.35.2 (tests/differential/scenes/ingress.sh, netpol.sh).
"""

from __future__ import annotations

from typing import Any

from cluster.kinds.cells import NONE, selector_text
from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.describe.service import endpoints_of_port, slices_of
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import ages

_INDENT = "    "
_ALL_PODS = "<none> (Allowing the specific traffic to all pods in this namespace)"


@describer("ingress.networking.k8s.io")
def ingress(call: Call, obj: dict, page: Page) -> None:
    metadata, spec = obj["metadata"], obj.get("spec") or {}
    page.field(0, "Name", metadata["name"])
    page.labels("Labels", metadata.get("labels"))
    page.field(0, "Namespace", metadata.get("namespace", ""))
    entries = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    page.field(0, "Address", ",".join(entry.get("ip") or entry.get("hostname") or "" for entry in entries))
    page.field(0, "Ingress Class", spec.get("ingressClassName", NONE))
    default = spec.get("defaultBackend")
    shown = "<default>" if default is None else _backend(call, metadata["namespace"], default)
    page.field(0, "Default backend", shown)
    if spec.get("tls"):
        _tls(page, spec["tls"])
    page.put("Rules:\n  Host\tPath\tBackends\n")
    page.line(1, "----\t----\t--------")
    rules = [rule for rule in spec.get("rules") or () if rule.get("http") is not None]
    for rule in rules:
        page.line(1, f"{rule.get('host') or '*'}\t")
        for path in rule["http"].get("paths") or ():
            page.line(2, f"\t{path.get('path', '')} \t{_backend(call, metadata['namespace'], path['backend'])}")
    if not rules:
        page.line(1, f"*\t*\t{shown}")
    page.annotations("Annotations", metadata.get("annotations"))
    page.events(events_of(call, obj))


def _tls(page: Page, entries: list[dict]) -> None:
    page.line(0, "TLS:")
    for entry in entries:
        hosts = ",".join(entry.get("hosts") or ())
        page.line(1, f"{entry['secretName']} terminates {hosts}" if entry.get("secretName") else f"SNI routes {hosts}")


def _backend(call: Call, namespace: str, backend: dict) -> str:
    """`web:80 (10.244.0.3:80,10.244.0.4:80)`"""
    resource, service = backend.get("resource"), backend.get("service")
    if service is None:
        found = resource or {}
        return f"APIGroup: {found.get('apiGroup', NONE)}, Kind: {found.get('kind')}, Name: {found.get('name')}"
    port: Any = service.get("port") or {}
    shown = f"{service['name']}:{port.get('number') or port.get('name', '')}"
    try:
        there = call.api.get(f"/api/v1/namespaces/{namespace}/services/{service['name']}")
    except KubectlError as error:
        return f"{shown} (<error: {str(error).removeprefix('Error from server (NotFound): ')}>)"
    names = [
        offered.get("name") or ""
        for offered in there["spec"].get("ports") or ()
        if offered["port"] == port.get("number") or (port.get("name") and offered.get("name") == port["name"])
    ]
    return f"{shown} ({endpoints_of_port(slices_of(call, there), names[-1] if names else '')})"


@describer("ingressclass.networking.k8s.io")
def ingress_class(call: Call, obj: dict, page: Page) -> None:
    metadata, spec = obj["metadata"], obj.get("spec") or {}
    page.field(0, "Name", metadata["name"])
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.field(0, "Controller", spec.get("controller", ""))
    parameters = spec.get("parameters")
    if parameters is not None:
        page.line(0, "Parameters:")
        for name, field in (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")):
            if field in parameters:
                page.field(1, name, parameters[field])
    page.events(events_of(call, obj))


@describer("networkpolicy.networking.k8s.io")
def network_policy(call: Call, obj: dict, page: Page) -> None:
    metadata, spec = obj["metadata"], obj.get("spec") or {}
    page.field(0, "Name", metadata["name"])
    page.field(0, "Namespace", metadata.get("namespace", ""))
    page.field(0, "Created on", _go_time(metadata["creationTimestamp"]))
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.line(0, "Spec:")
    page.line(1, f"PodSelector: {_INDENT}{selector_text(spec.get('podSelector')) or _ALL_PODS}")
    types = spec.get("policyTypes") or ()
    for kind, peers, word in (("Ingress", "from", "From"), ("Egress", "to", "To")):
        if kind not in types:
            page.line(1, f"Not affecting {kind.lower()} traffic")
            continue
        page.line(1, f"Allowing {kind.lower()} traffic:")
        _rules(page, spec.get(kind.lower()) or [], kind.lower(), peers, word)
    page.line(1, f"Policy Types: {', '.join(types)}")


def _go_time(timestamp: str) -> str:
    """As Go prints a time that nobody formatted."""
    return f"{timestamp[:10]} {timestamp[11:19]} +0000 UTC"


def _rules(page: Page, rules: list[dict], direction: str, peers: str, word: str) -> None:
    if not rules:
        page.put(f"{_INDENT}<none> (Selected pods are isolated for {direction} connectivity)\n")
    for index, rule in enumerate(rules):
        for port in rule.get("ports") or ():
            value, last = port.get("port", "<nil>"), port.get("endPort")
            shown = f"To Port Range: {value}-{last}" if last is not None else f"To Port: {value}"
            page.put(f"{_INDENT}{shown}/{port.get('protocol', 'TCP')}\n")
        if not rule.get("ports"):
            page.put(f"{_INDENT}To Port: <any> (traffic allowed to all ports)\n")
        for peer in rule.get(peers) or ():
            page.put(f"{_INDENT}{word}:\n")
            _peer(page, peer)
        if not rule.get(peers):
            which = "source" if peers == "from" else "destination"
            page.put(f"{_INDENT}{word}: <any> (traffic not restricted by {which})\n")
        if index != len(rules) - 1:
            page.put(f"{_INDENT}----------\n")


def _peer(page: Page, peer: dict) -> None:
    for name, field in (("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector")):
        if field in peer:
            page.line(1, f"{_INDENT}{name}: {selector_text(peer[field]) or NONE}")
    if "ipBlock" in peer:
        page.line(1, f"{_INDENT}IPBlock:")
        page.line(2, f"{_INDENT}CIDR: {peer['ipBlock']['cidr']}")
        page.line(2, f"{_INDENT}Except: {', '.join(peer['ipBlock'].get('except') or ())}")


@describer("ipaddress.networking.k8s.io")
def ip_address(call: Call, obj: dict, page: Page) -> None:
    metadata, parent = obj["metadata"], (obj.get("spec") or {}).get("parentRef")
    page.field(0, "Name", metadata["name"])
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    if parent is not None:
        page.line(0, "Parent Reference:")
        for field in ("group", "resource", "namespace", "name"):
            page.field(1, field.capitalize(), parent.get(field, ""))
    page.events(events_of(call, obj))


@describer("servicecidr.networking.k8s.io")
def service_cidr(call: Call, obj: dict, page: Page) -> None:
    metadata, conditions = obj["metadata"], (obj.get("status") or {}).get("conditions") or ()
    page.field(0, "Name", metadata["name"])
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.field(0, "CIDRs", ", ".join((obj.get("spec") or {}).get("cidrs") or ()))
    if conditions:
        page.line(0, "Status:")
        page.line(0, "Conditions:")
        page.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage")
        page.line(1, "----\t------\t------------------\t------\t-------")
        for c in conditions:
            moment = ages.rfc1123z(c.get("lastTransitionTime"))
            page.line(1, f"{c['type']}\t{c['status']}\t{moment}\t{c.get('reason', '')}\t{c.get('message', '')}")
    page.events(events_of(call, obj))
