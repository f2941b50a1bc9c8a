"""Role: what may be done in one namespace.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/
"""

from cluster.kinds.rules.rbac import RoleKind


class Role(RoleKind):
    kind, plural = "Role", "roles"


KIND = Role()
