"""Deployments in a cluster, beyond what golden suites rollouts and rollouts_random record."""

from cluster.controllers.deployment import revisions, template
from tests.cluster.controllers.scene import Scene, deployment, replica_set


def test_a_selector_that_also_matches_anothers_pods_leaves_them_alone():
    """The article's mistake: the ReplicaSet's pods stay the ReplicaSet's, the Deployment makes its own."""
    scene = Scene()
    scene.create(replica_set("lonely", 2, {"app": "web"}))
    scene.wait(15)
    scene.create(deployment("web", 2, {"app": "web"}))
    scene.wait(20)
    owners = [p["metadata"]["ownerReferences"][0]["name"] for p in scene.store.list("pods", "default")]
    assert len(owners) == 4
    assert owners.count("lonely") == 2


def test_a_replica_set_with_the_same_template_and_matching_labels_is_adopted():
    scene = Scene()
    lonely = replica_set("lonely", 2, {"app": "web"})
    scene.create({**lonely, "metadata": {"name": "lonely", "labels": {"app": "web"}}})
    scene.wait(15)
    scene.create(deployment("web", 2, {"app": "web"}))
    scene.wait(20)
    assert scene.names("replicasets.apps") == ["lonely"]
    adopted = scene.store.get("replicasets.apps", "default", "lonely")
    assert adopted["metadata"]["ownerReferences"][0]["kind"] == "Deployment"
    assert adopted["metadata"]["annotations"][revisions.REVISION] == "1"


def test_two_templates_of_one_hash_get_different_names(monkeypatch):
    monkeypatch.setattr(template, "template_hash", lambda spec, collisions: f"b{collisions or ''}")
    scene = Scene()
    scene.create(deployment(replicas=1))
    scene.wait(15)
    scene.patch(
        "Deployment", "web", {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "redis"}]}}}}
    )
    scene.wait(60)
    assert scene.names("replicasets.apps") == ["web-b", "web-b1"]
    assert scene.store.get("deployments.apps", "default", "web")["status"]["collisionCount"] == 1


def test_a_deadline_passes_once_and_is_told():
    scene = Scene()
    scene.create(deployment(replicas=1, progressDeadlineSeconds=30))
    scene.wait(20)
    scene.patch(
        "Deployment",
        "web",
        {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "nginx:12.34.56"}]}}}},
    )
    scene.wait(120)
    conditions = {c["type"]: c for c in scene.store.get("deployments.apps", "default", "web")["status"]["conditions"]}
    assert conditions["Progressing"]["reason"] == "ProgressDeadlineExceeded"
    assert conditions["Available"]["status"] == "True"
    assert scene.verdict("deployment-controller", "default/web") == ("deployment.deadline", {"seconds": 30})


def test_recreate_waits_for_the_last_old_pod():
    scene = Scene()
    scene.create(deployment(replicas=2, strategy={"type": "Recreate"}))
    scene.wait(20)
    scene.patch(
        "Deployment", "web", {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "redis"}]}}}}
    )
    scene.wait(60)
    pods = [c for c in scene.store.history if c.resource == "pods" and c.namespace == "default"]
    gone = [c.revision for c in pods if c.op == "DELETED"]
    made = [c.revision for c in pods if c.op == "ADDED"]
    assert len(gone) == 2
    assert len(made) == 4
    assert max(gone) < made[2]


def test_a_replica_set_that_may_not_make_pods_shows_in_its_deployment():
    scene = Scene()
    scene.create(
        {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": {"pods": "1"}}}
    )
    scene.wait(1)
    scene.create(deployment(replicas=2))
    scene.wait(10)
    conditions = {c["type"]: c for c in scene.store.get("deployments.apps", "default", "web")["status"]["conditions"]}
    assert conditions["ReplicaFailure"]["reason"] == "FailedCreate"
    assert (
        "exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1" in conditions["ReplicaFailure"]["message"]
    )


def test_a_rollout_never_falls_below_its_floor_nor_above_its_ceiling():
    scene = Scene()
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 2, "maxUnavailable": 1}}
    scene.create(deployment(replicas=6, strategy=strategy))
    scene.wait(30)
    scene.patch(
        "Deployment", "web", {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "redis"}]}}}}
    )
    for _ in range(300):
        scene.wait(0.2)
        pods = [p for p in scene.store.list("pods", "default") if "deletionTimestamp" not in p["metadata"]]
        ready = [
            p
            for p in pods
            if any(c["type"] == "Ready" and c["status"] == "True" for c in p["status"].get("conditions", ()))
        ]
        assert len(ready) >= 5
        assert len(pods) <= 8
    status = scene.store.get("deployments.apps", "default", "web")["status"]
    assert (status["updatedReplicas"], status["replicas"], status["availableReplicas"]) == (6, 6, 6)
