"""ComponentStatus: whether the control plane's parts answer. Not stored; made when asked for.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/component-status-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, Kind
from cluster.kinds.cells import NAME

_ANSWERS = (("scheduler", "ok"), ("controller-manager", "ok"), ("etcd-0", "ok"))


class ComponentStatus(Kind):
    kind, plural, short_names, namespaced = "ComponentStatus", "componentstatuses", ("cs",), False
    verbs = ("get", "list")
    has_generation = False
    deprecated = "v1 ComponentStatus is deprecated in v1.19+"
    columns = (
        NAME,
        Column("Status", description="Status of the component conditions"),
        Column("Message", description="Message of the component conditions"),
        Column("Error", description="Error of the component conditions"),
    )

    def computed(self, now: int) -> list[dict]:
        return [
            {
                "apiVersion": "v1",
                "kind": "ComponentStatus",
                "metadata": {"name": name},
                "conditions": [{"type": "Healthy", "status": "True", "message": message}],
            }
            for name, message in _ANSWERS
        ]

    def row(self, obj: dict, now: int) -> list:
        for condition in obj.get("conditions") or ():
            if condition.get("type") == "Healthy":
                word = "Healthy" if condition.get("status") == "True" else "Unhealthy"
                return [obj["metadata"]["name"], word, condition.get("message", ""), condition.get("error", "")]
        return [obj["metadata"]["name"], "Unknown", "", ""]


KIND = ComponentStatus()
