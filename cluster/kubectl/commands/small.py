"""kubectl top, completion."""

from __future__ import annotations

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError


class TopNode(Command):
    """`top` needs the metrics API (metrics.k8s.io), which this cluster does not serve; the words are kubectl's for
    that."""

    path = "top node"

    def run(self, call: Call) -> int:
        call.discovery.groups()
        raise KubectlError("Metrics API not available")


class TopPod(TopNode):
    path = "top pod"
