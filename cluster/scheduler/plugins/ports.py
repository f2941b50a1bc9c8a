"""Host ports: two pods cannot listen on the same one of a node.

Source: https://kubernetes.io/docs/concepts/configuration/overview/#services (hostPort), golden suite scheduling.
"""

from __future__ import annotations

from cluster.scheduler.plugins.base import Filter, Refusal

_ANY = "0.0.0.0"


class NodePorts(Filter):
    name = "NodePorts"

    def concerns(self, pod, cluster):
        return bool(pod.ports)

    def refuse(self, pod, node, prepared):
        if any(_taken(node.ports, port) for port in pod.ports):
            return Refusal(self.name, ("node(s) didn't have free ports for the requested pod ports",))
        return None


def _taken(ports: dict, wanted: tuple[str, str, int]) -> bool:
    address, protocol, number = wanted
    for there, its_protocol, its_number in ports:
        if (its_protocol, its_number) == (protocol, number) and (address == there or _ANY in (address, there)):
            return True
    return False
