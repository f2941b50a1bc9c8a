"""Host ports: two pods cannot listen on the same one of a node.

Source: https://kubernetes.io/docs/concepts/configuration/overview/#services (hostPort), golden suite scheduling.
"""

from __future__ import annotations

from cluster.objects.demand import is_taken
from cluster.scheduler.plugins.base import Filter, Refusal


class NodePorts(Filter):
    name = "NodePorts"

    def concerns(self, pod, cluster):
        return bool(pod.ports)

    def refuse(self, pod, node, prepared):
        if any(is_taken(node.ports, port) for port in pod.ports):
            return Refusal(self.name, ("node(s) didn't have free ports for the requested pod ports",))
        return None
