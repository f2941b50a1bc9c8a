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
