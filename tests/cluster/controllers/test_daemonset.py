"""DaemonSets in a cluster: nodes, taints, updates, history."""

import pytest

from cluster.objects.times import SECOND
from cluster.simulation import Simulation
from tests.cluster.controllers.scene import Scene, pod, replica_set


def running(image):
    return {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": image}]}}}}


LATEST = running("nginx:1.27")
SURGE = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}


def daemon_set(**spec):
    made = replica_set(**spec)
    rest = {key: value for key, value in made["spec"].items() if key != "replicas"}
    return {**made, "kind": "DaemonSet", "spec": rest}


def placed(scene):
    return sorted(p["spec"]["nodeName"] for p in scene.store.list("pods", "default") if "nodeName" in p["spec"])


def status(scene, name="web", namespace="default"):
    return scene.store.get("daemonsets.apps", namespace, name)["status"]


def images(scene):
    return [p["spec"]["containers"][0]["image"] for p in scene.store.list("pods", "default")]


def started(nodes=3, **spec):
    scene = Scene(nodes=nodes)
    scene.create(daemon_set(**spec))
    scene.wait(20)
    return scene


def test_one_pod_on_each_node_placed_by_the_scheduler():
    scene = started()
    assert placed(scene) == ["minikube", "minikube-m02", "minikube-m03"]
    (found,) = {e["reportingComponent"] for e in scene.events("Scheduled") if e["involvedObject"]["name"][:4] == "web-"}
    assert found == "default-scheduler"
    assert status(scene) == {
        "currentNumberScheduled": 3, "desiredNumberScheduled": 3, "numberAvailable": 3, "numberMisscheduled": 0,
        "numberReady": 3, "observedGeneration": 1, "updatedNumberScheduled": 3,
    }  # fmt: skip
    assert scene.verdict("daemonset-controller", "default/web") == ("daemonset.complete", {"want": 3})


def test_what_every_daemon_pod_tolerates():
    (one, *_) = started().store.list("pods", "default")
    keys = [(t["key"].partition("/")[2], t["effect"]) for t in one["spec"]["tolerations"]]
    assert keys == [
        ("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"), ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule"),
    ]  # fmt: skip


def test_a_new_node_gets_one_and_a_deleted_one_loses_it():
    scene = started(nodes=1)
    scene.do(minikube="node add")
    scene.wait(30)
    assert placed(scene) == ["minikube", "minikube-m02"]
    assert status(scene, "kube-proxy", "kube-system")["numberReady"] == 2
    scene.do(minikube="node delete", node="minikube-m02")
    scene.wait(60)
    assert placed(scene) == ["minikube"]
    assert status(scene)["desiredNumberScheduled"] == 1


@pytest.mark.parametrize(
    ("taint", "stays", "desired"),
    [
        ({"key": "a", "effect": "NoExecute"}, False, 1),
        ({"key": "a", "effect": "NoSchedule"}, True, 1),
        ({"key": "a", "effect": "PreferNoSchedule"}, True, 2),
    ],
)
def test_taints(taint, stays, desired):
    scene = started(nodes=2)
    scene.patch("Node", "minikube-m02", {"spec": {"taints": [taint]}})
    scene.wait(40)
    assert ("minikube-m02" in placed(scene)) is stays
    assert status(scene)["desiredNumberScheduled"] == desired
    scene.patch("Node", "minikube-m02", {"spec": {"taints": None}})
    scene.wait(40)
    assert placed(scene) == ["minikube", "minikube-m02"]


def test_a_cordoned_node_still_gets_its_pod_and_a_silent_one_keeps_it():
    scene = Scene(nodes=2)
    scene.patch("Node", "minikube-m02", {"spec": {"unschedulable": True}})
    scene.create(daemon_set())
    scene.wait(20)
    assert status(scene)["numberReady"] == 2
    scene.do(fault="node.stop", node="minikube-m02")
    scene.wait(500)
    assert len(placed(scene)) == 2
    told = status(scene)  # unreachable:NoSchedule is not tolerated: it may stay, but is not wanted there
    assert (told["desiredNumberScheduled"], told["numberMisscheduled"]) == (1, 1)
    proxies = status(scene, "kube-proxy", "kube-system")
    assert (proxies["desiredNumberScheduled"], proxies["numberUnavailable"]) == (2, 1)


def test_only_nodes_that_the_template_selects():
    scene = Scene(nodes=2)
    labels = {"app": "web"}
    spec = {"nodeSelector": {"disk": "ssd"}, "containers": [{"name": "main", "image": "nginx"}]}
    scene.create(daemon_set(template={"metadata": {"labels": labels}, "spec": spec}))
    scene.wait(20)
    assert placed(scene) == []
    scene.patch("Node", "minikube-m02", {"metadata": {"labels": {"disk": "ssd"}}})
    scene.wait(20)
    assert placed(scene) == ["minikube-m02"]
    scene.patch("Node", "minikube-m02", {"metadata": {"labels": {"disk": "hdd"}}})
    scene.wait(40)
    assert placed(scene) == []


