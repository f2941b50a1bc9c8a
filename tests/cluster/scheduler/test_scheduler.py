"""The scheduler in a cluster: binding, saying why not, trying again, preemption."""

import pytest

from cluster.scheduler import queue
from tests.cluster.controllers.scene import Scene


def pod(name: str, cpu: str | None = None, **spec) -> dict:
    resources = {"requests": {"cpu": cpu}} if cpu else {}
    container = {"name": "c", "image": "registry.k8s.io/pause:3.10", "resources": resources}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container], **spec}}


def where(scene: Scene, name: str) -> str | None:
    return scene.store.get("pods", "default", name)["spec"].get("nodeName")


def scheduled(scene: Scene, name: str) -> dict:
    conditions = scene.store.get("pods", "default", name)["status"]["conditions"]
    return next(condition for condition in conditions if condition["type"] == "PodScheduled")


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (50, 10)])
def test_back_off(attempts, seconds):
    assert queue.backoff(attempts) == seconds * 1_000_000


def test_a_pod_that_fits_is_bound_and_the_verdict_explains_it():
    scene = Scene(nodes=2)
    scene.create(pod("p", "1"))
    scene.wait(1)
    code, params = scene.verdict("default-scheduler", "default/p")
    assert (code, params["node"]) == ("scheduler.bind", where(scene, "p"))
    assert params["feasible"] == params["nodes"] == 2
    assert params["scores"]["minikube"]["NodeResourcesFit"] < params["scores"]["minikube-m02"]["NodeResourcesFit"]
    assert scene.events("Scheduled")[0]["message"] == f"Successfully assigned default/p to {where(scene, 'p')}"


def test_a_pod_that_fits_nowhere_says_why_in_1_35s_words():
    scene = Scene(nodes=2)
    scene.create(pod("p", "100"))
    scene.wait(1)
    text = (
        "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, "
        "preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."
    )
    condition = scheduled(scene, "p")
    assert (condition["status"], condition["reason"], condition["message"]) == ("False", "Unschedulable", text)
    assert [event["message"] for event in scene.events("FailedScheduling")] == [text]
    code, params = scene.verdict("default-scheduler", "default/p")
    assert (code, params["message"], params["refused"]["minikube"]) == (
        "scheduler.unschedulable",
        text,
        ["Insufficient cpu"],
    )


@pytest.mark.parametrize("helps", ["node", "uncordon", "room"])
def test_a_waiting_pod_is_tried_again_when_something_helps(helps):
    scene = Scene(nodes=1)
    if helps == "uncordon":
        scene.patch("Node", "minikube", {"spec": {"unschedulable": True}})
    else:
        scene.create(pod("first", "3"))
    scene.wait(5)
    scene.create(pod("p", "3"))
    scene.wait(10)
    assert where(scene, "p") is None
    if helps == "node":
        scene.do(minikube="node add")
    elif helps == "uncordon":
        scene.patch("Node", "minikube", {"spec": {"unschedulable": None}})
    else:
        scene.delete("Pod", "first")
    scene.wait(5)
    assert where(scene, "p") == ("minikube-m02" if helps == "node" else "minikube")


def test_nothing_is_tried_before_something_changes():
    scene = Scene(nodes=1)
    scene.create(pod("p", "100"))
    scene.wait(60)
    revision = scene.store.revision
    scene.wait(200)
    assert scene.store.revision == revision
    scene.wait(120)  # what nothing has woken is tried again after five minutes
    assert scene.store.revision > revision


def test_pods_of_another_scheduler_and_gated_pods_are_left_alone():
    scene = Scene(nodes=1)
    scene.create(pod("other", schedulerName="mine"))
    scene.create(pod("gated", schedulingGates=[{"name": "example.com/wait"}]))
    scene.wait(5)
    assert where(scene, "other") is None
    assert where(scene, "gated") is None
    assert scene.verdict("default-scheduler", "default/gated") == ("scheduler.gated", {"gates": ["example.com/wait"]})


def test_waiting_pods_outlive_a_restore_in_the_same_order():
    from cluster.simulation import Simulation

    scene = Scene(nodes=1)
    for name in ("zeta", "alpha", "mid", "beta"):
        scene.create(pod(name, "3.5"))
    scene.wait(20)
    twin = Simulation.restore(scene.cluster.snapshot(), guard=True)
    for cluster in (scene.cluster, twin):
        cluster.apply(cluster.next_input({"minikube": "node add"}, "test"))
        cluster.run_until(cluster.now + 60_000_000)
    assert twin.digest() == scene.cluster.digest()
    assert where(scene, "zeta") == "minikube-m02"  # the first that came


def test_a_more_important_pod_makes_room_for_itself():
    from cluster.scheduler import preemption
    from cluster.scheduler.pods import PodInfo
    from tests.cluster.scheduler import scene as bare

    scene = bare.Scene(
        *(bare.node(name) for name in ("n1", "n2", "n3")),
        pods=(
            bare.pod("mid", "n1", cpu="3", priority=100),
            bare.pod("low", "n2", cpu="3", priority=10),
            bare.pod("one", "n3", cpu="2", priority=10),
            bare.pod("two", "n3", cpu="2", priority=10),
        ),
    )
    vip = bare.pod("vip", cpu="3", priority=1000)
    outcome = scene.run(vip)
    chosen = preemption.choose(PodInfo(vip), outcome, scene.scheduling, scene.store)
    assert (chosen.node, [victim.name for victim in chosen.victims]) == (
        "n2",
        ["low"],
    )  # lowest priority, then the fewest
    never = bare.pod("vip", cpu="3", priority=1000, preemptionPolicy="Never")
    assert preemption.choose(PodInfo(never), scene.run(never), scene.scheduling, scene.store) is None
    equal = bare.pod("peer", cpu="3", priority=10)
    assert preemption.choose(PodInfo(equal), scene.run(equal), scene.scheduling, scene.store) is None


def test_victims_are_evicted_and_the_pod_takes_their_place():
    scene = Scene(nodes=1)
    scene.create(pod("low", "3"))
    scene.wait(10)
    scene.create({**pod("vip", "3", priorityClassName="system-cluster-critical"), "metadata": {"name": "vip"}})
    scene.wait(40)
    assert where(scene, "vip") == "minikube"
    assert scene.store.get("pods", "default", "low") is None
    uid = scene.store.get("pods", "default", "vip")["metadata"]["uid"]
    assert scene.events("Preempted")[0]["message"] == f"Preempted by pod {uid} on node minikube"


def test_the_room_that_was_made_is_not_taken_by_the_victims_successor():
    scene = Scene(nodes=1)
    template = {"metadata": {"labels": {"app": "low"}}, "spec": pod("x", "3")["spec"]}
    spec = {"replicas": 1, "selector": {"matchLabels": {"app": "low"}}, "template": template}
    scene.create({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "low"}, "spec": spec})
    scene.wait(10)
    scene.create(pod("vip", "3", priorityClassName="system-cluster-critical"))
    scene.wait(60)
    assert where(scene, "vip") == "minikube"
    (low,) = (name for name in scene.names("pods") if name.startswith("low"))
    assert where(scene, low) is None
