"""The least object of each kind that upstream's API specs write: kind → (path of its collection, body).

Nothing here is named: the specs name what they make."""

from __future__ import annotations

from typing import NamedTuple

LABELS = {"app": "conformance"}
CONTAINER = {"name": "c", "image": "registry.k8s.io/pause:3.10.1"}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": {"containers": [CONTAINER]}}
WORKLOAD = {"replicas": 0, "selector": {"matchLabels": LABELS}, "template": TEMPLATE}
JOB = {"template": {"metadata": {"labels": LABELS}, "spec": {"containers": [CONTAINER], "restartPolicy": "Never"}}}
NOWHERE = {
    "clientConfig": {"url": "https://example.com/hook"},
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
}
HOOK = {"name": "h.example.com", **NOWHERE, "namespaceSelector": {"matchLabels": {"none": "such"}}}
REASONED = {"lastTransitionTime": "2026-01-01T00:00:00Z", "reason": "E2E", "message": "Set by a spec"}


class Subject(NamedTuple):
    """`version` and `plural` of a kind; `body` but for metadata; `status`: what a patch of /status sets (None: the kind
    has no such part), `shown`: the condition's type in it; `name`: where it may not be any."""

    version: str
    plural: str
    kind: str
    body: dict
    namespaced: bool = True
    status: dict | None = None
    name: str = "e2e"

    @property
    def path(self) -> str:
        root = f"/apis/{self.version}" if "/" in self.version else f"/api/{self.version}"
        return f"{root}/namespaces/default/{self.plural}" if self.namespaced else f"{root}/{self.plural}"

    @property
    def everywhere(self) -> str:
        return self.path.replace("/namespaces/default/", "/")


def _condition(kind: str = "StatusUpdate", **more: object) -> dict:
    return {"conditions": [{"type": kind, "status": "True", **REASONED, **more}]}


_LB = {"loadBalancer": {"ingress": [{"ip": "203.0.113.1"}]}}
_VIP = {"loadBalancer": {"ingress": [{"ip": "203.0.113.1", "ipMode": "VIP"}]}}
_RBAC, _STORAGE, _NET = "rbac.authorization.k8s.io/v1", "storage.k8s.io/v1", "networking.k8s.io/v1"
_ADMISSION, _DRA, _FLOW = "admissionregistration.k8s.io/v1", "resource.k8s.io/v1", "flowcontrol.apiserver.k8s.io/v1"
_POLICY = {
    "matchConstraints": {"resourceRules": [
        {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["nothings"]}]},
    "validations": [{"expression": "true"}],
}  # fmt: skip
_PERMISSIONS = {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}


def _bound(kind: str) -> dict:
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": "any"}
    return {"roleRef": role, "subjects": [{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "g"}]}


_ANY = {"openAPIV3Schema": {"type": "object"}}
_BACKEND = {"service": {"name": "d", "port": {"number": 80}}}
_CRD = {
    "spec": {
        "group": "stable.example.com", "scope": "Namespaced", "names": {"plural": "e2es", "kind": "E2e"},
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": _ANY}],
    }
}  # fmt: skip
_SERVICE = {"spec": {"ports": [{"name": "http", "port": 80, "targetPort": 80}], "type": "LoadBalancer"}}

