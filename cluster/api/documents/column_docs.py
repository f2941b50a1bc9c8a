"""What a table's columns are documented as: the description of the field that they show.

A kind's column that has a description of its own keeps it. Some columns are still documented by the field of an older
version (extensions/v1beta1, rbac/v1beta1, ...), whose words are another's than those of v1: those stand here.
Source: golden suite api, cases "table of ..."; pkg/printers/internalversion/printers.go, AddHandlers.
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
    },
    "replicasets.apps": {name: f"apps.v1.ReplicaSet{field}" for name, field in _REPLICAS.items() if name != "Selector"},
    "daemonsets.apps": {
        "Desired": "apps.v1.DaemonSetStatus.desiredNumberScheduled",
        "Current": "apps.v1.DaemonSetStatus.currentNumberScheduled",
        "Up-to-date": "apps.v1.DaemonSetStatus.updatedNumberScheduled",
        "Available": "apps.v1.DaemonSetStatus.numberAvailable",
        "Node Selector": "core.v1.PodSpec.nodeSelector",
    },
    "jobs.batch": {"Completions": "batch.v1.JobStatus.succeeded", "Selector": "batch.v1.JobSpec.selector"},
    "replicationcontrollers": {name: f"core.v1.ReplicationController{field}" for name, field in _REPLICAS.items()},
    "horizontalpodautoscalers.autoscaling": {
        "Reference": "autoscaling.v2.HorizontalPodAutoscalerSpec.scaleTargetRef",
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
    "ipaddresses.networking.k8s.io": {"ParentRef": "networking.v1.IPAddressSpec.parentRef"},
    "servicecidrs.networking.k8s.io": {"CIDRs": "networking.v1.ServiceCIDRSpec.cidrs"},
    "leases.coordination.k8s.io": {"Holder": "coordination.v1.LeaseSpec.holderIdentity"},
    "certificatesigningrequests.certificates.k8s.io": {
        "RequestedDuration": "certificates.v1.CertificateSigningRequestSpec.expirationSeconds",
    },
    "endpointslices.discovery.k8s.io": {"Endpoints": "discovery.v1.EndpointSlice.endpoints"},
    "resourceslices.resource.k8s.io": {
        "Node": "resource.v1.ResourceSliceSpec.nodeName",
        "Driver": "resource.v1.ResourceSliceSpec.driver",
        "Pool": "resource.v1.ResourcePool.name",
    },
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
        "Reason": "core.v1.PersistentVolumeStatus.reason",
        "VolumeMode": "core.v1.PersistentVolumeSpec.volumeMode",
    },
    "persistentvolumeclaims": {
        "Status": "core.v1.PersistentVolumeClaimStatus.phase",
        "Volume": "core.v1.PersistentVolumeClaimSpec.volumeName",
        "Capacity": "core.v1.PersistentVolumeClaimStatus.capacity",
        "Access Modes": "core.v1.PersistentVolumeClaimStatus.accessModes",
        "VolumeMode": "core.v1.PersistentVolumeClaimSpec.volumeMode",
    },
    "storageclasses.storage.k8s.io": {
        "Provisioner": "storage.v1.StorageClass.provisioner",
        "ReclaimPolicy": "storage.v1.StorageClass.reclaimPolicy",
        "VolumeBindingMode": "storage.v1.StorageClass.volumeBindingMode",
        "AllowVolumeExpansion": "storage.v1.StorageClass.allowVolumeExpansion",
    },
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
_FIELDS["events.events.k8s.io"] = _FIELDS["events"]
_LABELS = "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"
_UNRESOLVED = "If the RoleRef cannot be resolved, the Authorizer must return an error."
# resource → column → the words of the older version's field
_OLDER: dict[str, dict[str, str]] = {
    "deployments.apps": {
        "Selector": "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones "
        "affected by this deployment.",
    },
    "replicasets.apps": {
        "Selector": "Selector is a label query over pods that should match the replica count. If the selector is "
        "empty, it is defaulted to the labels present on the pod template. Label keys and values that must match in "
        f"order to be controlled by this replica set. More info: {_LABELS}",
    },
    "daemonsets.apps": {
        "Ready": "The number of nodes that should be running the daemon pod and have one or more of the daemon pod "
        "running and ready.",
        "Selector": "A label query over pods that are managed by the daemon set. Must match in order to be "
        f"controlled. If empty, defaulted to labels on Pod template. More info: {_LABELS}",
    },
    "controllerrevisions.apps": {
        "Revision": "revision indicates the revision of the state represented by Data.",
    },
    "horizontalpodautoscalers.autoscaling": {
        "Targets": "metrics contains the specifications for which to use to calculate the desired replica count (the "
        "maximum replica count across all metrics will be used).  The desired replica count is calculated multiplying "
        "the ratio between the target value and the current value by the current number of pods.  Ergo, metrics used "
        "must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for more "
        "information about how each type of metric must respond.",
    },
    "networkpolicies.networking.k8s.io": {
        "Pod-Selector": "Selects the pods to which this NetworkPolicy object applies.  The array of ingress rules is "
        "applied to any pods selected by this field. Multiple network policies can select the same set of pods.  In "
        "this case, the ingress rules for each are combined additively. This field is NOT optional and follows "
        "standard label selector semantics. An empty podSelector matches all pods in this namespace.",
    },
    "rolebindings.rbac.authorization.k8s.io": {
        "Role": "RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. "
        + _UNRESOLVED,
    },
    "clusterrolebindings.rbac.authorization.k8s.io": {
        "Role": f"RoleRef can only reference a ClusterRole in the global namespace. {_UNRESOLVED}",
    },
    "certificatesigningrequests.certificates.k8s.io": {
        "SignerName": "Requested signer for the request. It is a qualified name in the form: `scope-hostname.io/name`."
        " If empty, it will be defaulted:\n 1. If it's a kubelet client certificate, it is assigned\n    "
        '"kubernetes.io/kube-apiserver-client-kubelet".\n 2. If it\'s a kubelet serving certificate, it is '
        'assigned\n    "kubernetes.io/kubelet-serving".\n 3. Otherwise, it is assigned '
        '"kubernetes.io/legacy-unknown".\nDistribution of trust for signers happens out of band. You can select on '
        "this field using `spec.signerName`.",
        "Requestor": "Base64-encoded PKCS#10 CSR data",
        "Condition": "Conditions applied to the request, such as approval or denial.",
    },
    "endpointslices.discovery.k8s.io": {
        "AddressType": "addressType specifies the type of address carried by this EndpointSlice. All addresses in "
        "this slice must be the same type. This field is immutable after creation. The following address types are "
        "currently supported: * IPv4: Represents an IPv4 Address. * IPv6: Represents an IPv6 Address. * FQDN: "
        "Represents a Fully Qualified Domain Name.",
        "Ports": "ports specifies the list of network ports exposed by each endpoint in this slice. Each port must "
        "have a unique name. When ports is empty, it indicates that there are no defined ports. When a port is "
        'defined with a nil port value, it indicates "all ports". Each slice may include a maximum of 100 ports.',
    },
}


@lru_cache(maxsize=1024)
def description(kind: Kind, column: str) -> str:
    """What the column's field is documented as; "" where the column shows no single field."""
    older = _OLDER.get(kind.resource, {}).get(column)
    if older is not None:
        return older
    place = _FIELDS.get(kind.resource, {}).get(column) or _META.get(column)
    if place is None:
        return ""
    name, _, field = place.rpartition(".")
    prefix = "io.k8s.apimachinery.pkg.apis" if name.startswith("meta.") else "io.k8s.api"
    found = definition(f"{prefix}.{name}")
    assert found is not None, f"no definition {name}"
    return found.properties[field].description
