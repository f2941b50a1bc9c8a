"""The StatefulSet controller: identity (names and claims), ordering (whose turn it is), rolling (updates), retention
(what becomes of claims), status."""

from cluster.controllers.statefulset.controller import StatefulSetController

__all__ = ["StatefulSetController"]
