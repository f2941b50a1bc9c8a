"""Names that the parts of a fresh cluster share."""

from cluster.kubelet.node.registration import VERSION

SYSTEM = "kube-system"
REGISTRY = "registry.k8s.io"
DNS_IMAGE = f"{REGISTRY}/coredns/coredns:v1.13.1"
DNS_LABELS = {"k8s-app": "kube-dns"}
PROXY_IMAGE = f"{REGISTRY}/kube-proxy:{VERSION}"
PROXY_LABELS = {"k8s-app": "kube-proxy"}
