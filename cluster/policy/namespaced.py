"""The Roles of single namespaces that a new cluster has, and who has them; the form of a rule: see `standard`."""

from cluster.policy.standard import EVENTS

_NODES = "group:system:bootstrappers:kubeadm:default-node-token"


# (namespace, name) → rules
ROLES = {
    ("kube-public", "system:controller:bootstrap-signer"): f"""
        R : - : configmaps
        update : - : configmaps : cluster-info
        {EVENTS}
    """,
    ("kube-system", "extension-apiserver-authentication-reader"):
        "R : - : configmaps : extension-apiserver-authentication",
    ("kube-system", "system::leader-locking-kube-controller-manager"): """
        watch : - : configmaps
        get,update : - : configmaps : kube-controller-manager
        create,get,list,update,watch : coordination.k8s.io : leases
    """,
    ("kube-system", "system::leader-locking-kube-scheduler"): """
        watch : - : configmaps
        get,update : - : configmaps : kube-scheduler
    """,
    ("kube-system", "system:controller:bootstrap-signer"): "R : - : secrets",
    ("kube-system", "system:controller:cloud-provider"): "create,get,list,watch : - : configmaps",
    ("kube-system", "system:controller:token-cleaner"): f"""
        delete,get,list,watch : - : secrets
        {EVENTS}
    """,
}  # fmt: skip


# (namespace, name) → (role, subjects)
ROLE_BINDINGS = {
    ("kube-public", "system:controller:bootstrap-signer"): (
        "system:controller:bootstrap-signer", "kube-system/bootstrap-signer",
    ),
    ("kube-system", "system::extension-apiserver-authentication-reader"): (
        "extension-apiserver-authentication-reader", "user:system:kube-controller-manager user:system:kube-scheduler",
    ),
    ("kube-system", "system::leader-locking-kube-controller-manager"): (
        "system::leader-locking-kube-controller-manager",
        "user:system:kube-controller-manager kube-system/kube-controller-manager "
        "kube-system/leader-election-controller",
    ),
    ("kube-system", "system::leader-locking-kube-scheduler"): (
        "system::leader-locking-kube-scheduler", "user:system:kube-scheduler kube-system/kube-scheduler",
    ),
    ("kube-system", "system:controller:bootstrap-signer"): (
        "system:controller:bootstrap-signer", "kube-system/bootstrap-signer",
    ),
    ("kube-system", "system:controller:cloud-provider"): (
        "system:controller:cloud-provider", "kube-system/cloud-provider",
    ),
    ("kube-system", "system:controller:token-cleaner"): (
        "system:controller:token-cleaner", "kube-system/token-cleaner",
    ),
}  # fmt: skip


ADDED_NAMESPACED_ROLES = {
    ("kube-public", "kubeadm:bootstrap-signer-clusterinfo"): "get : - : configmaps : cluster-info",
    ("kube-system", "kube-proxy"): "get : - : configmaps : kube-proxy",
    ("kube-system", "kubeadm:kubelet-config"): "get : - : configmaps : kubelet-config",
    ("kube-system", "kubeadm:nodes-kubeadm-config"): "get : - : configmaps : kubeadm-config",
    ("kube-system", "system:persistent-volume-provisioner"): "create,get,list,patch,update,watch : - : endpoints",
}


ADDED_ROLE_BINDINGS = {
    ("kube-public", "kubeadm:bootstrap-signer-clusterinfo"): (
        "kubeadm:bootstrap-signer-clusterinfo", "user:system:anonymous",
    ),
    ("kube-system", "kube-proxy"): ("kube-proxy", _NODES),
    ("kube-system", "kubeadm:kubelet-config"): ("kubeadm:kubelet-config", f"group:system:nodes {_NODES}"),
    ("kube-system", "kubeadm:nodes-kubeadm-config"): ("kubeadm:nodes-kubeadm-config", f"{_NODES} group:system:nodes"),
    ("kube-system", "system:persistent-volume-provisioner"): (
        "system:persistent-volume-provisioner", "kube-system/storage-provisioner",
    ),
}  # fmt: skip
