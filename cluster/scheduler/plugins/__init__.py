"""The scheduler's plugins, in the order in which they run. A new one is a class and a name here.

Order and weights: https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins (the defaults).
"""

from cluster.scheduler.plugins.base import Filter, Score
from cluster.scheduler.plugins.devices import DynamicResources
from cluster.scheduler.plugins.images import ImageLocality
from cluster.scheduler.plugins.node import NodeName, NodeUnschedulable, PreferUntainted, TaintToleration
from cluster.scheduler.plugins.node_affinity import NodeAffinity, PreferredNodeAffinity
from cluster.scheduler.plugins.pod_affinity import InterPodAffinity, PreferPodAffinity
from cluster.scheduler.plugins.ports import NodePorts
from cluster.scheduler.plugins.resources import BalancedAllocation, LeastAllocated, NodeResourcesFit
from cluster.scheduler.plugins.spread import PodTopologySpread, PreferSpread
from cluster.scheduler.plugins.volumes import VolumeBinding, VolumeRestrictions, VolumeZone

FILTERS: tuple[Filter, ...] = (
    NodeUnschedulable(),
    NodeName(),
    TaintToleration(),
    NodeAffinity(),
    NodePorts(),
    NodeResourcesFit(),
    VolumeRestrictions(),
    VolumeBinding(),
    VolumeZone(),
    PodTopologySpread(),
    InterPodAffinity(),
    DynamicResources(),
)

SCORES: tuple[Score, ...] = (
    PreferUntainted(),
    PreferredNodeAffinity(),
    LeastAllocated(),
    PreferSpread(),
    PreferPodAffinity(),
    BalancedAllocation(),
    ImageLocality(),
)
