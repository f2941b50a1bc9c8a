"""kubectl create ingress.

Source: `kubectl create ingress ... --dry-run=client -o yaml` and the errors of 1.35.2.
"""

from __future__ import annotations

import re
from typing import Any

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.generating import made, name_of, submit

# host/path=service:port[,tls[=secret]]
RULE = re.compile(
    r"^(?P<host>[\w.*-]*)(?P<path>/[\w./-]*\*?)=(?P<service>[\w-]+):(?P<port>[\w-]+)(?P<tls>,tls(?:=(?P<secret>[\w.-]+))?)?$",
    re.ASCII,
)
BACKEND = re.compile(r"^[\w-]+:[\w-]+$", re.ASCII)


class CreateIngress(Command):
    path = "create ingress"

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        if not flags["rule"] and not flags["default-backend"]:
            raise KubectlError(
                "not enough information provided: every ingress has to either specify a default-backend (which catches "
                "all traffic) or a list of rules (which catch specific paths)"
            )
        found = [_rule(text) for text in flags["rule"]]
        annotations = dict(_annotation(text) for text in flags["annotation"])
        spec: dict = {"ingressClassName": flags["class"]} if flags["class"] else {}
        if flags["default-backend"]:
            if not BACKEND.match(flags["default-backend"]):
                raise KubectlError("default-backend should be in format servicename:serviceport")
            spec["defaultBackend"] = _backend(*flags["default-backend"].split(":"))
        if tls := _tls(found):
            spec["tls"] = tls
        if rules := _rules(found):
            spec["rules"] = rules
        obj = made("Ingress", "networking.k8s.io/v1", name, spec=spec, status={"loadBalancer": {}})
        if annotations:
            obj["metadata"]["annotations"] = annotations
        submit(call, obj, "ingresses", "failed to create ingress:")
        return 0


def _rule(text: str) -> re.Match:
    found = RULE.match(text)
    if found is None:
        raise KubectlError(f"rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
    return found


def _annotation(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise KubectlError(f"annotation {text} is invalid and should be in format key=[value]")
    return key, value


def _rules(found: list[re.Match]) -> list[dict]:
    """One rule a host, in the order in which hosts were named; a path that ends in `*` is a prefix."""
    hosts: dict[str, list[dict]] = {}
    for rule in found:
        path = {
            "path": rule["path"].rstrip("*"),
            "pathType": "Prefix" if rule["path"].endswith("*") else "Exact",
            "backend": _backend(rule["service"], rule["port"]),
        }
        hosts.setdefault(rule["host"], []).append(path)
    return [{**({"host": host} if host else {}), "http": {"paths": paths}} for host, paths in hosts.items()]


def _tls(found: list[re.Match]) -> list[dict]:
    """Hosts by their secret; `tls` without one means the controller's own certificate."""
    secrets: dict[str, list[str]] = {}
    for rule in found:
        if rule["tls"]:
            hosts = secrets.setdefault(rule["secret"] or "", [])
            if rule["host"] and rule["host"] not in hosts:
                hosts.append(rule["host"])
    return [
        {**({"hosts": hosts} if hosts else {}), **({"secretName": secret} if secret else {})}
        for secret, hosts in secrets.items()
    ]


def _backend(service: str, port: str) -> dict:
    where: dict[str, Any] = {"number": int(port)} if port.isdecimal() else {"name": port}
    return {"service": {"name": service, "port": where}}
