"""ReplicaSet: so many pods that its selector matches, no more and no fewer.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
"""

from __future__ import annotations

from cluster.controllers import replicas
from cluster.objects.selectors import Selector, from_label_selector

replicas.codes("replicaset")


class ReplicaSetController(replicas.ReplicaController):
    name = "replicaset-controller"
    resource = "replicasets.apps"
    kind = "ReplicaSet"
    word = "replicaset"

    def selector(self, owner: dict) -> Selector:
        return from_label_selector(owner["spec"]["selector"])
