"""What a fresh cluster begins with, and what clusters that begin alike share."""

from cluster.api.request import Request
from cluster.simulation import Simulation

ROLES, NAMESPACES = "clusterroles.rbac.authorization.k8s.io", "namespaces"


def uid(simulation: Simulation, resource: str, name: str) -> str:
    return simulation.store.get(resource, "", name)["metadata"]["uid"]


def test_default_roles_are_shared_between_clusters_that_begin_alike():
    one, other = Simulation(seed=1), Simulation(seed=2)
    assert one.store.get(ROLES, "", "admin") is other.store.get(ROLES, "", "admin")
    assert uid(one, NAMESPACES, "kube-system") != uid(other, NAMESPACES, "kube-system")


def test_a_change_of_a_default_role_is_seen_in_its_own_cluster_only():
    one, other = Simulation(seed=1), Simulation(seed=2)
    assert one.request(Request("DELETE", "/apis/rbac.authorization.k8s.io/v1/clusterroles/view")).code == 200
    assert one.store.get(ROLES, "", "view") is None
    assert other.store.get(ROLES, "", "view") is not None
    assert len(one.store.history) == len(other.store.history) + 1


def test_a_cluster_that_is_started_later_has_the_same_roles():
    begun, started = Simulation(seed=1), Simulation(seed=1, nodes=0)
    started.apply(started.next_input({"minikube": "start"}, "minikube"))
    names = [[obj["metadata"]["name"] for obj in each.store.list(ROLES)] for each in (begun, started)]
    assert names[0] == names[1]
    assert "cluster-admin" in names[0]


def test_each_epoch_has_its_own_creation_times():
    later = Simulation(epoch=1_893_456_000_000_000)
    assert later.store.get(ROLES, "", "edit")["metadata"]["creationTimestamp"] == "2030-01-01T00:00:00Z"
    assert Simulation().store.get(ROLES, "", "edit")["metadata"]["creationTimestamp"] == "2026-01-01T00:00:00Z"


def test_the_history_of_a_cluster_begins_with_what_it_was_furnished_with():
    simulation = Simulation()
    assert [change.revision for change in simulation.store.history] == list(range(1, simulation.store.revision + 1))
    assert simulation.store.history[0].reason[0] == "minikube.start"
