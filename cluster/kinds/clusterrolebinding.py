"""ClusterRoleBinding: who has a role in the whole cluster.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-binding-v1/
"""

from cluster.kinds.rules.rbac import BindingKind


class ClusterRoleBinding(BindingKind):
    kind, plural, namespaced = "ClusterRoleBinding", "clusterrolebindings", False


KIND = ClusterRoleBinding()
