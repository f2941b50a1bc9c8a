"""What a fresh minikube of 1.35 has in it: namespaces, the `kubernetes` Service, and the pods of kube-system, running.

Source: https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/implementation-details/ (static pods,
addons),
https://minikube.sigs.k8s.io/docs/. The static pods have no manifest on disk here but one in the runtime; kube-proxy and
CoreDNS are as kubeadm leaves them, without the kinds that do not exist yet. Machines that join later get their
kube-proxy from the DaemonSet controller.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cluster import policy
from cluster.api import priorities
from cluster.controllers.daemonset.placing import pod_for
from cluster.controllers.deployment.template import template_hash
from cluster.controllers.storage.provisioner import NAME as PROVISIONER
from cluster.images.catalogue import Image, find
from cluster.kinds.apiservice import RESOURCE as API_SERVICES
from cluster.kinds.priorityclass import SYSTEM as PRIORITY_CLASSES
from cluster.kinds.rules import flows
from cluster.kinds.storageclass import IS_DEFAULT
from cluster.kubelet import containers, inside, machine, status
from cluster.kubelet.pulls import IMAGES
from cluster.kubelet.registration import VERSION
from cluster.objects.paths import without
from cluster.objects.times import rfc3339, rfc3339_micro
from cluster.randomness import suffix
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.simulation import Simulation

SYSTEM = "kube-system"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_REGISTRY = "registry.k8s.io"
_EVERYTHING = [{"effect": "NoExecute", "operator": "Exists"}]
_MINIKUBE = {"commit": "19ab29aac8be7ff1f1d4a2d5b1e5d9a2a5d7b9f1", "version": "v1.38.0"}

# name → (image, requests, command)
_STATIC: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "etcd": (
        f"{_REGISTRY}/etcd:3.6.6-0",
        {"cpu": "100m", "memory": "100Mi"},
        ["etcd", "--name={node}", "--data-dir=/var/lib/minikube/etcd"],
    ),
    "kube-apiserver": (
        f"{_REGISTRY}/kube-apiserver:{VERSION}",
        {"cpu": "250m"},
        ["kube-apiserver", "--advertise-address={address}"],
    ),
    "kube-controller-manager": (
        f"{_REGISTRY}/kube-controller-manager:{VERSION}",
        {"cpu": "200m"},
        ["kube-controller-manager", "--leader-elect=false"],
    ),
    "kube-scheduler": (
        f"{_REGISTRY}/kube-scheduler:{VERSION}",
        {"cpu": "100m"},
        ["kube-scheduler", "--leader-elect=false"],
    ),
}
# A namespace's `default` account is made by a controller; pods that are there from the beginning cannot wait for it.
_ACCOUNTS = (
    ("default", "default"),
    *((name, SYSTEM) for name in ("default", "coredns", "kube-proxy", "storage-provisioner")),
)
_DNS_IMAGE = f"{_REGISTRY}/coredns/coredns:v1.13.1"
_DNS_LABELS = {"k8s-app": "kube-dns"}
_PROXY_IMAGE = f"{_REGISTRY}/kube-proxy:{VERSION}"
_PROXY_LABELS = {"k8s-app": "kube-proxy"}


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


def access(api: ApiServer, origin: Origin) -> None:
    """RBAC's default roles and bindings."""
    for resource, obj in policy.objects():
        api.create(resource, obj, origin)


def registrations(api: ApiServer, origin: Origin) -> None:
    """An APIService for each version that the API server serves itself."""
    for obj in priorities.registrations():
        api.create(API_SERVICES, obj, origin)


def flow_control(api: ApiServer, origin: Origin) -> None:
    """The API server's own FlowSchemas and priority levels."""
    for resource, obj in flows.builtin():
        api.create(resource, obj, origin)


def priority_classes(api: ApiServer, origin: Origin) -> None:
    for name, (value, description) in PRIORITY_CLASSES.items():
        obj = {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": name},
            "value": value,
            "description": description,
        }
        api.create("priorityclasses.scheduling.k8s.io", obj, origin)


def storage_class(api: ApiServer, origin: Origin) -> None:
    """minikube's default class, as its addon storage-provisioner applies it."""
    labels, annotations = {"addonmanager.kubernetes.io/mode": "EnsureExists"}, {IS_DEFAULT[0]: "true"}
    head = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass"}
    applied = {
        **head,
        "metadata": {"annotations": annotations, "labels": labels, "name": "standard"},
        "provisioner": PROVISIONER,
    }
    written = json.dumps(applied, separators=(",", ":")) + "\n"
    metadata = {"name": "standard", "labels": labels, "annotations": {LAST_APPLIED: written, **annotations}}
    api.create("storageclasses.storage.k8s.io", {**head, "metadata": metadata, "provisioner": PROVISIONER}, origin)


def of_node(simulation: Simulation, node: str, origin: Origin) -> None:
    """What every machine brings along: kube-proxy's image. Its pod is the DaemonSet's affair."""
    if simulation.store.get("namespaces", "", SYSTEM) is not None:
        _preload(simulation, node, _PROXY_IMAGE)


