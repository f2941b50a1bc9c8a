"""The addon `ingress`: ingress-nginx with its namespace, rights, class, Services and the jobs of its webhook's
certificate.

Source: https://github.com/kubernetes/minikube/tree/master/deploy/addons/ingress (the validating webhook itself is left
out: nothing here would answer it).
"""

from __future__ import annotations

from typing import Any

NAMESPACE = "ingress-nginx"
CONTROLLER = "registry.k8s.io/ingress-nginx/controller:v1.13.2"
CERTGEN = "registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.2"
IMAGES = (CERTGEN, CERTGEN, CONTROLLER)
MARK = ("deployments.apps", NAMESPACE, "ingress-nginx-controller")

_COMMON = {"app.kubernetes.io/instance": "ingress-nginx", "app.kubernetes.io/name": "ingress-nginx"}
_CONTROLLER = {**_COMMON, "app.kubernetes.io/component": "controller"}
_WEBHOOK = {**_COMMON, "app.kubernetes.io/component": "admission-webhook"}
_RBAC = "rbac.authorization.k8s.io"
_READ = ["get", "list", "watch"]
_TOLERATIONS = [{"effect": "NoSchedule", "key": "node-role.kubernetes.io/control-plane", "operator": "Equal"}]


def manifests() -> list[dict]:
    """All objects of the addon."""
    return [
        _made("v1", "Namespace", NAMESPACE, _COMMON, namespaced=False),
        _made("v1", "ServiceAccount", "ingress-nginx", _CONTROLLER),
        _made("v1", "ServiceAccount", "ingress-nginx-admission", _WEBHOOK),
        *_rights(),
        _made("v1", "ConfigMap", "ingress-nginx-controller", _CONTROLLER, data={"hsts": "false"}),
        _made("v1", "ConfigMap", "tcp-services", _CONTROLLER),
        _made("v1", "ConfigMap", "udp-services", _CONTROLLER),
        *_services(),
        _deployment(),
        _job("create", ["create", f"--host=ingress-nginx-controller-admission,ingress-nginx-controller-admission."
                        f"{NAMESPACE}.svc", f"--namespace={NAMESPACE}", "--secret-name=ingress-nginx-admission"]),
        _job("patch", ["patch", "--webhook-name=ingress-nginx-admission", f"--namespace={NAMESPACE}",
                       "--patch-mutating=false", "--secret-name=ingress-nginx-admission",
                       "--patch-failure-policy=Fail"]),
        _class(),
    ]  # fmt: skip


def _made(
    version: str, kind: str, name: str, labels: dict[str, str], namespaced: bool = True, **rest: Any
) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name, "labels": dict(labels)}
    if namespaced:
        metadata["namespace"] = NAMESPACE
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **rest}


