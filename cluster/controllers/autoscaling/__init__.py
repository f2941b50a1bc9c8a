"""The horizontal pod autoscaler.

controller   when it looks, and what it writes
watching     what wakes it
scale        whom it scales
metrics      what it reads
sources      each kind of metric
replicas     how many replicas one asks for
pace         how fast it may go
"""

from cluster.controllers.autoscaling.controller import NAME, RESOURCE, HorizontalPodAutoscalerController

__all__ = ["NAME", "RESOURCE", "HorizontalPodAutoscalerController"]
