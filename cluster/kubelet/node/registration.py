"""The objects by which a kubelet makes its node known: Node and Lease.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#self-registration-of-nodes and #node-heartbeats. Their
heartbeats are computed when read (cluster.objects.heartbeats).
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kubelet.node.machine import boot_id, conditions
from cluster.objects.heartbeats import LEASE_NAMESPACE
from cluster.objects.times import rfc3339
from cluster.randomness import uid

LEASES = "leases.coordination.k8s.io"
CSI_NODES = "csinodes.storage.k8s.io"
VERSION = "v1.35.0"
_MIGRATED = (
    "aws-ebs", "azure-disk", "azure-file", "cinder", "gce-pd", "portworx-volume", "vsphere-volume",
)  # fmt: skip


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


def csi_node_object(node: dict) -> dict:
    """No driver runs here. The annotation names the built-in volumes that drivers would serve instead."""
    name = node["metadata"]["name"]
    owner = {"apiVersion": "v1", "kind": "Node", "name": name, "uid": node["metadata"]["uid"]}
    migrated = ",".join(f"kubernetes.io/{plugin}" for plugin in _MIGRATED)
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSINode",
        "metadata": {
            "name": name,
            "annotations": {"storage.alpha.kubernetes.io/migrated-plugins": migrated},
            "ownerReferences": [owner],
        },
        "spec": {"drivers": None},
    }