def _rights() -> list[dict]:
    name = "ingress-nginx"
    own: list[dict] = [
        {"apiGroups": [""], "resources": ["configmaps", "pods", "secrets", "endpoints"], "verbs": _READ},
        {"apiGroups": [""], "resources": ["services"], "verbs": _READ},
        {"apiGroups": ["networking.k8s.io"], "resources": ["ingresses"], "verbs": _READ},
        {"apiGroups": ["networking.k8s.io"], "resources": ["ingresses/status"], "verbs": ["update"]},
        {"apiGroups": ["networking.k8s.io"], "resources": ["ingressclasses"], "verbs": _READ},
        {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": ["get", "update", "create"]},
        {"apiGroups": [""], "resources": ["events"], "verbs": ["create", "patch"]},
        {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": _READ},
    ]
    everywhere = [
        {"apiGroups": [""], "resources": ["configmaps", "endpoints", "nodes", "pods", "secrets", "namespaces"],
         "verbs": ["list", "watch"]},
        *own[1:],
    ]  # fmt: skip
    subject = [{"kind": "ServiceAccount", "name": name, "namespace": NAMESPACE}]
    version = f"{_RBAC}/v1"
    role = {"apiGroup": _RBAC, "kind": "Role", "name": name}
    return [
        _made(version, "ClusterRole", name, _COMMON, namespaced=False, rules=everywhere),
        _made(version, "ClusterRoleBinding", name, _COMMON, namespaced=False,
              roleRef={**role, "kind": "ClusterRole"}, subjects=subject),
        _made(version, "Role", name, _CONTROLLER, rules=own),
        _made(version, "RoleBinding", name, _CONTROLLER, roleRef=role, subjects=subject),
    ]  # fmt: skip


def _services() -> list[dict]:
    ports = [
        {"name": name, "port": port, "protocol": "TCP", "targetPort": name, "appProtocol": name}
        for name, port in (("http", 80), ("https", 443))
    ]
    hook = [{"name": "https-webhook", "port": 443, "targetPort": "webhook", "appProtocol": "https"}]
    return [
        _made("v1", "Service", "ingress-nginx-controller", _CONTROLLER,
              spec={"type": "NodePort", "ipFamilyPolicy": "SingleStack", "ipFamilies": ["IPv4"], "ports": ports,
                    "selector": dict(_CONTROLLER)}),
        _made("v1", "Service", "ingress-nginx-controller-admission", _CONTROLLER,
              spec={"type": "ClusterIP", "ports": hook, "selector": dict(_CONTROLLER)}),
    ]  # fmt: skip


def _deployment() -> dict:
    check = {"httpGet": {"path": "/healthz", "port": 10254, "scheme": "HTTP"}, "initialDelaySeconds": 10,
             "periodSeconds": 10, "timeoutSeconds": 1, "successThreshold": 1}  # fmt: skip
    container = {
        "name": "controller",
        "image": CONTROLLER,
        "imagePullPolicy": "IfNotPresent",
        "args": [
            "/nginx-ingress-controller",
            "--election-id=ingress-nginx-leader",
            "--controller-class=k8s.io/ingress-nginx",
            "--watch-ingress-without-class=true",
            f"--configmap=$(POD_NAMESPACE)/{'ingress-nginx-controller'}",
            "--tcp-services-configmap=$(POD_NAMESPACE)/tcp-services",
            "--udp-services-configmap=$(POD_NAMESPACE)/udp-services",
        ],
        "env": [
            {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            {"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
        ],
        "ports": [
            {"name": "http", "containerPort": 80, "hostPort": 80, "protocol": "TCP"},
            {"name": "https", "containerPort": 443, "hostPort": 443, "protocol": "TCP"},
            {"name": "webhook", "containerPort": 8443, "protocol": "TCP"},
        ],
        "readinessProbe": {**check, "failureThreshold": 3},
        "livenessProbe": {**check, "failureThreshold": 5},
        "resources": {"requests": {"cpu": "100m", "memory": "90Mi"}},
    }
    pod = {
        "containers": [container],
        "dnsPolicy": "ClusterFirst",
        "nodeSelector": {"kubernetes.io/os": "linux", "minikube.k8s.io/primary": "true"},
        "serviceAccountName": "ingress-nginx",
        "terminationGracePeriodSeconds": 0,
        "tolerations": _TOLERATIONS,
    }
    spec = {
        "minReadySeconds": 0,
        "revisionHistoryLimit": 10,
        "selector": {"matchLabels": dict(_CONTROLLER)},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
        "template": {"metadata": {"labels": {**_CONTROLLER, "gcp-auth-skip-secret": "true"}}, "spec": pod},
    }
    return _made("apps/v1", "Deployment", "ingress-nginx-controller", _CONTROLLER, spec=spec)


def _job(name: str, args: list[str]) -> dict:
    pod = {
        "containers": [{"name": name, "image": CERTGEN, "imagePullPolicy": "IfNotPresent", "args": args}],
        "restartPolicy": "OnFailure",
        "serviceAccountName": "ingress-nginx-admission",
        "nodeSelector": {"kubernetes.io/os": "linux", "minikube.k8s.io/primary": "true"},
        "securityContext": {"runAsNonRoot": True, "runAsUser": 2000},
    }
    template = {"metadata": {"name": f"ingress-nginx-admission-{name}", "labels": dict(_WEBHOOK)}, "spec": pod}
    return _made("batch/v1", "Job", f"ingress-nginx-admission-{name}", _WEBHOOK, spec={"template": template})


def _class() -> dict:
    made = _made("networking.k8s.io/v1", "IngressClass", "nginx", _CONTROLLER, namespaced=False,
                 spec={"controller": "k8s.io/ingress-nginx"})  # fmt: skip
    made["metadata"]["annotations"] = {"ingressclass.kubernetes.io/is-default-class": "true"}
    return made
