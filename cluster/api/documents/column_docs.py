"""What a table's columns are documented as: the description of the field that they show.

A kind's column that has a description of its own keeps it. Source: golden suite api, cases "table of ...".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cluster.objects.schema import definition

if TYPE_CHECKING:
    from cluster.kinds.base import Kind

_META = {"Name": "meta.v1.ObjectMeta.name", "Age": "meta.v1.ObjectMeta.creationTimestamp",
         "Created At": "meta.v1.ObjectMeta.creationTimestamp"}  # fmt: skip
_REPLICAS = {
    "Desired": "Spec.replicas",
    "Current": "Status.replicas",
    "Ready": "Status.readyReplicas",
    "Selector": "Spec.selector",
}
# resource → column → group.version.Type.field
_FIELDS: dict[str, dict[str, str]] = {
    "pods": {
        "IP": "core.v1.PodStatus.podIP",
        "Node": "core.v1.PodSpec.nodeName",
        "Nominated Node": "core.v1.PodStatus.nominatedNodeName",
        "Readiness Gates": "core.v1.PodSpec.readinessGates",
    },
    "deployments.apps": {
        "Up-to-date": "apps.v1.DeploymentStatus.updatedReplicas",
        "Available": "apps.v1.DeploymentStatus.availableReplicas",
        "Selector": "apps.v1.DeploymentSpec.selector",
    },
    "replicasets.apps": {name: f"apps.v1.ReplicaSet{field}" for name, field in _REPLICAS.items()},
    "replicationcontrollers": {name: f"core.v1.ReplicationController{field}" for name, field in _REPLICAS.items()},
    "horizontalpodautoscalers.autoscaling": {
        "Reference": "autoscaling.v2.HorizontalPodAutoscalerSpec.scaleTargetRef",
        "Targets": "autoscaling.v2.HorizontalPodAutoscalerSpec.metrics",
        "MinPods": "autoscaling.v2.HorizontalPodAutoscalerSpec.minReplicas",
        "MaxPods": "autoscaling.v2.HorizontalPodAutoscalerSpec.maxReplicas",
        "Replicas": "autoscaling.v2.HorizontalPodAutoscalerStatus.currentReplicas",
    },
    "cronjobs.batch": {
        "Schedule": "batch.v1.CronJobSpec.schedule",
        "Timezone": "batch.v1.CronJobSpec.timeZone",
        "Suspend": "batch.v1.CronJobSpec.suspend",
        "Active": "batch.v1.CronJobStatus.active",
        "Last Schedule": "batch.v1.CronJobStatus.lastScheduleTime",
        "Selector": "batch.v1.JobSpec.selector",
    },
    "services": {
        "Type": "core.v1.ServiceSpec.type",
        "Cluster-IP": "core.v1.ServiceSpec.clusterIP",
        "External-IP": "core.v1.ServiceSpec.externalIPs",
        "Port(s)": "core.v1.ServiceSpec.ports",
        "Selector": "core.v1.ServiceSpec.selector",
    },
    "networkpolicies.networking.k8s.io": {"Pod-Selector": "networking.v1.NetworkPolicySpec.podSelector"},
    "ipaddresses.networking.k8s.io": {"ParentRef": "networking.v1.IPAddressSpec.parentRef"},
    "servicecidrs.networking.k8s.io": {"CIDRs": "networking.v1.ServiceCIDRSpec.cidrs"},
    "configmaps": {"Data": "core.v1.ConfigMap.data"},
    "secrets": {"Type": "core.v1.Secret.type", "Data": "core.v1.Secret.data"},
    "serviceaccounts": {"Secrets": "core.v1.ServiceAccount.secrets"},
    "flowschemas.flowcontrol.apiserver.k8s.io": {
        "PriorityLevel": "flowcontrol.v1.PriorityLevelConfigurationReference.name",
        "MatchingPrecedence": "flowcontrol.v1.FlowSchemaSpec.matchingPrecedence",
        "DistinguisherMethod": "flowcontrol.v1.FlowSchemaSpec.distinguisherMethod",
    },
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": {
        "Type": "flowcontrol.v1.PriorityLevelConfigurationSpec.type",
        "NominalConcurrencyShares": "flowcontrol.v1.LimitedPriorityLevelConfiguration.nominalConcurrencyShares",
        "Queues": "flowcontrol.v1.QueuingConfiguration.queues",
        "HandSize": "flowcontrol.v1.QueuingConfiguration.handSize",
        "QueueLengthLimit": "flowcontrol.v1.QueuingConfiguration.queueLengthLimit",
    },
    "priorityclasses.scheduling.k8s.io": {
        "Value": "scheduling.v1.PriorityClass.value",
        "Global-Default": "scheduling.v1.PriorityClass.globalDefault",
        "PreemptionPolicy": "scheduling.v1.PriorityClass.preemptionPolicy",
    },
    "endpoints": {"Endpoints": "core.v1.Endpoints.subsets"},
    "nodes": {
        "Version": "core.v1.NodeSystemInfo.kubeletVersion",
        "Internal-IP": "core.v1.NodeStatus.addresses",
        "External-IP": "core.v1.NodeStatus.addresses",
        "OS-Image": "core.v1.NodeSystemInfo.osImage",
        "Kernel-Version": "core.v1.NodeSystemInfo.kernelVersion",
        "Container-Runtime": "core.v1.NodeSystemInfo.containerRuntimeVersion",
    },
    "persistentvolumes": {
        "Capacity": "core.v1.PersistentVolumeSpec.capacity",
        "Access Modes": "core.v1.PersistentVolumeSpec.accessModes",
        "Reclaim Policy": "core.v1.PersistentVolumeSpec.persistentVolumeReclaimPolicy",
        "Status": "core.v1.PersistentVolumeStatus.phase",
        "Claim": "core.v1.PersistentVolumeSpec.claimRef",
        "VolumeAttributesClass": "core.v1.PersistentVolumeSpec.volumeAttributesClassName",
        "Reason": "core.v1.PersistentVolumeStatus.reason",
        "VolumeMode": "core.v1.PersistentVolumeSpec.volumeMode",
    },
    "persistentvolumeclaims": {
        "Status": "core.v1.PersistentVolumeClaimStatus.phase",
        "Volume": "core.v1.PersistentVolumeClaimSpec.volumeName",
        "Capacity": "core.v1.PersistentVolumeClaimStatus.capacity",
        "Access Modes": "core.v1.PersistentVolumeClaimStatus.accessModes",
        "VolumeAttributesClass": "core.v1.PersistentVolumeClaimSpec.volumeAttributesClassName",
        "VolumeMode": "core.v1.PersistentVolumeClaimSpec.volumeMode",
    },
    "storageclasses.storage.k8s.io": {
        "Provisioner": "storage.v1.StorageClass.provisioner",
        "ReclaimPolicy": "storage.v1.StorageClass.reclaimPolicy",
        "VolumeBindingMode": "storage.v1.StorageClass.volumeBindingMode",
        "AllowVolumeExpansion": "storage.v1.StorageClass.allowVolumeExpansion",
    },
    "statefulsets.apps": {"Ready": "apps.v1.StatefulSetStatus.readyReplicas"},
    "volumeattachments.storage.k8s.io": {
        "Attacher": "storage.v1.VolumeAttachmentSpec.attacher",
        "PV": "storage.v1.VolumeAttachmentSource.persistentVolumeName",
        "Node": "storage.v1.VolumeAttachmentSpec.nodeName",
        "Attached": "storage.v1.VolumeAttachmentStatus.attached",
    },
    "csidrivers.storage.k8s.io": {
        "AttachRequired": "storage.v1.CSIDriverSpec.attachRequired",
        "PodInfoOnMount": "storage.v1.CSIDriverSpec.podInfoOnMount",
        "StorageCapacity": "storage.v1.CSIDriverSpec.storageCapacity",
        "TokenRequests": "storage.v1.CSIDriverSpec.tokenRequests",
        "RequiresRepublish": "storage.v1.CSIDriverSpec.requiresRepublish",
        "Modes": "storage.v1.CSIDriverSpec.volumeLifecycleModes",
    },
    "csistoragecapacities.storage.k8s.io": {
        "StorageClassName": "storage.v1.CSIStorageCapacity.storageClassName",
        "Capacity": "storage.v1.CSIStorageCapacity.capacity",
    },
    "volumeattributesclasses.storage.k8s.io": {"DriverName": "storage.v1.VolumeAttributesClass.driverName"},
    "events": {
        "Last Seen": "core.v1.Event.lastTimestamp",
        "Type": "core.v1.Event.type",
        "Reason": "core.v1.Event.reason",
        "Object": "core.v1.Event.involvedObject",
        "Subobject": "core.v1.ObjectReference.fieldPath",
        "Source": "core.v1.Event.source",
        "Message": "core.v1.Event.message",
        "First Seen": "core.v1.Event.firstTimestamp",
        "Count": "core.v1.Event.count",
    },
}


@lru_cache(maxsize=1024)
def description(kind: Kind, column: str) -> str:
    """What the column's field is documented as; "" where the column shows no single field."""
    place = _FIELDS.get(kind.resource, {}).get(column) or _META.get(column)
    if place is None:
        return ""
    name, _, field = place.rpartition(".")
    prefix = "io.k8s.apimachinery.pkg.apis" if name.startswith("meta.") else "io.k8s.api"
    found = definition(f"{prefix}.{name}")
    assert found is not None, f"no definition {name}"
    return found.properties[field].description
