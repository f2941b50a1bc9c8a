"""kubectl create service clusterip, nodeport, loadbalancer, externalname."""

from __future__ import annotations

import re

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.generating import made, name_of, submit

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")


class _Service(Command):
    """type: of the Service."""

    type: str

    def run(self, call: Call) -> int:
        name = name_of(call)
        spec: dict = {}
        ports = [self.port(call, text) for text in call.flags.get("tcp") or ()]
        self.check(call, ports)
        if ports:
            spec["ports"] = ports
        spec["selector"] = {"app": name}
        spec.update(self.more(call))
        obj = made("Service", "v1", name, labels={"app": name}, spec=spec, status={"loadBalancer": {}})
        submit(call, obj, "services", f"failed to create {self.type} service:")
        return 0

    def check(self, call: Call, ports: list[dict]) -> None:
        if not ports:
            raise KubectlError("at least one tcp port specifier must be provided")

    def more(self, call: Call) -> dict:
        return {"type": self.type}

    def port(self, call: Call, text: str) -> dict:
        port, target = parse_port(text)
        return {"name": text.replace(":", "-"), "protocol": "TCP", "port": port, "targetPort": target}


def parse_port(text: str) -> tuple[int, int | str]:
    """`80`, `80:8080`, `80:http` → port and target."""
    first, colon, second = text.partition(":")
    port = _number(first)
    if not colon:
        return port, port
    if re.fullmatch(r"\d+", second):
        if not 1 <= int(second) <= 65535:
            raise KubectlError("must be between 1 and 65535, inclusive")
        return port, int(second)
    if not re.fullmatch(r"(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?", second):
        raise KubectlError("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    return port, second


def _number(text: str) -> int:
    if not re.fullmatch(r"\d+", text):
        raise KubectlError(f'strconv.ParseUint: parsing "{text}": invalid syntax')
    if int(text) > 65535:
        raise KubectlError(f'strconv.ParseUint: parsing "{text}": value out of range')
    return int(text)


class CreateClusterIP(_Service):
    path, type = "create service clusterip", "ClusterIP"

    def check(self, call: Call, ports: list[dict]) -> None:
        address = call.flags["clusterip"]
        if not ports and address != "None":
            super().check(call, ports)
        if ports and address == "None":
            raise KubectlError("can not map ports with clusterip=None")

    def more(self, call: Call) -> dict:
        address = call.flags["clusterip"]
        return {**({"clusterIP": address} if address else {}), "type": self.type}


class CreateNodePort(_Service):
    path, type = "create service nodeport", "NodePort"

    def port(self, call: Call, text: str) -> dict:
        number = call.flags["node-port"]
        return {**super().port(call, text), **({"nodePort": number} if number else {})}


class CreateLoadBalancer(_Service):
    path, type = "create service loadbalancer", "LoadBalancer"


class CreateExternalName(_Service):
    path, type = "create service externalname", "ExternalName"
    required = ("external-name",)

    def check(self, call: Call, ports: list[dict]) -> None:
        """An ExternalName needs no ports."""
        name = call.flags["external-name"]
        if len(name) > 253 or not _DOMAIN.fullmatch(name):
            raise KubectlError(f"invalid service external name {name}")

    def more(self, call: Call) -> dict:
        return {"type": self.type, "externalName": call.flags["external-name"]}
