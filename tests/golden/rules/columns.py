"""What the columns of a table are documented as: by the description of a field, many of which were reworded.

The words of 1.35 are those of its published schema (which the column's own table in `cluster` is not asked for); a
description that is not listed here has not changed, and must be the recorded one.
"""

from __future__ import annotations

from cluster.objects.schema import definition
from tests.golden.rewriting import Rule, each_object

SOURCE = (
    "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/ (columns are described by the fields' docs)"
)
# how the description of 1.20 began -> the field
_FIELDS = {
    "Total number of available pods (ready for at l": "apps.v1.DeploymentStatus.availableReplicas",
    "Total number of non-terminated pods targeted b": "apps.v1.DeploymentStatus.updatedReplicas",
    "The number of ready replicas for this replica ": "apps.v1.ReplicaSetStatus.readyReplicas",
    "The number of pods which reached phase Succeed": "batch.v1.JobStatus.succeeded",
    "holderIdentity contains the identity of the ho": "coordination.v1.LeaseSpec.holderIdentity",
    "List of addresses reachable to the node. Queri": "core.v1.NodeStatus.addresses",
    "ContainerRuntime Version reported by the node ": "core.v1.NodeSystemInfo.containerRuntimeVersion",
    "VolumeName is the binding reference to the Per": "core.v1.PersistentVolumeClaimSpec.volumeName",
    "AccessModes contains the actual access modes t": "core.v1.PersistentVolumeClaimStatus.accessModes",
    "Represents the actual resources of the underly": "core.v1.PersistentVolumeClaimStatus.capacity",
    "Phase represents the current phase of Persiste": "core.v1.PersistentVolumeClaimStatus.phase",
    "AccessModes contains all ways the volume can b": "core.v1.PersistentVolumeSpec.accessModes",
    "A description of the persistent volume's resou": "core.v1.PersistentVolumeSpec.capacity",
    "ClaimRef is part of a bi-directional binding b": "core.v1.PersistentVolumeSpec.claimRef",
    "What happens to a persistent volume when relea": "core.v1.PersistentVolumeSpec.persistentVolumeReclaimPolicy",
    "Phase indicates if a volume is available, boun": "core.v1.PersistentVolumeStatus.phase",
    "Reason is a brief CamelCase string that descri": "core.v1.PersistentVolumeStatus.reason",
    "NodeName is a request to schedule this pod ont": "core.v1.PodSpec.nodeName",
    "If specified, all readiness gates will be eval": "core.v1.PodSpec.readinessGates",
    "IP address allocated to the pod. Routable at l": "core.v1.PodStatus.podIP",
    "Used to facilitate programmatic handling of se": "core.v1.Secret.type",
    "Secrets is the list of secrets allowed to be u": "core.v1.ServiceAccount.secrets",
    "Name must be unique within a namespace. Is re": "meta.v1.ObjectMeta.name",
    "PreemptionPolicy is the Policy for preempting ": "scheduling.v1.PriorityClass.preemptionPolicy",
    "The value of this priority class. This is the ": "scheduling.v1.PriorityClass.value",
    "attachRequired indicates this CSI volume drive": "storage.v1.CSIDriverSpec.attachRequired",
    "If set to true, podInfoOnMount indicates this ": "storage.v1.CSIDriverSpec.podInfoOnMount",
    "RequiresRepublish indicates the CSI driver wan": "storage.v1.CSIDriverSpec.requiresRepublish",
    "If set to true, storageCapacity indicates that": "storage.v1.CSIDriverSpec.storageCapacity",
    "TokenRequests indicates the CSI driver needs p": "storage.v1.CSIDriverSpec.tokenRequests",
    "volumeLifecycleModes defines what kind of volu": "storage.v1.CSIDriverSpec.volumeLifecycleModes",
    "AllowVolumeExpansion shows whether the storage": "storage.v1.StorageClass.allowVolumeExpansion",
    "Provisioner indicates the type of the provisio": "storage.v1.StorageClass.provisioner",
    "Dynamically provisioned PersistentVolumes of t": "storage.v1.StorageClass.reclaimPolicy",
    "VolumeBindingMode indicates how PersistentVolu": "storage.v1.StorageClass.volumeBindingMode",
    "Name of the persistent volume to attach.": "storage.v1.VolumeAttachmentSource.persistentVolumeName",
    "Attacher indicates the name of the volume driv": "storage.v1.VolumeAttachmentSpec.attacher",
    "The node that the volume should be attached to": "storage.v1.VolumeAttachmentSpec.nodeName",
    "Indicates the volume is successfully attached.": "storage.v1.VolumeAttachmentStatus.attached",
}
# beginning and end: two kinds' descriptions begin alike
_ALIKE = {
    ("Replicas is the most recently oberved", "/#what-is-a-replicationcontroller"): "apps.v1.ReplicaSetStatus.replicas",
    ("Replicas is the most recently oberved", ""): "core.v1.ReplicationControllerStatus.replicas",
    ("Replicas is the number of desired", "/#what-is-a-replicationcontroller"): "apps.v1.ReplicaSetSpec.replicas",
}
_TEXTS = {
    "The number of times the containers in this pod have been restarted.": "The number of times the containers in this"
    " pod have been restarted and when the last container in this pod has restarted.",  # pull/104214 (1.23)
    "Revision indicates the revision of the state represented by Data.": "revision indicates the revision of the state"
    " represented by Data.",
}


def documented(field: str) -> str:
    """The description of `core.v1.PodStatus.podIP` in the schema of 1.35."""
    name, _, property = field.rpartition(".")
    found = definition(f"io.k8s.{'apimachinery.pkg.apis' if name.startswith('meta.') else 'api'}.{name}")
    assert found is not None, f"{field}: no definition {name}"
    return found.properties[property].description


def _reworded(column: dict) -> dict:
    if set(column) != {"description", "format", "name", "priority", "type"}:
        return column
    return {**column, "description": _of_1_35(column["description"])}


def _of_1_35(text: str) -> str:
    for start, field in _FIELDS.items():
        if text.startswith(start):
            return documented(field)
    for (start, end), field in _ALIKE.items():
        if text.startswith(start) and text.endswith(end):
            return documented(field)
    return _TEXTS.get(text, text)


RULES = [Rule("columns are described by the fields' documentation", SOURCE, each_object(_reworded), ("api",))]
