"""The components of a cluster, in the order in which ties between them are broken. A new controller is added here."""

from cluster.component import Component
from cluster.controllers.deployment import DeploymentController
from cluster.controllers.events import Recorder
from cluster.controllers.eventttl import EventTtl
from cluster.controllers.garbage import GarbageCollector
from cluster.controllers.replicaset import ReplicaSetController
from cluster.controllers.replicationcontroller import ReplicationControllerController


def components() -> list[Component]:
    """One fresh instance of each; they keep nothing themselves (law 1)."""
    return [
        DeploymentController(),
        ReplicaSetController(),
        ReplicationControllerController(),
        GarbageCollector(),
        EventTtl(),
    ]


def recorder():
    """What writes Events for components: see World.event."""
    return Recorder()
