"""The objects of the metrics-server as `minikube addons enable metrics-server` applies them.

Source: https://github.com/kubernetes/minikube/tree/v1.37.0/deploy/addons/metrics-server (its five files) and
https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/#metrics-server
"""

from __future__ import annotations

NAME, NAMESPACE = "metrics-server", "kube-system"
IMAGE = "registry.k8s.io/metrics-server/metrics-server:v0.8.0"
_LABELS = {"k8s-app": NAME, "kubernetes.io/minikube-addons": NAME, "addonmanager.kubernetes.io/mode": "Reconcile"}
_READER = "system:aggregated-metrics-reader"
_ACCOUNT = {"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}
_RBAC = "rbac.authorization.k8s.io"


def manifests() -> list[dict]:
    """In the order in which they are applied."""
    return [_registration(), _deployment(), *_access(), _service()]


def _meta(name: str = NAME, namespaced: bool = True, labels: dict[str, str] | None = None) -> dict:
    return {"name": name, **({"namespace": NAMESPACE} if namespaced else {}), "labels": {**_LABELS, **(labels or {})}}


def _registration() -> dict:
    return {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": _meta("v1beta1.metrics.k8s.io", namespaced=False),
        "spec": {
            "service": {"name": NAME, "namespace": NAMESPACE},
            "group": "metrics.k8s.io",
            "version": "v1beta1",
            "insecureSkipTLSVerify": True,
            "groupPriorityMinimum": 100,
            "versionPriority": 100,
        },
    }


def _deployment() -> dict:
    container = {
        "name": NAME,
        "image": IMAGE,
        "imagePullPolicy": "IfNotPresent",
        "args": [
            "--cert-dir=/tmp",
            "--secure-port=4443",
            "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
            "--kubelet-use-node-status-port",
            "--metric-resolution=60s",
            "--kubelet-insecure-tls",
        ],
        "resources": {"requests": {"cpu": "100m", "memory": "200Mi"}},
        "ports": [{"name": "https", "containerPort": 4443, "protocol": "TCP"}],
        "readinessProbe": _probe("/readyz", {"failureThreshold": 3, "periodSeconds": 2, "initialDelaySeconds": 0}),
        "livenessProbe": _probe("/livez", {"failureThreshold": 3, "periodSeconds": 10}),
        "securityContext": {"readOnlyRootFilesystem": True, "runAsNonRoot": True, "runAsUser": 1000},
        "volumeMounts": [{"name": "tmp-dir", "mountPath": "/tmp"}],
    }
    pod = {
        "serviceAccountName": NAME,
        "priorityClassName": "system-cluster-critical",
        "containers": [container],
        "volumes": [{"name": "tmp-dir", "emptyDir": {}}],
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _meta(),
        "spec": {
            "selector": {"matchLabels": {"k8s-app": NAME}},
            "strategy": {"rollingUpdate": {"maxUnavailable": 0}},
            "template": {"metadata": {"name": NAME, "labels": {"k8s-app": NAME}}, "spec": pod},
        },
    }


def _probe(path: str, numbers: dict) -> dict:
    return {"httpGet": {"path": path, "port": "https", "scheme": "HTTPS"}, **numbers}


def _access() -> list[dict]:
    to_all = {f"{_RBAC}/aggregate-to-{role}": "true" for role in ("view", "edit", "admin")}
    reading = ["get", "list", "watch"]
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": _meta()},
        _role(_READER, [{"apiGroups": ["metrics.k8s.io"], "resources": ["pods", "nodes"], "verbs": reading}], **to_all),
        _role(
            f"system:{NAME}",
            [
                {"apiGroups": [""], "resources": ["nodes/metrics"], "verbs": ["get"]},
                {"apiGroups": [""], "resources": ["pods", "nodes"], "verbs": reading},
            ],
        ),
        _binding("ClusterRoleBinding", f"{NAME}:system:auth-delegator", "ClusterRole", "system:auth-delegator"),
        _binding("ClusterRoleBinding", f"system:{NAME}", "ClusterRole", f"system:{NAME}"),
        _binding("RoleBinding", f"{NAME}-auth-reader", "Role", "extension-apiserver-authentication-reader"),
    ]


def _role(name: str, rules: list[dict], **labels: str) -> dict:
    metadata = _meta(name, namespaced=False, labels=labels)
    return {"apiVersion": f"{_RBAC}/v1", "kind": "ClusterRole", "metadata": metadata, "rules": rules}


def _binding(kind: str, name: str, role_kind: str, role: str) -> dict:
    return {
        "apiVersion": f"{_RBAC}/v1",
        "kind": kind,
        "metadata": _meta(name, namespaced=kind == "RoleBinding"),
        "roleRef": {"apiGroup": _RBAC, "kind": role_kind, "name": role},
        "subjects": [_ACCOUNT],
    }


def _service() -> dict:
    ports = [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": "https"}]
    labels = {"kubernetes.io/name": "Metrics-server"}
    metadata = _meta(labels=labels)
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {"selector": {"k8s-app": NAME}, "ports": ports},
    }