def system(simulation: Simulation, node: str, origin: Origin) -> None:
    """The control plane's own pods, kube-proxy, CoreDNS, the storage provisioner and their Services."""
    api = simulation.api
    api.create("services", _kubernetes_service(), origin)
    _proxies(simulation, origin)
    for name in _STATIC:
        _static_pod(simulation, name, node, origin)
    _run(simulation, _provisioner(node), origin)
    _preload(simulation, node, _DNS_IMAGE)
    _coredns(simulation, node, origin)
    api.create("services", _dns_service(), origin)
    obj = api.existing(api.kinds.by_resource["nodes"], "", node)
    new = {**obj["status"], "images": machine.images(simulation.runtime, node)}
    api.update("nodes", {**obj, "status": new}, origin, subresource="status")


def machine_address(simulation: Simulation, node: str) -> str:
    return simulation.runtime.get(node, machine.MACHINE)["address"]


# -- pods --------------------------------------------------------------------------------------------------------------


def _pod(name: str, labels: dict[str, str], node: str) -> dict[str, Any]:
    metadata = {"name": name, "namespace": SYSTEM, "labels": labels}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"nodeName": node}}


def _static_pod(simulation: Simulation, name: str, node: str, origin: Origin) -> None:
    image, requests, command = _STATIC[name]
    address, time = machine_address(simulation, node), simulation.epoch + simulation.now
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
    _run(simulation, pod, origin)


def _proxies(simulation: Simulation, origin: Origin) -> None:
    """The DaemonSet kube-proxy, and its pods on the machines that are there, as its controller would have made them."""
    template = {
        "metadata": {"labels": dict(_PROXY_LABELS)},
        "spec": {
            "containers": [
                {
                    "name": "kube-proxy",
                    "image": _PROXY_IMAGE,
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
            "metadata": {"name": "kube-proxy", "namespace": SYSTEM, "labels": dict(_PROXY_LABELS)},
            "spec": {
                "selector": {"matchLabels": dict(_PROXY_LABELS)},
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
        _run(simulation, {**pod, "metadata": metadata, "spec": {**pod["spec"], "nodeName": node}}, origin)


def _provisioner(node: str) -> dict:
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


def _coredns(simulation: Simulation, node: str, origin: Origin) -> None:
    api = simulation.api
    template = {
        "metadata": {"labels": dict(_DNS_LABELS)},
        "spec": {
            "containers": [
                {
                    "name": "coredns",
                    "image": _DNS_IMAGE,
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
            "metadata": {"name": "coredns", "namespace": SYSTEM, "labels": dict(_DNS_LABELS)},
            "spec": {
                "replicas": 1,
                "selector": {"matchLabels": dict(_DNS_LABELS)},
                "strategy": strategy,
                "template": template,
            },
        },
        origin,
    )


def _run(simulation: Simulation, pod: dict, origin: Origin) -> None:
    """Create the pod as one that has been started already: its containers run, its images are there."""
    made = simulation.api.create("pods", pod, origin)
    node, now, epoch, runtime = made["spec"]["nodeName"], simulation.now, simulation.epoch, simulation.runtime
    address = machine_address(simulation, node)
    record: dict[str, Any] = {
        "uid": made["metadata"]["uid"],
        "ip": address,
        "admitted": now,
        "ready_at": now,
        "containers": {},
    }
    for spec in made["spec"]["containers"]:
        record["containers"][spec["name"]] = _running(simulation, made, spec, address)
    runtime.put(node, f"{machine.PODS}{SYSTEM}/{made['metadata']['name']}", record)
    told = status.of(made, record, now, epoch, address, False)
    simulation.api.update("pods", {**made, "status": told}, origin, subresource="status")


def _preload(simulation: Simulation, node: str, image: str) -> Image:
    """The image is on the node from the beginning."""
    found = find(image)
    images = simulation.runtime.get(node, IMAGES, {})
    there = {"size": found.size, "digest": found.digest, "since": simulation.now}
    simulation.runtime.put(node, IMAGES, {**images, found.name: there})
    return found


def _running(simulation: Simulation, pod: dict, spec: dict, address: str) -> dict:
    now = simulation.now
    found = _preload(simulation, pod["spec"]["nodeName"], spec["image"])
    container = containers.new(spec, now)
    text = f"{simulation.seed}/{pod['metadata']['uid']}/{spec['name']}/0"
    env = inside.environment(found, pod, {})
    return {
        **container,
        "state": "running",
        "digest": found.digest,
        "id": sha256(text.encode()).hexdigest(),
        "started": now,
        "env": {},
        "argv": list(inside.argv(found, spec, env)),
        "ends": None,
        "code": 0,
        "until": None,
    }


# -- services ----------------------------------------------------------------------------------------------------------


def _kubernetes_service() -> dict:
    labels = {"component": "apiserver", "provider": "kubernetes"}
    ports = [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 8443}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "kubernetes", "namespace": "default", "labels": labels},
        "spec": {"clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "ports": ports, "type": "ClusterIP"},
    }


def _dns_service() -> dict:
    labels = {**_DNS_LABELS, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"}
    ports = [
        {"name": "dns", "port": 53, "protocol": "UDP", "targetPort": 53},
        {"name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": 53},
        {"name": "metrics", "port": 9153, "protocol": "TCP", "targetPort": 9153},
    ]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "kube-dns",
            "namespace": SYSTEM,
            "labels": labels,
            "annotations": {"prometheus.io/port": "9153", "prometheus.io/scrape": "true"},
        },
        "spec": {
            "clusterIP": "10.96.0.10",
            "clusterIPs": ["10.96.0.10"],
            "ports": ports,
            "selector": dict(_DNS_LABELS),
        },
    }
