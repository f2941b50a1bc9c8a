"""Mirrors of static pods: the kubelet makes them anew, as long as there is a Node that can own them."""

from cluster.api.request import Request
from cluster.simulation import Simulation

SYSTEM = "/api/v1/namespaces/kube-system/pods"
SECOND = 1_000_000


def test_a_mirror_comes_back_and_not_without_its_node():
    simulation = Simulation(guard=True)
    simulation.run_until(30 * SECOND)
    assert simulation.request(Request("DELETE", f"{SYSTEM}/etcd-minikube")).code == 200
    simulation.run_until(simulation.now + 60 * SECOND)
    assert simulation.store.get("pods", "kube-system", "etcd-minikube") is not None
    assert simulation.request(Request("DELETE", "/api/v1/nodes/minikube")).code == 200
    before = simulation.store.revision
    simulation.run_until(simulation.now + 600 * SECOND)
    assert simulation.store.get("pods", "kube-system", "etcd-minikube") is None  # the pod collector took it
    assert simulation.store.revision - before < 500  # it was made and taken away for ever, without a pause


def test_a_node_that_is_made_anew_by_hand_is_taken_up():
    simulation = Simulation(guard=True)
    simulation.run_until(60 * SECOND)
    saved = simulation.request(Request("GET", "/api/v1/nodes/minikube")).body
    assert simulation.request(Request("DELETE", "/api/v1/nodes/minikube")).code == 200
    simulation.run_until(simulation.now + 120 * SECOND)
    body = {"metadata": {"name": "minikube", "labels": saved["metadata"]["labels"]}}
    made = simulation.request(Request("POST", "/api/v1/nodes", body=body)).body
    simulation.run_until(simulation.now + 120 * SECOND)
    node = simulation.store.get("nodes", "", "minikube")
    assert node["status"]["capacity"] == saved["status"]["capacity"]
    assert [each["status"] for each in node["status"]["conditions"]] == ["False", "False", "False", "True"]
    pods = {pod["metadata"]["name"]: pod for pod in simulation.store.list("pods", "kube-system")}
    static = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
    for name in static:
        mirror = pods[f"{name}-minikube"]
        assert mirror["status"]["phase"] == "Running"
        assert [owner["uid"] for owner in mirror["metadata"]["ownerReferences"]] == [made["metadata"]["uid"]]
    assert all(pod["status"]["phase"] == "Running" for pod in pods.values()) and len(pods) > len(static)
    lease = simulation.store.get("leases.coordination.k8s.io", "kube-node-lease", "minikube")
    assert lease["metadata"]["ownerReferences"][0]["uid"] == made["metadata"]["uid"]
    before = simulation.store.revision
    simulation.run_until(simulation.now + 3600 * SECOND)
    assert {change.resource for change in simulation.store.changes_since(before)} <= {"events"}, "and then it is quiet"


def test_a_node_that_is_no_machine_stays_as_it_was_made():
    simulation = Simulation(guard=True)
    simulation.run_until(30 * SECOND)
    made = simulation.request(Request("POST", "/api/v1/nodes", body={"metadata": {"name": "nobody"}})).body
    simulation.run_until(simulation.now + 30 * SECOND)
    assert "capacity" not in simulation.store.get("nodes", "", made["metadata"]["name"])["status"]
