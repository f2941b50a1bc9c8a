"""What the diagram is told of objects."""

from types import SimpleNamespace

import pytest

from cluster.simulation import Simulation
from tutorial.lessons.slim import Slimmer

SLIMMER = Slimmer(SimpleNamespace(epoch=0, now=0, runtime=None, store=None))


def made(resource: str, spec: dict, **more) -> dict:
    metadata = {"name": "x", "namespace": "default", "uid": "u", "resourceVersion": "7"}
    return SLIMMER.slim(resource, {"metadata": metadata, "spec": spec, **more})


MOUNTS = [
    {"name": "data", "persistentVolumeClaim": {"claimName": "data-0"}},
    {"name": "site", "configMap": {"name": "site"}},
    {"name": "tls", "secret": {"secretName": "tls"}},
    {"name": "all", "projected": {"sources": [{"configMap": {"name": "more"}}, {"secret": {"name": "key"}}]}},
    {"name": "kube-api-access-abcde", "projected": {"sources": [{"configMap": {"name": "kube-root-ca.crt"}}]}},
    {"name": "scratch", "emptyDir": {}},
]
ENVIRONMENT = {
    "name": "c",
    "envFrom": [{"configMapRef": {"name": "env"}}, {"secretRef": {"name": "password"}}],
    "env": [
        {"name": "A", "value": "1"},
        {"name": "B", "valueFrom": {"configMapKeyRef": {"name": "site", "key": "b"}}},
        {"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ],
}


@pytest.mark.parametrize(
    ("spec", "uses"),
    [
        ({"containers": [{"name": "c"}]}, []),
        (
            {"containers": [{"name": "c"}], "volumes": MOUNTS},
            ["ConfigMap/more", "ConfigMap/site", "PersistentVolumeClaim/data-0", "Secret/key", "Secret/tls"],
        ),
        (
            {"containers": [{"name": "c"}], "initContainers": [ENVIRONMENT]},
            ["ConfigMap/env", "ConfigMap/site", "Secret/password"],
        ),
    ],
)
def test_a_pod_tells_what_it_uses(spec, uses, monkeypatch):
    monkeypatch.setattr("tutorial.lessons.slim.pods.progress", lambda *_: {})
    assert made("pods", spec)["uses"] == uses


def test_a_claim_tells_whether_it_is_bound():
    pending = made("persistentvolumeclaims", {}, status={"phase": "Pending"})
    bound = made("persistentvolumeclaims", {}, status={"phase": "Bound", "capacity": {"storage": "1Gi"}})
    assert [(claim["bound"], claim["capacity"]) for claim in (pending, bound)] == [(False, None), (True, "1Gi")]


def test_an_ingress_tells_its_hosts_and_services_once_each():
    def to(name):
        return {"path": "/", "backend": {"service": {"name": name}}}

    spec = {
        "defaultBackend": {"service": {"name": "rest"}},
        "rules": [
            {"host": "a.example", "http": {"paths": [to("web"), to("shop")]}},
            {"host": "a.example", "http": {"paths": [to("web")]}},
            {"host": "b.example"},
        ],
    }
    ingress = made("ingresses.networking.k8s.io", spec)
    assert (ingress["hosts"], ingress["backends"]) == (["a.example", "b.example"], ["rest", "web", "shop"])


def test_a_fresh_cluster_is_told_in_few_objects():
    kinds = [one["kind"] for one in Slimmer(Simulation()).everything()]
    assert {"Node", "Pod", "Deployment", "DaemonSet", "Service", "Namespace"} <= set(kinds)
    assert len(kinds) < 40 and not {"ClusterRole", "Role", "ServiceAccount"} & set(kinds)


def test_a_cron_job_tells_when_it_is_due():
    spec = {"schedule": "*/5 * * * *"}
    ran = made("cronjobs.batch", spec, status={"lastScheduleTime": "1970-01-01T00:10:00Z", "active": [{}]})
    assert (ran["last"], ran["next"], ran["have"], ran["suspended"]) == (600_000_000, 900_000_000, 1, False)
    assert made("cronjobs.batch", {**spec, "suspend": True})["next"] is None


def test_an_autoscaler_tells_what_it_measures():
    wanted = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}
    current = {"name": "cpu", "current": {"averageUtilization": 250, "averageValue": "500m"}}
    spec = {
        "scaleTargetRef": {"kind": "Deployment", "name": "php-apache"},
        "minReplicas": 1,
        "maxReplicas": 10,
        "metrics": [{"type": "Resource", "resource": wanted}],
    }
    status = {"currentReplicas": 1, "desiredReplicas": 4, "currentMetrics": [{"type": "Resource", "resource": current}]}
    slim = made("horizontalpodautoscalers.autoscaling", spec, status=status)
    assert (slim["have"], slim["want"], slim["min"], slim["max"], slim["metrics"]) == (1, 4, 1, 10, "cpu: 250%/50%")
