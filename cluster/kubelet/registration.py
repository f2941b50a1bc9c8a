"""The objects by which a kubelet makes its node known: Node and Lease.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#self-registration-of-nodes and #node-heartbeats. A living
node's Lease is stored without renewTime, which is computed when read (law 3); a stopped node's carries its last one.
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kubelet.machine import boot_id, conditions
from cluster.objects.paths import set_in
from cluster.objects.times import parse, rfc3339, rfc3339_micro
from cluster.randomness import uid

LEASES, LEASE_NAMESPACE = "leases.coordination.k8s.io", "kube-node-lease"
RENEWED_EVERY = 10_000_000  # µs: a quarter of the lease's 40 s
STATUS_EVERY = 300_000_000  # µs: an unchanged node status is posted every five minutes
VERSION = "v1.35.0"


class Size(NamedTuple):
    """What a machine has to give, as quantities."""

    cpu: str = "4"
    memory: str = "8Gi"
    pods: str = "110"
    storage: str = "102626232Ki"


def node_object(name: str, labels: dict, address: str, cidr: str, size: Size, seed: int, time: int) -> dict:
    """`time` in µs since 1970; `cidr` as `10.244.1`."""
    resources = {
        "cpu": size.cpu,
        "ephemeral-storage": size.storage,
        "hugepages-1Gi": "0",
        "hugepages-2Mi": "0",
        "memory": size.memory,
        "pods": size.pods,
    }
    block = f"{cidr}.0/24"
    system = uid(seed, "machine", name)
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {
                "beta.kubernetes.io/arch": "amd64",
                "beta.kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                **labels,
            },
            "annotations": {
                "node.alpha.kubernetes.io/ttl": "0",
                "volumes.kubernetes.io/controller-managed-attach-detach": "true",
            },
        },
        "spec": {"podCIDR": block, "podCIDRs": [block]},
        "status": {
            "addresses": [{"address": address, "type": "InternalIP"}, {"address": name, "type": "Hostname"}],
            "allocatable": resources,
            "capacity": resources,
            "conditions": conditions([], rfc3339(time)),
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "images": [],
            "nodeInfo": {
                "architecture": "amd64",
                "bootID": boot_id(seed, name, 1),
                "containerRuntimeVersion": "containerd://2.1.5",
                "kernelVersion": "6.8.0-79-generic",
                "kubeProxyVersion": "",
                "kubeletVersion": VERSION,
                "machineID": system.replace("-", ""),
                "operatingSystem": "linux",
                "osImage": "Debian GNU/Linux 12 (bookworm)",
                "systemUUID": system,
            },
        },
    }


def lease_object(node: dict) -> dict:
    name = node["metadata"]["name"]
    owner = {"apiVersion": "v1", "kind": "Node", "name": name, "uid": node["metadata"]["uid"]}
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": name, "namespace": LEASE_NAMESPACE, "ownerReferences": [owner]},
        "spec": {"holderIdentity": name, "leaseDurationSeconds": 40},
    }


def silenced_lease(lease: dict, since: int, now: int, epoch: int) -> dict:
    """The Lease as its last renewal left it; renewals began at `since` (virtual µs)."""
    last = since + (now - since) // RENEWED_EVERY * RENEWED_EVERY
    return set_in(lease, ("spec", "renewTime"), rfc3339_micro(epoch + last))


def silenced_node(node: dict, now: int, epoch: int) -> dict:
    """The Node with the time of the last status that it posted."""
    status = node.get("status") or {}
    told = [heard(condition, epoch + now) for condition in status.get("conditions") or ()]
    return set_in(node, ("status", "conditions"), told)


def heard(condition: dict, now: int) -> dict:
    """A condition as it reads at `now` (µs since 1970): a living node repeats it every five minutes."""
    first = condition.get("lastHeartbeatTime")
    if not first or condition["status"] == "Unknown":
        return condition
    since = parse(first)
    if now - since < STATUS_EVERY:
        return condition
    return {**condition, "lastHeartbeatTime": rfc3339(since + (now - since) // STATUS_EVERY * STATUS_EVERY)}
