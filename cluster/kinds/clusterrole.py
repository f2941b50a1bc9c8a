"""ClusterRole: what may be done in the whole cluster, or in whichever namespace it is bound; its rules may be gathered
from other ClusterRoles.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-v1/
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import invalid, required
from cluster.kinds.rules.rbac import RoleKind
from cluster.kinds.rules.reading import optional, structs
from cluster.kinds.rules.selecting import validate_label_selector


class ClusterRole(RoleKind):
    kind, plural, namespaced = "ClusterRole", "clusterroles", False

    def validate(self, obj: dict) -> list[FieldError]:
        errors = super().validate(obj)
        aggregation = optional(obj, "aggregationRule")
        if aggregation is None:
            return errors
        path, selectors = "aggregationRule.clusterRoleSelectors", structs(aggregation, "clusterRoleSelectors")
        if not selectors:
            errors.append(required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil"))
        for index, selector in enumerate(selectors):
            wrong = validate_label_selector(selector, f"{path}[{index}]")
            errors += wrong
            if wrong:
                errors.append(invalid(f"{path}[{index}]", None, "invalid label selector."))
        return errors


KIND = ClusterRole()
