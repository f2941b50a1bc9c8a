"""The components of a cluster, in the order in which ties between them are broken. A new controller is added here."""

from functools import cache

from cluster.component import Component
from cluster.controllers.admissionpolicy import PolicyStatus
from cluster.controllers.aggregation import ClusterRoleAggregation
from cluster.controllers.apiserverendpoints import ApiServerEndpoints
from cluster.controllers.apiservice import Availability, Registration
from cluster.controllers.autoscaling import HorizontalPodAutoscalerController
from cluster.controllers.certificates import CertificateCleaner, CertificateSigner
from cluster.controllers.cronjob import CronJobController
from cluster.controllers.customresources import Establishing, Finalizing, Naming
from cluster.controllers.daemonset import DaemonSetController
from cluster.controllers.deployment import DeploymentController
from cluster.controllers.disruption import DisruptionController
from cluster.controllers.endpoints import EndpointsController
from cluster.controllers.endpointslice import EndpointSliceController
from cluster.controllers.endpointslicemirroring import EndpointSliceMirroring
from cluster.controllers.events import Recorder
from cluster.controllers.eventttl import EventTtl
from cluster.controllers.flowcontrol import FlowControl
from cluster.controllers.garbage import GarbageCollector
from cluster.controllers.job import JobController, TtlAfterFinished
from cluster.controllers.namespace import NamespaceController
from cluster.controllers.namespacebasics import RootCertificates, ServiceAccounts
from cluster.controllers.nodelifecycle import NodeLifecycle
from cluster.controllers.nodettl import NodeTtl
from cluster.controllers.podgc import PodGarbageCollector
from cluster.controllers.quota import ResourceQuotaController
from cluster.controllers.replicaset import ReplicaSetController
from cluster.controllers.replicationcontroller import ReplicationControllerController
from cluster.controllers.resourceclaim import ResourceClaims
from cluster.controllers.serviceaddresses import ServiceAddresses, ServiceRanges
from cluster.controllers.statefulset import StatefulSetController
from cluster.controllers.storage import (
    AttributesProtection,
    ClaimProtection,
    EphemeralVolumes,
    HostPathProvisioner,
    PersistentVolumeController,
    VolumeExpansion,
    VolumeProtection,
)
from cluster.controllers.tainteviction import TaintEviction
from cluster.controllers.tokens import TokenController
from cluster.controllers.tunnel import Tunnel
from cluster.kubelet.kubelet import NAME as KUBELET
from cluster.kubelet.kubelet import Kubelet, pod_key
from cluster.kubelet.measuring.metrics import Metrics
from cluster.kubelet.processes.logs import answer as logs
from cluster.kubelet.processes.serving import Serving
from cluster.network.controller import IngressController
from cluster.network.network import Network
from cluster.scheduler.scheduler import Scheduler


@cache
def components() -> tuple[Component, ...]:
    """One instance of each serves all clusters: they keep nothing themselves (law 1)."""
    return (
        DeploymentController(),
        ReplicaSetController(),
        ReplicationControllerController(),
        DaemonSetController(),
        StatefulSetController(),
        JobController(),
        TtlAfterFinished(),
        CronJobController(),
        HorizontalPodAutoscalerController(),
        EndpointsController(),
        EndpointSliceController(),
        EndpointSliceMirroring(),
        ServiceAddresses(),
        ServiceRanges(),
        ApiServerEndpoints(),
        Tunnel(),
        IngressController(),
        ServiceAccounts(),
        RootCertificates(),
        ClusterRoleAggregation(),
        TokenController(),
        CertificateSigner(),
        CertificateCleaner(),
        NamespaceController(),
        ResourceQuotaController(),
        DisruptionController(),
        NodeLifecycle(),
        NodeTtl(),
        TaintEviction(),
        PodGarbageCollector(),
        PersistentVolumeController(),
        HostPathProvisioner(),
        VolumeExpansion(),
        EphemeralVolumes(),
        ClaimProtection(),
        VolumeProtection(),
        AttributesProtection(),
        GarbageCollector(),
        Naming(),
        Establishing(),
        Finalizing(),
        ResourceClaims(),
        PolicyStatus(),
        FlowControl(),
        Registration(),
        Availability(),
        EventTtl(),
        Scheduler(),
        Kubelet(),
    )


def recorder():
    """What writes Events for components: see World.event."""
    return Recorder()


def metrics(world, clock):
    """What the metrics-server answers."""
    return Metrics(world, lambda: clock.now)


def network(world, clock):
    """The modelled network, with the kubelets' answer to who listens."""
    return Network(world, clock, Serving(world, clock))


def kubelet_of(node: str, key: str) -> tuple[str, str]:
    """(component, key) that looks after a pod's record: `pods/NAMESPACE/NAME` on its node."""
    _, namespace, name = key.split("/")
    return KUBELET, pod_key(node, namespace, name)


__all__ = ["components", "kubelet_of", "logs", "metrics", "network", "recorder"]
