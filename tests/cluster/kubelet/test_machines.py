"""Nodes as machines: booting, stopping, coming back; heartbeats; what a minikube has."""

import pytest

from cluster import minikube
from cluster.api.request import Request
from cluster.kinds import KINDS
from cluster.simulation import Simulation
from tests.cluster.controllers.scene import Scene, pod

DAY = 86_400_000_000
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "replicas": 4,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]},
        },
    },
}


def readiness(scene: Scene) -> dict[str, str]:
    nodes = KINDS.by_resource["nodes"]
    return {node["metadata"]["name"]: nodes.row(node, 0)[1] for node in scene.store.list("nodes")}


def pods(scene: Scene, node: str) -> list[str]:
    return [pod["metadata"]["name"] for pod in scene.store.pods_on(node) if pod["metadata"]["namespace"] == "default"]


def test_a_fresh_minikube():
    scene = Scene(nodes=2)
    assert readiness(scene) == {"minikube": "Ready", "minikube-m02": "Ready"}
    assert scene.names("namespaces", "") == ["default", "kube-node-lease", "kube-public", "kube-system"]
    names = [
        name.rpartition("-")[0] if "proxy" in name else name.partition("-7")[0]
        for name in scene.names("pods", "kube-system")
    ]
    assert sorted(set(names) - {n for n in names if n.startswith("coredns")}) == [
        "etcd-minikube",
        "kube-apiserver-minikube",
        "kube-controller-manager-minikube",
        "kube-proxy",
        "kube-scheduler-minikube",
        "storage-provisioner",
    ]
    assert all(pod["status"]["phase"] == "Running" for pod in scene.store.list("pods"))
    assert scene.store.get("services", "default", "kubernetes")["spec"]["clusterIP"] == "10.96.0.1"


def test_a_kubelet_that_comes_up_says_so():
    scene = Scene(nodes=1)
    told = sorted(scene.store.list("events", "default"), key=lambda e: int(e["metadata"]["resourceVersion"]))
    assert [e["reason"] for e in told if e["source"].get("component") == "kubelet"] == [
        "Starting",
        "NodeHasSufficientMemory",
        "NodeHasNoDiskPressure",
        "NodeHasSufficientPID",
        "NodeAllocatableEnforced",
        "NodeReady",
    ]
    assert [e["message"] for e in scene.events("RegisteredNode")] == [
        "Node minikube event: Registered Node minikube in Controller"
    ]


def test_an_idle_cluster_has_nothing_to_do_and_yet_its_hearts_beat():
    scene = Scene(nodes=3)
    scene.wait(2 * 3600)  # the Events of the start have expired
    assert scene.cluster.next_due is None
    revision = scene.store.revision
    scene.wait(10 * 86_400)
    assert scene.store.revision == revision
    node = scene.cluster.request(Request("GET", "/api/v1/nodes/minikube")).body
    lease = scene.cluster.request(
        Request("GET", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/minikube")
    ).body
    assert node["status"]["conditions"][3]["lastHeartbeatTime"] == "2026-01-11T02:00:00Z"
    assert lease["spec"]["renewTime"] == "2026-01-11T02:00:10.000000Z"
    assert (
        node["metadata"]["resourceVersion"] == scene.store.get("nodes", "", "minikube")["metadata"]["resourceVersion"]
    )


def test_a_stopped_node_falls_silent_is_found_out_and_comes_back():
    scene = Scene(nodes=3)
    scene.create(DEPLOYMENT)
    scene.wait(20)
    lost = pods(scene, "minikube-m02")
    assert lost
    scene.do(fault="node.stop", node="minikube-m02")
    scene.wait(5)
    assert readiness(scene)["minikube-m02"] == "Ready"  # nobody has noticed
    scene.wait(60)
    assert readiness(scene)["minikube-m02"] == "NotReady"
    scene.wait(310)  # tolerated for five minutes
    assert pods(scene, "minikube-m02") == lost
    assert all("deletionTimestamp" in scene.store.get("pods", "default", name)["metadata"] for name in lost)
    assert len(scene.names("pods")) == 4 + len(lost)
    scene.do(fault="node.start", node="minikube-m02")
    scene.wait(5)
    assert readiness(scene)["minikube-m02"] == "Ready"
    assert pods(scene, "minikube-m02") == []
    back = [e for e in scene.events("NodeReady") if e["involvedObject"]["name"] == "minikube-m02"]
    assert sum(e["count"] for e in back) == 2  # when it joined, and now


def test_pods_of_a_node_that_was_off_for_a_moment_are_restarted():
    scene = Scene(nodes=2)
    scene.create(DEPLOYMENT)
    scene.wait(20)
    before = {name: scene.store.get("pods", "default", name)["status"]["podIP"] for name in pods(scene, "minikube-m02")}
    scene.do(fault="node.stop", node="minikube-m02")
    scene.wait(5)
    scene.do(fault="node.start", node="minikube-m02")
    scene.wait(10)
    for name, address in before.items():
        status = scene.store.get("pods", "default", name)["status"]
        assert status["podIP"] != address
        (only,) = status["containerStatuses"]
        assert (only["ready"], only["restartCount"], only["lastState"]["terminated"]["exitCode"]) == (True, 1, 255)
    assert len(scene.events("SandboxChanged")) >= len(before)


def test_while_the_control_plane_is_off_nobody_acts():
    scene = Scene(nodes=2)
    scene.create(DEPLOYMENT)
    scene.do(minikube="stop")
    assert not minikube.answers(scene.cluster)
    assert scene.cluster.next_due is None
    scene.wait(3600)
    scene.do(minikube="start")
    assert minikube.answers(scene.cluster)
    scene.wait(30)
    assert readiness(scene) == {"minikube": "Ready", "minikube-m02": "Ready"}
    assert scene.store.get("deployments.apps", "default", "web")["status"]["readyReplicas"] == 4


def test_nodes_come_and_go():
    scene = Scene(nodes=1)
    scene.do(minikube="node add")
    scene.do(minikube="node add", size={"cpu": "16"})
    scene.wait(5)
    assert list(readiness(scene)) == ["minikube", "minikube-m02", "minikube-m03"]
    assert scene.store.get("nodes", "", "minikube-m03")["status"]["allocatable"]["cpu"] == "16"
    scene.do(minikube="node delete", node="minikube-m02")
    scene.wait(5)
    assert list(readiness(scene)) == ["minikube", "minikube-m03"]
    addresses = [node["status"]["addresses"][0]["address"] for node in scene.store.list("nodes")]
    assert len(set(addresses)) == 2


def test_a_deleted_node_registers_anew_when_its_machine_starts_again():
    scene = Scene(nodes=2)
    scene.delete("Node", "minikube-m02", "")
    scene.wait(5)
    assert list(readiness(scene)) == ["minikube"]
    scene.do(fault="node.stop", node="minikube-m02")
    scene.do(fault="node.start", node="minikube-m02")
    scene.wait(5)
    assert readiness(scene) == {"minikube": "Ready", "minikube-m02": "Ready"}


def test_delete_leaves_nothing_and_a_new_cluster_can_be_made():
    scene = Scene(nodes=1)
    revision = scene.store.revision
    scene.do(minikube="delete")
    assert scene.store.resources() == []
    assert not minikube.exists(scene.cluster)
    assert scene.cluster.next_due is None
    scene.do(minikube="start", nodes=2)
    scene.wait(5)
    assert readiness(scene) == {"minikube": "Ready", "minikube-m02": "Ready"}
    assert scene.store.revision > revision


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"fault": "node.stop", "node": "nope"}, "node 'nope' does not exist; there are minikube"),
        ({"fault": "node.explode"}, "'node.explode' is not known; known are"),
        ({"fault": "container.kill", "pod": "nope"}, "running: none"),
        ({"minikube": "node add", "size": {"cpus": "4"}}, "size has cpus; allowed are cpu, memory"),
        ({"minikube": "node delete", "node": 7}, "must be the name of a node"),
    ],
)
def test_wrong_faults_are_refused(request_, words):
    scene = Scene(nodes=1)
    with pytest.raises(ValueError, match=words):
        scene.do(**request_)


