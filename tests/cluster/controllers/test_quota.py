"""ResourceQuota: what counts, in which scopes, and what becomes of it when things change."""

import pytest

from cluster.api.request import Request
from tests.cluster.controllers.scene import Scene, pod

GPU = "example.com/gpu"


@pytest.fixture
def scene():
    return Scene()


def quota(hard, name="q", **spec):
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": name}, "spec": {"hard": hard, **spec}}


def used(scene, name="q"):
    scene.wait(1)
    return scene.store.get("resourcequotas", "default", name)["status"]["used"]


def sized(name, requests=None, limits=None, **spec):
    made = pod(name, {"app": name}, **spec)
    made["spec"]["containers"][0]["resources"] = {"requests": requests or {}, "limits": limits or {}}
    return made


def far(**term):
    terms = [{"topologyKey": "kubernetes.io/hostname", "labelSelector": {}, **term}]
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


@pytest.mark.parametrize(
    ("scope", "inside", "outside"),
    [
        ("Terminating", {"activeDeadlineSeconds": 600}, {}),
        ("NotTerminating", {}, {"activeDeadlineSeconds": 600}),
        ("CrossNamespacePodAffinity", {"affinity": far(namespaces=["other"])}, {"affinity": far()}),
        ("PriorityClass", {"priorityClassName": "system-node-critical"}, {}),
    ],
)
def test_a_scope_narrows_a_quota(scene, scope, inside, outside):
    scene.create(quota({"pods": "1"}, scopes=[scope]))
    scene.wait(1)
    scene.create(pod("in", {}, **inside))
    scene.create(pod("out", {}, **outside))
    assert used(scene) == {"pods": "1"}
    with pytest.raises(AssertionError, match="exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1"):
        scene.create(pod("again", {}, **inside))


def test_best_effort_is_what_asks_for_no_cpu_and_no_memory(scene):
    scene.create(quota({"pods": "5"}, "loose", scopes=["BestEffort"]))
    scene.create(quota({"pods": "5"}, "tight", scopes=["NotBestEffort"]))
    scene.wait(1)
    scene.create(sized("stored", {"ephemeral-storage": "1Gi"}))
    scene.create(sized("small", {"cpu": "10m"}))
    assert (used(scene, "loose"), used(scene, "tight")) == ({"pods": "1"}, {"pods": "1"})


@pytest.mark.parametrize(
    ("operator", "values", "counted"),
    [
        ("In", ["system-node-critical"], "1"),
        ("NotIn", ["system-node-critical"], "2"),
        ("Exists", None, "2"),
        ("DoesNotExist", None, "1"),
    ],
)
def test_a_selector_chooses_priority_classes(scene, operator, values, counted):
    chosen = {"scopeName": "PriorityClass", "operator": operator, **({"values": values} if values else {})}
    scene.create(quota({"pods": "5"}, scopeSelector={"matchExpressions": [chosen]}))
    scene.wait(1)
    scene.create(pod("a", {}, priorityClassName="system-node-critical"))
    scene.create(pod("b", {}, priorityClassName="system-cluster-critical"))
    scene.create(pod("c", {}))
    assert used(scene) == {"pods": counted}


def test_extended_resources_overhead_and_sidecars_count(scene):
    scene.create(quota({f"requests.{GPU}": "3", "requests.memory": "1Gi"}))
    scene.wait(1)
    made = sized("gpu", {GPU: "2", "memory": "100Mi"}, {GPU: "2"})
    sidecar = {"name": "side", "image": "nginx", "restartPolicy": "Always"}
    made["spec"]["initContainers"] = [
        {**sidecar, "resources": {"requests": {"memory": "50Mi"}}},
        {"name": "first", "image": "busybox", "resources": {"requests": {"memory": "120Mi"}}},
    ]
    scene.create(made)
    assert used(scene) == {f"requests.{GPU}": "2", "requests.memory": "170Mi"}
    with pytest.raises(AssertionError, match=f"exceeded quota: q, requested: requests.{GPU}=2, used"):
        scene.create(sized("more", {GPU: "2", "memory": "1Mi"}, {GPU: "2"}))
    with pytest.raises(AssertionError, match="failed quota: q: must specify requests.memory for: main"):
        scene.create(sized("silent"))


def test_services_count_by_type_and_when_they_change(scene):
    scene.create(quota({"services": "4", "services.nodeports": "2", "services.loadbalancers": "0"}))
    scene.wait(1)
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
    spec = {"selector": {"app": "web"}, "ports": [{"name": "a", "port": 80}, {"name": "b", "port": 81}]}
    scene.create({**service, "spec": {**spec, "type": "NodePort"}})
    assert used(scene)["services.nodeports"] == "2"
    scene.create({**service, "metadata": {"name": "plain"}, "spec": spec})
    with pytest.raises(AssertionError, match="exceeded quota: q, requested: services.nodeports=2, used"):
        scene.patch("Service", "plain", {"spec": {"type": "NodePort"}})
    with pytest.raises(AssertionError, match="requested: services.loadbalancers=1,services.nodeports=2"):
        scene.create({**service, "metadata": {"name": "lb"}, "spec": {**spec, "type": "LoadBalancer"}})
    scene.patch("Service", "web", {"spec": {"type": "ClusterIP"}})
    assert used(scene) == {"services": "3", "services.nodeports": "0", "services.loadbalancers": "0"}


def test_every_kind_can_be_counted(scene):
    scene.create(
        quota({"count/deployments.apps": "1", "count/leases.coordination.k8s.io": "1", "count/widgets.x.io": "1"})
    )
    assert used(scene) == {
        "count/deployments.apps": "0",
        "count/leases.coordination.k8s.io": "0",
        "count/widgets.x.io": "0",
    }


def test_a_pod_that_has_ended_is_an_object_still(scene):
    scene.create(quota({"pods": "1", "count/pods": "5"}))
    scene.wait(1)
    done = pod("done", {}, restartPolicy="Never")
    done["spec"]["containers"][0] |= {"image": "busybox", "command": ["true"]}
    scene.create(done)
    assert used(scene) == {"count/pods": "1", "pods": "1"}
    scene.wait(30)
    assert used(scene) == {"count/pods": "1", "pods": "0"}


def test_what_somebody_writes_into_the_status_stands_until_the_next_count(scene):
    scene.create(quota({"pods": "1"}))
    scene.wait(1)
    path = "/api/v1/namespaces/default/resourcequotas/q/status"
    body = {"status": {"hard": {"pods": "7"}, "used": {"pods": "3"}}}
    kind = "application/merge-patch+json"
    assert scene.cluster.request(Request("PATCH", path, body=body, content_type=kind)).code == 200
    assert used(scene) == {"pods": "3"}
    scene.wait(300)
    assert used(scene) == {"pods": "0"}