def fewest_and_most(scene, name="web"):
    """(Fewest pods available, most pods that are not being deleted) since the update, from the history."""
    available, living, most = [], set(), 0
    for change in scene.store.history:
        if change.resource == "daemonsets.apps" and change.name == name and change.object["metadata"]["generation"] > 1:
            available.append(change.object["status"].get("numberAvailable", 0))
        if change.resource == "pods" and change.namespace == "default":
            gone = change.op == "DELETED" or "deletionTimestamp" in change.object["metadata"]
            (living.discard if gone else living.add)(change.name)
            most = max(most, len(living))
    return min(available), most


@pytest.mark.parametrize(
    ("strategy", "fewest", "most"),
    [
        ({"rollingUpdate": {"maxUnavailable": 1}}, 2, 3),
        ({"rollingUpdate": {"maxUnavailable": "50%"}}, 1, 3),
        (SURGE, 3, 4),
    ],
)
def test_rolling_updates_keep_their_limits(strategy, fewest, most):
    scene = started(updateStrategy=strategy)
    scene.patch("DaemonSet", "web", LATEST)
    scene.wait(120)
    assert images(scene) == ["nginx:1.27"] * 3
    assert placed(scene) == ["minikube", "minikube-m02", "minikube-m03"]
    assert fewest_and_most(scene) == (fewest, most)


def test_on_delete_waits_for_the_deletion():
    scene = started(nodes=2, updateStrategy={"type": "OnDelete"})
    scene.patch("DaemonSet", "web", LATEST)
    scene.wait(30)
    assert images(scene) == ["nginx"] * 2
    assert status(scene).get("updatedNumberScheduled", 0) == 0
    scene.delete("Pod", scene.names("pods")[0])
    scene.wait(40)
    assert sorted(images(scene)) == ["nginx", "nginx:1.27"]


def test_a_bad_image_stops_the_rollout_and_going_back_numbers_the_revision_anew():
    scene = started(nodes=3)
    scene.patch("DaemonSet", "web", running("no/thing:1"))
    scene.wait(200)
    assert sorted(images(scene)) == ["nginx", "nginx", "no/thing:1"]
    scene.patch("DaemonSet", "web", running("nginx"))
    scene.wait(60)
    assert images(scene) == ["nginx"] * 3
    assert sorted(r["revision"] for r in scene.store.list("controllerrevisions.apps", "default")) == [2, 3]


def test_the_history_is_limited():
    scene = started(nodes=1, revisionHistoryLimit=1)
    for image in ("nginx:1.25", "nginx:1.26", "nginx:1.27"):
        scene.patch("DaemonSet", "web", running(image))
        scene.wait(60)
    assert sorted(r["revision"] for r in scene.store.list("controllerrevisions.apps", "default")) == [3, 4]


def test_orphans_are_adopted_and_strangers_let_go():
    scene = started(nodes=1)
    name = scene.names("pods")[0]
    scene.patch("Pod", name, {"metadata": {"labels": {"app": "other"}}})
    scene.wait(20)
    assert "ownerReferences" not in scene.store.get("pods", "default", name)["metadata"]
    scene.create(pod("spare", {"app": "web"}))
    scene.wait(40)
    assert len(scene.names("pods")) == 2  # the stranger, and one of the two that would do
    assert status(scene)["currentNumberScheduled"] == 1


def test_deleting_it_deletes_pods_and_revisions():
    scene = started(nodes=2)
    scene.delete("DaemonSet", "web")
    scene.wait(60)
    assert scene.names("pods") == scene.names("controllerrevisions.apps") == []


def test_an_idle_cluster_with_daemon_sets_has_nothing_due():
    scene = started(nodes=2)
    scene.wait(3700)  # its events have expired
    before = scene.store.revision
    scene.wait(36000)
    assert scene.store.revision == before


def test_slices_and_a_restore_change_nothing():
    def played(cuts, restore):
        scene = started(nodes=2, updateStrategy=SURGE, minReadySeconds=3)
        scene.patch("DaemonSet", "web", LATEST)
        cluster = scene.cluster
        end = cluster.now + 60 * SECOND
        for cut in range(1, cuts):
            cluster.run_until(end - 60 * SECOND + cut * 60 * SECOND // cuts)
            if restore:
                cluster = Simulation.restore(cluster.snapshot())
        cluster.run_until(end)
        return cluster.digest()

    assert played(1, False) == played(7, False) == played(5, True)
