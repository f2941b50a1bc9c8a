"""A pod whose full name is to be its host name, and is too long for the kernel, gets no sandbox.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-sethostnameasfqdn-field; words of
k8s.io/kubernetes, pkg/kubelet/util/util.go (GetNodenameForKernel).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kubelet.volumes.setup import NEVER
from cluster.objects import resolver
from cluster.reasons import reason

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

_MOST = 64


def is_possible(worker: Worker) -> bool:
    """If not, the pod waits for ever: its name cannot be changed. The Event is written once."""
    name = resolver.kernel_name(worker.pod)
    if len(name) <= _MOST:
        return True
    if worker.record["ready_at"] != NEVER:
        worker.record["ready_at"] = NEVER
        why = (
            f"failed to construct FQDN from pod hostname and cluster domain, FQDN {name} is too long "
            f"({_MOST} is the max, {len(name)} characters requested)"
        )
        told = f"Failed to create pod sandbox: {why}"
        worker.world.event(worker.pod, "Warning", "FailedCreatePodSandBox", told, "", worker.node)
    worker.note(reason("kubelet.unnamed", name=name))
    return False