SUBJECTS = (
    Subject("v1", "configmaps", "ConfigMap", {"data": {"a": "b"}}),
    Subject("v1", "secrets", "Secret", {"stringData": {"a": "b"}}),
    Subject("v1", "serviceaccounts", "ServiceAccount", {"automountServiceAccountToken": False}),
    Subject("v1", "endpoints", "Endpoints",
            {"subsets": [{"addresses": [{"ip": "10.0.0.24"}], "ports": [{"port": 80}]}]}),
    Subject("v1", "events", "Event", {"involvedObject": {"kind": "Pod", "namespace": "default", "name": "a"},
                                      "reason": "Test", "message": "m", "type": "Normal"}),
    Subject("v1", "limitranges", "LimitRange", {"spec": {"limits": [{"type": "Container", "max": {"cpu": "500m"}}]}}),
    Subject("v1", "namespaces", "Namespace", {}, False, _condition()),
    Subject("v1", "nodes", "Node", {"spec": {"unschedulable": True}}, False, _condition()),
    Subject("v1", "persistentvolumes", "PersistentVolume", {"spec": {
        "capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/tmp/e2e"},
        "storageClassName": "none"}}, False, {"reason": "E2E", "message": "Set by a spec"}),
    Subject("v1", "persistentvolumeclaims", "PersistentVolumeClaim", {"spec": {
        "accessModes": ["ReadWriteOnce"], "storageClassName": "none", "resources": {"requests": {"storage": "1Gi"}}}},
        True, _condition()),
    Subject("v1", "pods", "Pod", {"spec": {"containers": [CONTAINER], "nodeSelector": {"none": "such"}}}, True,
            _condition()),
    Subject("v1", "podtemplates", "PodTemplate", {"template": TEMPLATE}),
    Subject("v1", "replicationcontrollers", "ReplicationController",
            {"spec": {"replicas": 0, "selector": LABELS, "template": TEMPLATE}}, True, _condition()),
    Subject("v1", "resourcequotas", "ResourceQuota", {"spec": {"hard": {"configmaps": "1k"}}}, True,
            {"hard": {"configmaps": "1k"}}),
    Subject("v1", "services", "Service", _SERVICE, True, {**_VIP, **_condition()}),
    Subject("apps/v1", "controllerrevisions", "ControllerRevision", {"revision": 3, "data": {"spec": {"a": 1}}}),
    Subject("apps/v1", "daemonsets", "DaemonSet", {"spec": {
        "selector": {"matchLabels": LABELS},
        "template": {**TEMPLATE, "spec": {**TEMPLATE["spec"], "nodeSelector": {"none": "such"}}}}}, True, _condition()),
    Subject("apps/v1", "deployments", "Deployment", {"spec": WORKLOAD}, True, _condition()),
    Subject("apps/v1", "replicasets", "ReplicaSet", {"spec": WORKLOAD}, True, _condition()),
    Subject("apps/v1", "statefulsets", "StatefulSet", {"spec": {**WORKLOAD, "serviceName": "s"}}, True, _condition()),
    Subject("batch/v1", "jobs", "Job", {"spec": {**JOB, "suspend": True}}, True, _condition()),
    Subject("batch/v1", "cronjobs", "CronJob", {"spec": {"schedule": "* */1 * * ?", "suspend": True,
                                                        "jobTemplate": {"spec": JOB}}}, True,
            {"lastScheduleTime": "2026-01-01T00:00:00Z"}),
    Subject("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", {"spec": {
        "maxReplicas": 2, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "none"}}}, True,
        {"desiredReplicas": 0, **_condition("ScalingActive")}),
    Subject("certificates.k8s.io/v1", "certificatesigningrequests", "CertificateSigningRequest", {}, False,
            _condition()),
    Subject("coordination.k8s.io/v1", "leases", "Lease",
            {"spec": {"holderIdentity": "me", "leaseDurationSeconds": 30}}),
    Subject("discovery.k8s.io/v1", "endpointslices", "EndpointSlice",
            {"addressType": "IPv4", "endpoints": [{"addresses": ["1.2.3.4"]}]}),
    Subject("events.k8s.io/v1", "events", "Event", {
        "regarding": {"kind": "Pod", "namespace": "default", "name": "a"}, "reason": "Test", "note": "n",
        "type": "Normal",
        "eventTime": "2026-01-01T00:00:00.000000Z", "action": "Do", "reportingController": "example.com/c",
        "reportingInstance": "c-1"}),
    Subject(_NET, "ingresses", "Ingress", {"spec": {"defaultBackend": _BACKEND}}, True, _LB),
    Subject(_NET, "ingressclasses", "IngressClass", {"spec": {"controller": "example.com/controller"}}, False),
    Subject(_NET, "networkpolicies", "NetworkPolicy", {"spec": {"podSelector": {}}}),
    Subject(_NET, "servicecidrs", "ServiceCIDR", {"spec": {"cidrs": ["10.112.0.0/16"]}}, False, _condition()),
    Subject(_NET, "ipaddresses", "IPAddress", {"spec": {"parentRef": {
        "resource": "services", "namespace": "default", "name": "none"}}}, False, None, "10.96.77.7"),
    Subject("node.k8s.io/v1", "runtimeclasses", "RuntimeClass", {"handler": "e2e"}, False),
    Subject("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", {"spec": {
        "minAvailable": 1, "selector": {"matchLabels": LABELS}}}, True, _condition()),
    Subject(_RBAC, "roles", "Role", _PERMISSIONS),
    Subject(_RBAC, "clusterroles", "ClusterRole", _PERMISSIONS, False),
    Subject(_RBAC, "rolebindings", "RoleBinding", _bound("Role")),
    Subject(_RBAC, "clusterrolebindings", "ClusterRoleBinding", _bound("ClusterRole"), False),
    Subject("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass", {"value": 1}, False),
    Subject(_STORAGE, "storageclasses", "StorageClass", {"provisioner": "example.com/none"}, False),
    Subject(_STORAGE, "csidrivers", "CSIDriver", {"spec": {"attachRequired": False}}, False, None, "e2e.example.com"),
    Subject(_STORAGE, "csinodes", "CSINode", {"spec": {"drivers": []}}, False),
    Subject(_STORAGE, "csistoragecapacities", "CSIStorageCapacity", {"storageClassName": "none", "nodeTopology": {}}),
    Subject(_STORAGE, "volumeattachments", "VolumeAttachment", {"spec": {
        "attacher": "e2e.example.com", "nodeName": "minikube", "source": {"persistentVolumeName": "none"}}}, False,
        {"attached": True}),
    Subject(_STORAGE, "volumeattributesclasses", "VolumeAttributesClass",
            {"driverName": "e2e.example.com", "parameters": {"a": "b"}}, False),
    Subject(_ADMISSION, "validatingwebhookconfigurations", "ValidatingWebhookConfiguration",
            {"webhooks": [HOOK]}, False),
    Subject(_ADMISSION, "mutatingwebhookconfigurations", "MutatingWebhookConfiguration",
            {"webhooks": [HOOK]}, False),
    Subject(_ADMISSION, "validatingadmissionpolicies", "ValidatingAdmissionPolicy", {"spec": _POLICY}, False,
            _condition()),
    Subject(_ADMISSION, "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding",
            {"spec": {"policyName": "none", "validationActions": ["Deny"]}}, False),
    Subject("apiextensions.k8s.io/v1", "customresourcedefinitions", "CustomResourceDefinition", _CRD, False,
            _condition(), "e2es.stable.example.com"),
    Subject("apiregistration.k8s.io/v1", "apiservices", "APIService", {"spec": {
        "group": "e2e.example.com", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 10,
        "service": {"name": "none", "namespace": "default"}, "insecureSkipTLSVerify": True}}, False, _condition(),
        "v1.e2e.example.com"),
    Subject(_FLOW, "flowschemas", "FlowSchema", {"spec": {
        "matchingPrecedence": 9999, "priorityLevelConfiguration": {"name": "global-default"},
        "distinguisherMethod": {"type": "ByUser"}}}, False, _condition()),
    Subject(_FLOW, "prioritylevelconfigurations", "PriorityLevelConfiguration", {"spec": {
        "type": "Limited", "limited": {"nominalConcurrencyShares": 2, "limitResponse": {"type": "Reject"}}}}, False,
        _condition()),
    Subject(_DRA, "deviceclasses", "DeviceClass", {"spec": {"selectors": [{"cel": {"expression": "true"}}]}}, False),
    Subject(_DRA, "resourceclaims", "ResourceClaim", {"spec": {"devices": {"requests": [
        {"name": "r", "exactly": {"deviceClassName": "none"}}]}}}, True, {"reservedFor": []}),
    Subject(_DRA, "resourceclaimtemplates", "ResourceClaimTemplate", {"spec": {"spec": {"devices": {"requests": [
        {"name": "r", "exactly": {"deviceClassName": "none"}}]}}}}),
    Subject(_DRA, "resourceslices", "ResourceSlice", {"spec": {
        "driver": "e2e.example.com", "nodeName": "minikube", "pool": {"name": "p", "generation": 1,
                                                                     "resourceSliceCount": 1}}}, False),
)  # fmt: skip
