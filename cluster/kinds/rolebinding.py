"""RoleBinding: who has a role in one namespace.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-binding-v1/
"""

from cluster.kinds.rules.rbac import BindingKind


class RoleBinding(BindingKind):
    kind, plural = "RoleBinding", "rolebindings"
    role_kinds = ("Role", "ClusterRole")


KIND = RoleBinding()
