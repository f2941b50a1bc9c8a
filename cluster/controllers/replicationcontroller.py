"""ReplicationController: the older ReplicaSet, whose selector knows only equality.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/
"""

from __future__ import annotations

from cluster.controllers import replicas
from cluster.objects.selectors import Selector, from_labels

replicas.codes("replicationcontroller")


class ReplicationControllerController(replicas.ReplicaController):
    name = "replication-controller"
    resource = "replicationcontrollers"
    kind = "ReplicationController"
    word = "replicationcontroller"
    counts_terminating = False  # its v1 status has no such field

    def selector(self, owner: dict) -> Selector:
        return from_labels(owner["spec"].get("selector"))
