"""Ingress, IngressClass, NetworkPolicy, IPAddress, ServiceCIDR: validation, defaults and rows."""

from __future__ import annotations

import pytest

from cluster.kinds import KINDS
from tests.cluster.kinds.helpers import NOW, completed, metadata, problems

VERSION = "networking.k8s.io/v1"
LABEL = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    "'[a-z]([-a-z0-9]*[a-z0-9])?')"
)


def made(kind: str, **spec) -> dict:
    return {"apiVersion": VERSION, "kind": kind, "metadata": metadata(), "spec": spec}


def path(value: str = "/", kind: str = "Prefix", **backend) -> dict:
    service = backend or {"service": {"name": "web", "port": {"number": 80}}}
    return {"path": value, "pathType": kind, "backend": service}


def ingress(*paths: dict, **rule) -> dict:
    return made("Ingress", rules=[{**rule, "http": {"paths": list(paths)}}])


AT = "spec.rules[0].http.paths[0]"


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        (ingress(path()), []),
        (ingress(path(), host="*.example.com"), []),
        (made("Ingress"), ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"]),
        (ingress(), ["spec.rules[0].http.paths: Required value"]),
        (ingress(path("web")), [f'{AT}.path: Invalid value: "web": must be an absolute path']),
        (ingress(path("/a//b")), [f"{AT}.path: Invalid value: \"/a//b\": must not contain '//'"]),
        (ingress(path("/a/..")), [f"{AT}.path: Invalid value: \"/a/..\": cannot end with '/..'"]),
        (ingress(path("/", "Begin")),
         [f'{AT}.pathType: Unsupported value: "Begin": supported values: "Exact", "ImplementationSpecific", "Prefix"']),
        (ingress({"path": "/", "backend": {}}), [f"{AT}.pathType: Required value: pathType must be specified"]),
        (ingress(path(), host="10.0.0.1"),
         ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address']),
        (ingress(path(service={"name": "Web", "port": {"number": 80}})),
         [f'{AT}.backend.service.name: Invalid value: "Web": {LABEL}']),
        (ingress(path(service={"name": "web"})),
         [f"{AT}.backend: Required value: port name or number is required"]),
        (ingress(path(service={"name": "web", "port": {"number": 80, "name": "http"}})),
         [f'{AT}.backend: Invalid value: "": cannot set both port name & port number']),
        (ingress({"path": "/", "pathType": "Prefix", "backend": {}}),
         [f'{AT}.backend: Invalid value: "": resource or service backend is required']),
        (made("Ingress", defaultBackend={"resource": {"kind": "Bucket"}}),
         ["spec.defaultBackend.resource.name: Required value: name is required"]),
        (made("NetworkPolicy", podSelector={}, policyTypes=["Ingress", "In"]),
         ['spec.policyTypes[1]: Unsupported value: "In": supported values: "Ingress", "Egress"']),
        (made("NetworkPolicy", podSelector={}, ingress=[{"from": [{}]}]),
         ["spec.ingress[0].from[0]: Required value: must specify a peer"]),
        (made("NetworkPolicy", egress=[{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}, "podSelector": {}}]}]),
         ["spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer"]),
        (made("NetworkPolicy", podSelector={}, ingress=[{"from": [
            {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["1.0.0.0/24"]}}]}]),
         ['spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "1.0.0.0/24": must be a strict subset of `cidr`']),
        (made("NetworkPolicy", podSelector={}, ingress=[{"ports": [{"port": 80, "endPort": 79}]}]),
         ["spec.ingress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal to `port`"]),
        (made("NetworkPolicy", ingress=[{"ports": [{"port": "http", "endPort": 79, "protocol": "tcp"}]}]),
         ['spec.ingress[0].ports[0].protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP"',
          "spec.ingress[0].ports[0].endPort: Invalid value: 79: may not be specified when `port` is non-numeric"]),
        (made("IngressClass"), ["spec.controller: Required value"]),
        (made("IngressClass", controller="nginx"),
         ['spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")']),
        (made("IngressClass", controller="a.b/c", parameters={"kind": "K", "name": "n", "scope": "Namespace"}),
         ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"]),
        (made("ServiceCIDR", cidrs=[]), ["spec.cidrs: Required value: at least one CIDR required"]),
        (made("ServiceCIDR", cidrs=["10.1.0.1/16"]),
         ['spec.cidrs[0]: Invalid value: "10.1.0.1/16": must not have bits set beyond the prefix length']),
    ],
)  # fmt: skip
def test_what_is_refused(obj: dict, expected: list[str]) -> None:
    if obj["kind"] in ("IngressClass", "ServiceCIDR"):
        obj["metadata"].pop("namespace", None)
    assert problems(obj) == expected


def test_a_policy_is_completed() -> None:
    found = completed(made("NetworkPolicy", egress=[{"ports": [{"port": 53}]}]))["spec"]
    assert found == {
        "podSelector": {},
        "egress": [{"ports": [{"port": 53, "protocol": "TCP"}]}],
        "policyTypes": ["Ingress", "Egress"],
    }


@pytest.mark.parametrize(
    ("obj", "cells"),
    [
        (ingress(path(), host="a.example"), ["<none>", "a.example", "", "80"]),
        (made("Ingress", defaultBackend={}, tls=[{}], ingressClassName="nginx"), ["nginx", "*", "", "80, 443"]),
        (made("IngressClass", controller="a/b", parameters={"apiGroup": "k.io", "kind": "K", "name": "n"}),
         ["a/b", "K.k.io/n"]),
        (made("NetworkPolicy", podSelector={"matchLabels": {"a": "b"}}), ["a=b"]),
        (made("NetworkPolicy", podSelector={}), ["<none>"]),
        (made("IPAddress", parentRef={"resource": "services", "namespace": "default", "name": "web"}),
         ["services/default/web"]),
        (made("ServiceCIDR", cidrs=["10.96.0.0/12"]), ["10.96.0.0/12"]),
    ],
)  # fmt: skip
def test_rows(obj: dict, cells: list[str]) -> None:
    kind = next(kind for kind in KINDS.all if kind.kind == obj["kind"])
    shown = dict(zip((column.name for column in kind.columns), kind.row(obj, NOW), strict=True))
    assert [cell for name, cell in shown.items() if name not in ("Name", "Age")] == cells
