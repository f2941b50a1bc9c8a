"""The pods of kube-system, and the workloads that they belong to.

The static pods have no manifest on disk here but one in the runtime; kube-proxy and CoreDNS are as kubeadm leaves them.
Source: https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/implementation-details/
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cluster.bootstrap.naming import DNS_IMAGE, DNS_LABELS, PROXY_IMAGE, PROXY_LABELS, REGISTRY, SYSTEM
from cluster.bootstrap.running import address_of, run
from cluster.controllers.daemonset.placing import pod_for
from cluster.controllers.deployment.template import template_hash
from cluster.kubelet.node import machine
from cluster.kubelet.node.registration import VERSION
from cluster.objects.paths import without
from cluster.objects.times import rfc3339_micro
from cluster.randomness import suffix
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.simulation import Simulation

_EVERYTHING = [{"effect": "NoExecute", "operator": "Exists"}]

# name → (image, requests, command)
STATIC: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "etcd": (
        f"{REGISTRY}/etcd:3.6.6-0",
        {"cpu": "100m", "memory": "100Mi"},
        ["etcd", "--name={node}", "--data-dir=/var/lib/minikube/etcd"],
    ),
    "kube-apiserver": (
        f"{REGISTRY}/kube-apiserver:{VERSION}",
        {"cpu": "250m"},
        ["kube-apiserver", "--advertise-address={address}"],
    ),
    "kube-controller-manager": (
        f"{REGISTRY}/kube-controller-manager:{VERSION}",
        {"cpu": "200m"},
        ["kube-controller-manager", "--leader-elect=false"],
    ),
    "kube-scheduler": (
        f"{REGISTRY}/kube-scheduler:{VERSION}",
        {"cpu": "100m"},
        ["kube-scheduler", "--leader-elect=false"],
    ),
}


def _pod(name: str, labels: dict[str, str], node: str) -> dict[str, Any]:
    metadata = {"name": name, "namespace": SYSTEM, "labels": labels}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"nodeName": node}}


def static_pod(simulation: Simulation, name: str, node: str, origin: Origin) -> None:
    image, requests, command = STATIC[name]
    address, time = address_of(simulation, node), simulation.epoch + simulation.now
    pod = _pod(f"{name}-{node}", {"component": name, "tier": "control-plane"}, node)
    digest = sha256(f"{name} {node}".encode()).hexdigest()[:32]
    pod["metadata"]["annotations"] = {
        "kubernetes.io/config.hash": digest,
        "kubernetes.io/config.mirror": digest,
        "kubernetes.io/config.seen": rfc3339_micro(time)[:-1] + "000Z",
        "kubernetes.io/config.source": "file",
    }
    owner = simulation.api.existing(simulation.api.kinds.by_resource["nodes"], "", node)["metadata"]
    pod["metadata"]["ownerReferences"] = [
        {"apiVersion": "v1", "controller": True, "kind": "Node", "name": node, "uid": owner["uid"]}
    ]
    pod["spec"] |= {
        "containers": [
            {
                "name": name,
                "image": image,
                "imagePullPolicy": "IfNotPresent",
                "resources": {"requests": requests},
                "command": [part.format(node=node, address=address) for part in command],
            }
        ],
        "hostNetwork": True,
        "priorityClassName": "system-node-critical",
        "tolerations": _EVERYTHING,
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
    }
    manifests = simulation.runtime.get(node, machine.MANIFESTS, {})
    simulation.runtime.put(node, machine.MANIFESTS, {**manifests, f"{SYSTEM}/{name}-{node}": pod})
    run(simulation, pod, origin)


def proxies(simulation: Simulation, origin: Origin) -> None:
    """The DaemonSet kube-proxy, and its pods on the machines that are there, as its controller would have made them."""
    template = {
        "metadata": {"labels": dict(PROXY_LABELS)},
        "spec": {
            "containers": [
                {
                    "name": "kube-proxy",
                    "image": PROXY_IMAGE,
                    "imagePullPolicy": "IfNotPresent",
                    "command": ["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf"],
                }
            ],
            "hostNetwork": True,
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "priorityClassName": "system-node-critical",
            "serviceAccountName": "kube-proxy",
            "tolerations": [{"operator": "Exists"}],
        },
    }
    made = simulation.api.create(
        "daemonsets.apps",
        {
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": {"name": "kube-proxy", "namespace": SYSTEM, "labels": dict(PROXY_LABELS)},
            "spec": {
                "selector": {"matchLabels": dict(PROXY_LABELS)},
                "template": template,
                "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
            },
        },
        origin,
    )
    hash_ = template_hash(made["spec"]["template"], None)
    for node in simulation.runtime.nodes():
        pod = pod_for(made, node, hash_)
        name = f"kube-proxy-{suffix(simulation.seed, 'kube-proxy-' + node, length=5)}"
        metadata = {**without(pod["metadata"], "generateName"), "name": name}
        run(simulation, {**pod, "metadata": metadata, "spec": {**pod["spec"], "nodeName": node}}, origin)


def provisioner(node: str) -> dict:
    pod = _pod(
        "storage-provisioner",
        {"addonmanager.kubernetes.io/mode": "Reconcile", "integration-test": "storage-provisioner"},
        node,
    )
    pod["spec"] |= {
        "containers": [
            {
                "name": "storage-provisioner",
                "image": "gcr.io/k8s-minikube/storage-provisioner:v5",
                "imagePullPolicy": "IfNotPresent",
                "command": ["/storage-provisioner"],
            }
        ],
        "hostNetwork": True,
        "serviceAccountName": "storage-provisioner",
    }
    return pod


def coredns(simulation: Simulation, origin: Origin) -> None:
    api = simulation.api
    template = {
        "metadata": {"labels": dict(DNS_LABELS)},
        "spec": {
            "containers": [
                {
                    "name": "coredns",
                    "image": DNS_IMAGE,
                    "imagePullPolicy": "IfNotPresent",
                    "args": ["-conf", "/etc/coredns/Corefile"],
                    "ports": [
                        {"containerPort": 53, "name": "dns", "protocol": "UDP"},
                        {"containerPort": 53, "name": "dns-tcp", "protocol": "TCP"},
                        {"containerPort": 9153, "name": "metrics", "protocol": "TCP"},
                    ],
                    "resources": {"limits": {"memory": "170Mi"}, "requests": {"cpu": "100m", "memory": "70Mi"}},
                }
            ],
            "dnsPolicy": "Default",
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "priorityClassName": "system-cluster-critical",
            "serviceAccountName": "coredns",
            "tolerations": [
                {"key": "CriticalAddonsOnly", "operator": "Exists"},
                {"effect": "NoSchedule", "key": "node-role.kubernetes.io/control-plane"},
            ],
        },
    }
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}}
    api.create(
        "deployments.apps",
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "coredns", "namespace": SYSTEM, "labels": dict(DNS_LABELS)},
            "spec": {
                "replicas": 1,
                "selector": {"matchLabels": dict(DNS_LABELS)},
                "strategy": strategy,
                "template": template,
            },
        },
        origin,
    )
