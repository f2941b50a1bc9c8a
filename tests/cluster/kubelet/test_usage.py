"""What pods and nodes take, who loads them, and what the metrics-server says of it."""

import pytest

from cluster import metrics_server
from cluster.api.request import Request
from cluster.objects.times import SECOND
from tests.cluster.controllers.scene import PATHS, Scene, deployment, pod

ROOT = "/apis/metrics.k8s.io/v1beta1"
KINDS = {
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "RoleBinding": "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "APIService": "/apis/apiregistration.k8s.io/v1/apiservices",
}


def with_metrics_server(**others):
    scene = Scene(**others)
    for obj in metrics_server.manifests():
        path = {**PATHS, **KINDS}[obj["kind"]].format("kube-system")
        answer = scene.cluster.request(Request("POST", path, body=obj))
        assert answer.code == 201, answer.body
    scene.wait(20)
    return scene


def read(scene, path):
    return scene.cluster.request(Request("GET", f"{ROOT}/{path}"))


def cores(amount):
    """`1500000n` in millicores."""
    return int(amount.removesuffix("n")) // 1_000_000


def test_there_is_no_metrics_api_until_its_server_is_ready():
    scene = Scene()
    assert read(scene, "pods").code == 404
    scene = with_metrics_server()
    assert read(scene, "pods").code == 200
    groups = scene.cluster.request(Request("GET", "/apis")).body["groups"]
    assert "metrics.k8s.io" in [group["name"] for group in groups]
    scene.patch("Deployment", "metrics-server", {"spec": {"replicas": 0}}, "kube-system")
    scene.wait(40)
    assert (read(scene, "pods").code, read(scene, "pods").body) == (503, "service unavailable\n")


def test_a_new_pod_has_no_metrics_before_the_next_look():
    scene = with_metrics_server()
    scene.wait(60 - scene.cluster.now % (60 * SECOND) // SECOND + 1)
    scene.create(pod("web", {"app": "web"}))
    scene.wait(30)
    missing = read(scene, "namespaces/default/pods/web")
    assert (missing.code, missing.body["message"]) == (404, 'podmetrics.metrics.k8s.io "default/web" not found')
    scene.wait(60)
    found = read(scene, "namespaces/default/pods/web").body
    assert (found["window"], found["metadata"]["labels"]) == ("1m0s", {"app": "web"})
    assert [each["name"] for each in found["containers"]] == ["main"]
    assert cores(found["containers"][0]["usage"]["cpu"]) < 5


def test_reading_metrics_writes_nothing():
    scene = with_metrics_server()
    scene.cluster.settle()
    before = scene.cluster.digest()
    read(scene, "pods"), read(scene, "nodes")
    assert scene.cluster.digest() == before


@pytest.mark.parametrize(("limit", "expected"), [(None, 2000), ("500m", 500)])
def test_stress_takes_what_it_is_told_up_to_the_limit(limit, expected):
    scene = with_metrics_server()
    made = pod("busy", {"app": "busy"}, image="busybox")
    made["spec"]["containers"][0].update(command=["sh", "-c", "stress --cpu 2 & sleep 100000"])
    if limit:
        made["spec"]["containers"][0]["resources"] = {"limits": {"cpu": limit}}
    scene.create(made)
    scene.wait(150)
    used = read(scene, "namespaces/default/pods/busy").body["containers"][0]["usage"]
    assert cores(used["cpu"]) == expected


def test_a_load_that_is_set_is_divided_among_the_ready_pods():
    scene = with_metrics_server()
    made = deployment("web", 2)
    made["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.k8s.io/hpa-example"
    scene.create(made)
    scene.wait(130)
    scene.do(load={"kind": "Deployment", "namespace": "default", "name": "web", "rate": 8})
    scene.wait(130)
    found = read(scene, "namespaces/default/pods").body["items"]
    assert [cores(each["containers"][0]["usage"]["cpu"]) // 10 for each in found] == [20, 20]  # 4/s × 52 ms each
    scene.do(load={"kind": "Deployment", "namespace": "default", "name": "web", "rate": 0})
    scene.wait(130)
    found = read(scene, "namespaces/default/pods").body["items"]
    assert all(cores(each["containers"][0]["usage"]["cpu"]) < 3 for each in found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "Secret", "name": "web", "rate": 1},
        {"kind": "Deployment", "name": "none", "rate": 1},
        {"kind": "Pod", "name": "web", "rate": -1},
    ],
)
def test_a_load_that_makes_no_sense(wrong):
    with pytest.raises(ValueError, match="load on|rate="):
        Scene().do(load=wrong)


def test_a_stopped_node_has_no_metrics():
    scene = with_metrics_server(nodes=2)
    scene.wait(120)
    names = [each["metadata"]["name"] for each in read(scene, "nodes").body["items"]]
    assert names == ["minikube", "minikube-m02"]
    scene.do(fault="node.stop", node="minikube-m02")
    assert [each["metadata"]["name"] for each in read(scene, "nodes").body["items"]] == ["minikube"]


def test_metrics_are_selected_by_labels_and_shown_as_a_table():
    scene = with_metrics_server()
    scene.create(pod("a", {"app": "a"}))
    scene.create(pod("b", {"app": "b"}))
    scene.wait(130)
    chosen = scene.cluster.request(Request("GET", f"{ROOT}/namespaces/default/pods", {"labelSelector": "app=b"}))
    assert [each["metadata"]["name"] for each in chosen.body["items"]] == ["b"]
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
    table = scene.cluster.request(Request("GET", f"{ROOT}/namespaces/default/pods", accept=accept)).body
    assert [column["name"] for column in table["columnDefinitions"]] == ["Name", "cpu", "memory", "Window"]
    assert table["rows"][0]["cells"][0] == "a"