@pytest.mark.parametrize("count", [0.5, "3", 251, -1])
def test_a_wrong_number_of_nodes_is_refused(count):
    with pytest.raises(ValueError, match="must be a number from 1 to 250"):
        Simulation(nodes=count)


def test_a_mirror_pod_comes_back():
    scene = Scene(nodes=1)
    scene.delete("Pod", "etcd-minikube", "kube-system")
    scene.wait(40)
    found = scene.store.get("pods", "kube-system", "etcd-minikube")
    assert found["status"]["phase"] == "Running"
    assert "kubernetes.io/config.mirror" in found["metadata"]["annotations"]


def test_addresses_go_round_and_are_given_to_one_pod_at_a_time():
    from cluster.kubelet.node import machine
    from cluster.runtime import Runtime

    class World:
        runtime = Runtime()

    machine.install(World.runtime, "n", "192.168.49.2", "10.244.0", {}, 0)
    given = [machine.next_ip(World, "n") for _ in range(253)]
    assert (given[0], given[-1], len(set(given))) == ("10.244.0.2", "10.244.0.254", 253)
    for number, address in enumerate(given[1:]):
        World.runtime.put("n", f"pods/default/p{number}", {"ip": address})
    assert machine.next_ip(World, "n") == given[0]


def test_a_snapshot_stays_as_it_was_while_the_cluster_goes_on():
    """What the runtime holds is replaced, never changed in place: snapshots and branches share it."""
    import json

    scene = Scene(nodes=2)
    scene.create(DEPLOYMENT)
    scene.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "loop"}, "spec": {"containers": [
        {"name": "c", "image": "busybox", "command": ["false"]}]}})  # fmt: skip
    scene.wait(2)
    shared = scene.cluster.snapshot()
    before = json.dumps(shared, sort_keys=True)
    scene.do(fault="node.stop", node="minikube-m02")
    scene.wait(400)
    scene.do(fault="node.start", node="minikube-m02")
    scene.delete("Deployment", "web")
    scene.wait(60)
    assert json.dumps(shared, sort_keys=True) == before


def test_an_extended_resource_that_is_advertised_can_be_asked_for():
    scene = Scene()
    type_ = "application/strategic-merge-patch+json"
    path = "/api/v1/nodes/minikube/status"

    def advertise(amount):
        body = {"status": {"capacity": {"example.com/dongle": amount}}}
        assert scene.cluster.request(Request("PATCH", path, body=body, content_type=type_)).code == 200
        scene.wait(30)
        return scene.store.get("nodes", "", "minikube")["status"]["allocatable"].get("example.com/dongle")

    asking = pod("one", {"app": "one"})
    asking["spec"]["containers"][0]["resources"] = {"limits": {"example.com/dongle": "3"}}
    scene.create(asking)
    assert advertise("2") == "2"
    assert scene.store.get("pods", "default", "one")["status"]["phase"] == "Pending"
    assert advertise("4") == "4"
    assert scene.store.get("pods", "default", "one")["status"]["phase"] == "Running"
    assert advertise(None) is None
