"""Deployment: declarative updates of ReplicaSets.

    controller   the reconcile: which of the ways below is taken
    rollout      one reconcile's view: the new ReplicaSet, the old ones, and scaling them
    rolling      RollingUpdate: how far up and down in one step
    recreate     Recreate: everything down, then everything up
    proportion   scaling in the middle of a rollout
    revisions    finding, creating and numbering ReplicaSets; history and its limit
    status       counts and conditions
    sizes        maxSurge and maxUnavailable
    template     which template a ReplicaSet runs, and its hash

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/, golden suites rollouts, rollouts_random.
"""

from cluster.controllers.deployment.controller import DeploymentController

__all__ = ["DeploymentController"]
