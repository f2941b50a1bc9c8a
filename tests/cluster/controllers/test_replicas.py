"""ReplicaSets and ReplicationControllers in a cluster. What golden suite replicasets records is not repeated here."""

import pytest

from cluster.api.request import Request
from tests.cluster.controllers.scene import PATHS, Scene, deployment, pod, replica_set

BURST = 500


def test_the_verdict_tells_why_nothing_happens():
    scene = Scene()
    scene.create(replica_set(replicas=2))
    scene.wait(20)
    assert scene.verdict("replicaset-controller", "default/web") == ("replicaset.satisfied", {"want": 2})


def test_a_selector_with_a_misspelt_key_under_not_in_takes_every_orphan():
    scene = Scene()
    scene.create(pod("stranger", {"anything": "else"}))
    labels = {"tier": "front"}
    selector = {"matchExpressions": [{"key": "teir", "operator": "NotIn", "values": ["back"]}]}
    scene.create(replica_set(replicas=1, labels=labels, selector=selector))
    scene.wait(10)
    (owner,) = scene.store.get("pods", "default", "stranger")["metadata"]["ownerReferences"]
    assert owner["name"] == "web"
    assert scene.names("pods") == ["stranger"]


def test_status_follows_minReadySeconds():
    scene = Scene()
    scene.create(replica_set(replicas=1, minReadySeconds=30))
    scene.wait(20)
    status = scene.store.get("replicasets.apps", "default", "web")["status"]
    assert (status["readyReplicas"], status.get("availableReplicas", 0)) == (1, 0)
    scene.wait(30)
    assert scene.store.get("replicasets.apps", "default", "web")["status"]["availableReplicas"] == 1


@pytest.mark.parametrize("kind", ["ReplicaSet", "ReplicationController"])
def test_a_status_that_somebody_else_wrote_is_put_right(kind):
    """As upstream's spec of a ReplicationController's lifecycle waits for."""
    scene = Scene()
    given = replica_set(replicas=1)
    if kind == "ReplicationController":
        spec = {**given["spec"], "selector": given["spec"]["selector"]["matchLabels"]}
        given = {**given, "apiVersion": "v1", "kind": kind, "spec": spec}
    scene.create(given)
    scene.wait(20)
    path = f"{PATHS[kind].format('default')}/web"
    status = scene.cluster.request(Request("GET", path)).body["status"]
    none = {"status": {"readyReplicas": 0, "availableReplicas": 0}}
    answer = scene.cluster.request(
        Request("PATCH", f"{path}/status", body=none, content_type="application/merge-patch+json")
    )
    assert (answer.code, answer.body["status"].get("readyReplicas", 0), status["readyReplicas"]) == (200, 0, 1)
    scene.wait(1)
    assert scene.cluster.request(Request("GET", path)).body["status"] == status


def test_one_look_makes_at_most_a_burst_of_pods():
    scene = Scene(nodes=7)
    scene.create(replica_set(replicas=BURST + 50))
    made = [c for c in scene.store.history if c.resource == "pods" and c.op == "ADDED" and c.namespace == "default"]
    assert made == []
    scene.wait(5)
    times = [
        c.time for c in scene.store.history if c.resource == "pods" and c.op == "ADDED" and c.namespace == "default"
    ]
    assert len(times) == BURST + 50
    assert times.count(times[0]) == BURST


def test_pods_of_a_crowded_node_go_first_when_a_deployment_shrinks():
    scene = Scene(nodes=2)
    scene.create(deployment(replicas=3))
    scene.wait(20)
    nodes = [p["spec"]["nodeName"] for p in scene.store.list("pods", "default")]
    assert sorted(nodes.count(node) for node in set(nodes)) == [1, 2]
    scene.patch("Deployment", "web", {"spec": {"replicas": 2}})
    scene.wait(40)
    left = [p["spec"]["nodeName"] for p in scene.store.list("pods", "default")]
    assert len(set(left)) == 2


def test_why_a_pod_was_chosen_is_recorded():
    scene = Scene()
    scene.create(pod("broken", {"app": "web"}, image="nginx:12.34.56"))
    scene.create(pod("fine", {"app": "web"}))
    scene.wait(15)
    scene.create(replica_set(replicas=1))
    scene.wait(1)
    (change,) = [
        c for c in scene.store.history if c.name == "broken" and c.reason and c.reason[0] == "replicaset.delete_pods"
    ]
    ranked = change.reason[1]["ranked"]
    assert {**change.reason[1], "ranked": None} == {"want": 1, "have": 2, "rule": "phase", "ranked": None}
    assert [(one["name"], one["goes"], one["phase"], one["ready"]) for one in ranked] == [
        ("broken", True, "Pending", False),
        ("fine", False, "Running", True),
    ]
    assert ranked[0]["ready_for"] is None
    assert ranked[1]["age"] > ranked[1]["ready_for"] > 0


def test_of_very_many_pods_only_the_rule_is_kept():
    scene = Scene()
    scene.create(replica_set(replicas=14))
    scene.wait(60)
    scene.patch("ReplicaSet", "web", {"spec": {"replicas": 13}})
    scene.wait(1)
    said = next(c.reason[1] for c in scene.store.history if c.reason and c.reason[0] == "replicaset.delete_pods")
    assert said["ranked"] == []
    assert said["rule"]
