"""Pods go away: in time, by force, or refused at once."""

import pytest

from cluster.objects.times import SECOND
from tests.cluster.kubelet.scenes import Scene, container


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


@pytest.mark.parametrize(
    ("spec", "options", "seconds"),
    [
        (container("nginx"), {}, 0.15),
        (container("busybox", command=["sleep", "3600"]), {}, 30),  # PID 1 does not heed SIGTERM
        (container("busybox", command=["sleep", "3600"]), {"gracePeriodSeconds": 5}, 5),
        (container("nginx", lifecycle={"preStop": {"sleep": {"seconds": 4}}}), {}, 4.15),
        (container("nginx", lifecycle={"preStop": {"exec": {"command": ["sh", "-c", "sleep 3"]}}}), {}, 3.15),
        (container("nginx", lifecycle={"preStop": {"sleep": {"seconds": 25}}}), {"gracePeriodSeconds": 5}, 5.15),
        (container("nginx"), {"gracePeriodSeconds": 0}, 0),
        (container("nginx:12.34.56"), {}, 0),  # nothing runs yet
    ],
)
def test_how_long_a_pod_takes_to_go(scene, spec, options, seconds):
    scene.pod("p", spec)
    scene.wait(10)
    scene.delete("Pod", "p", **options)
    began = scene.cluster.now
    while scene.store.get("pods", "default", "p") is not None:
        scene.cluster.step()
    assert (scene.cluster.now - began) / SECOND == pytest.approx(seconds, abs=0.05)


def test_a_deleted_pod_says_how_it_ended_and_leaves_nothing_behind(scene):
    scene.pod("p")
    scene.wait(10)
    scene.delete("Pod", "p")
    scene.wait(5)
    changes = [c for c in scene.cluster.history if c.resource == "pods" and c.name == "p"]
    assert [c.op for c in changes[-3:]] == ["MODIFIED", "MODIFIED", "DELETED"]
    assert changes[-2].object["status"]["phase"] == "Succeeded"
    assert ("Killing", "Stopping container c") in scene.told("p")
    assert [key for key, _ in scene.cluster.runtime.items("minikube") if key == "pods/default/p"] == []


def test_a_shorter_grace_period_that_comes_later_holds(scene):
    scene.pod("p", container("busybox", command=["sleep", "3600"]))
    scene.wait(10)
    scene.delete("Pod", "p")
    scene.wait(3)
    scene.delete("Pod", "p", gracePeriodSeconds=1)
    scene.wait(2.2)
    assert scene.shown("p") == ["gone"]


def test_a_namesake_starts_afresh(scene):
    scene.pod("p", container("busybox", command=["sleep", "3600"]))
    scene.wait(10)
    scene.delete("Pod", "p", gracePeriodSeconds=0)
    scene.pod("p", container("nginx"))
    scene.wait(10)
    assert scene.shown("p") == ["1/1", "Running", "0"]


def test_a_pod_given_to_a_node_where_it_does_not_fit_is_refused_there(scene):
    scene.pod("p", container(resources={"requests": {"cpu": "100"}}), nodeName="minikube")
    scene.wait(2)
    status = scene.status("p")
    assert (status["phase"], status["reason"]) == ("Failed", "OutOfcpu")
    text = "Node didn't have enough resource: cpu, requested: 100000, used: 750, capacity: 4000"
    assert status["message"] == f"Pod was rejected: {text}"
    assert scene.told("p") == [("OutOfcpu", text)]
