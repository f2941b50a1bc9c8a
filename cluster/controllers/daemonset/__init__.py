"""The DaemonSet controller: placing (which nodes), history (revisions of the template), rolling (updates), status."""

from cluster.controllers.daemonset.controller import DaemonSetController

__all__ = ["DaemonSetController"]
