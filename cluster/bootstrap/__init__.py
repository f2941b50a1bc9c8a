"""What a fresh minikube of 1.35 has in it: namespaces, the `kubernetes` Service, and the pods of kube-system, running.

Source: https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/implementation-details/ (static pods,
addons), https://minikube.sigs.k8s.io/docs/. Machines that join later get their kube-proxy from the DaemonSet's
controller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.bootstrap import pods, services
from cluster.bootstrap.defaults import furnish
from cluster.bootstrap.naming import DNS_IMAGE, PROXY_IMAGE, SYSTEM
from cluster.bootstrap.running import preload, run
from cluster.kubelet.node import machine
from cluster.objects.times import rfc3339
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.simulation import Simulation

_MINIKUBE = {"commit": "19ab29aac8be7ff1f1d4a2d5b1e5d9a2a5d7b9f1", "version": "v1.38.0"}
# A namespace's `default` account is made by a controller; pods that are there from the beginning cannot wait for it.
_ACCOUNTS = (
    ("default", "default"),
    *((name, SYSTEM) for name in ("default", "coredns", "kube-proxy", "storage-provisioner")),
)


def node_labels(name: str, control_plane: bool, time: int) -> dict[str, str]:
    """The labels that minikube and kubeadm put on a node; `time` in µs since 1970."""
    labels = {f"minikube.k8s.io/{key}": value for key, value in _MINIKUBE.items()}
    labels |= {"minikube.k8s.io/name": "minikube", "minikube.k8s.io/primary": str(control_plane).lower()}
    labels["minikube.k8s.io/updated_at"] = rfc3339(time).replace(":", "_").replace("Z", "_0700")
    if control_plane:
        labels |= {
            "node-role.kubernetes.io/control-plane": "",
            "node.kubernetes.io/exclude-from-external-load-balancers": "",
        }
    return labels


def namespaces(api: ApiServer, origin: Origin) -> None:
    """The namespaces, with the accounts in them."""
    for name in ("default", "kube-node-lease", "kube-public", SYSTEM):
        labels = {"kubernetes.io/metadata.name": name}
        api.create(
            "namespaces",
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}},
            origin,
        )
    for name, namespace in _ACCOUNTS:
        metadata = {"name": name, "namespace": namespace}
        api.create("serviceaccounts", {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}, origin)


def of_node(simulation: Simulation, node: str, origin: Origin) -> None:
    """What every machine brings along: kube-proxy's image. Its pod is the DaemonSet's affair."""
    if simulation.store.get("namespaces", "", SYSTEM) is not None:
        preload(simulation, node, PROXY_IMAGE)


def system(simulation: Simulation, node: str, origin: Origin) -> None:
    """The control plane's own pods, kube-proxy, CoreDNS, the storage provisioner and their Services."""
    api = simulation.api
    api.create("services", services.kubernetes(), origin)
    pods.proxies(simulation, origin)
    for name in pods.STATIC:
        pods.static_pod(simulation, name, node, origin)
    run(simulation, pods.provisioner(node), origin)
    preload(simulation, node, DNS_IMAGE)
    pods.coredns(simulation, origin)
    api.create("services", services.dns(), origin)
    obj = api.existing(api.kinds.by_resource["nodes"], "", node)
    new = {**obj["status"], "images": machine.images(simulation.runtime, node)}
    api.update("nodes", {**obj, "status": new}, origin, subresource="status")


__all__ = ["furnish", "namespaces", "node_labels", "of_node", "system"]
