"""Containers that end, fail, crash, are killed or changed, and what becomes of their pods."""

import pytest

from cluster.objects.times import SECOND
from tests.cluster.kubelet.scenes import Scene, container

EXIT = ["sh", "-c", "exit 3"]


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


def test_a_crash_loop_waits_longer_and_longer(scene):
    scene.pod("p", container("busybox", command=EXIT))
    assert scene.history("p", 8) == ["Pending", "ContainerCreating", "Error", "CrashLoopBackOff"]
    restarts = []
    for _ in range(200):
        scene.wait(1)
        restarts.append(scene.status("p")["containerStatuses"][0]["restartCount"])
    at = [restarts.index(count) for count in (2, 3, 4)]
    assert [b - a for a, b in zip(at, at[1:], strict=False)] == pytest.approx([20, 40], abs=1)
    waiting = scene.status("p")["containerStatuses"][0]["state"]["waiting"]
    uid = scene.store.get("pods", "default", "p")["metadata"]["uid"]
    assert waiting["message"] == f"back-off 2m40s restarting failed container=c pod=p_default({uid})"
    assert ("BackOff", f"Back-off restarting failed container c in pod p_default({uid})") in scene.told("p")


def test_the_back_off_is_at_most_five_minutes_and_forgotten_after_ten_good_ones():
    from cluster.kubelet import backoff

    held = None
    for now in range(8):
        held = backoff.next_after(held, now * SECOND, now * SECOND)
    assert held["delay"] == 300 * SECOND
    later = held["at"] + 601 * SECOND
    assert backoff.until(held, later) == later
    assert backoff.next_after(held, later, later)["delay"] == 10 * SECOND


@pytest.mark.parametrize(
    ("policy", "command", "word", "restarts"),
    [
        ("Never", ["true"], "Completed", "0"),
        ("Never", EXIT, "Error", "0"),
        ("OnFailure", ["true"], "Completed", "0"),
        ("OnFailure", EXIT, "CrashLoopBackOff", "1"),
        ("Always", ["true"], "CrashLoopBackOff", "1"),
    ],
)
def test_restart_policies(scene, policy, command, word, restarts):
    scene.pod("p", container("busybox", command=command), restartPolicy=policy)
    scene.wait(8)
    assert scene.shown("p")[1] == word
    assert scene.shown("p")[2].startswith(restarts)


@pytest.mark.parametrize(
    ("command", "phase", "why"), [(["true"], "Succeeded", "PodCompleted"), (EXIT, "Failed", "PodFailed")]
)
def test_a_pod_that_is_done(scene, command, phase, why):
    scene.pod("p", container("busybox", command=command), restartPolicy="Never")
    scene.wait(8)
    status = scene.status("p")
    found = {c["type"]: (c["status"], c.get("reason")) for c in status["conditions"]}
    assert status["phase"] == phase
    assert found["Ready"] == found["ContainersReady"] == ("False", why)
    assert found["PodReadyToStartContainers"] == ("False", None)
    assert found["Initialized"] == ("True", "PodCompleted" if phase == "Succeeded" else None)


def test_init_containers_run_one_after_the_other_and_before_the_rest(scene):
    first = container("busybox", "i1", command=["sleep", "2"])
    second = container("busybox", "i2", command=["true"])
    scene.pod("p", container(), container("redis", "d"), initContainers=[first, second])
    words = scene.history("p", 30)
    assert words == ["Pending", "Init:0/2", "Init:1/2", "PodInitializing", "Running"]
    assert scene.shown("p")[0] == "2/2"
    started = [
        e["involvedObject"]["fieldPath"]
        for e in sorted(scene.events("Started"), key=lambda e: int(e["metadata"]["resourceVersion"]))
        if e["involvedObject"]["name"] == "p"
    ]
    assert started == ["spec.initContainers{i1}", "spec.initContainers{i2}", "spec.containers{c}", "spec.containers{d}"]


def test_an_init_container_that_fails_holds_the_others_back(scene):
    scene.pod("again", initContainers=[container("busybox", "i", command=EXIT)])
    scene.pod("once", initContainers=[container("busybox", "i", command=EXIT)], restartPolicy="Never")
    scene.wait(10)
    assert scene.shown("again")[1] == "Init:CrashLoopBackOff"
    assert scene.shown("once")[1] == "Init:Error"
    assert scene.status("once")["phase"] == "Failed"


def test_a_sidecar_runs_beside_the_others(scene):
    sidecar = container("busybox", "s", command=["sleep", "1000"], restartPolicy="Always")
    scene.pod("p", container("nginx"), initContainers=[sidecar])
    scene.wait(20)
    assert scene.shown("p")[:2] == ["2/2", "Running"]


def test_a_container_whose_image_changes_is_restarted_alone(scene):
    scene.pod("p", container("nginx"), container("redis", "d"))
    scene.wait(20)
    scene.patch("Pod", "p", {"spec": {"containers": [{"name": "c", "image": "nginx:1.9.1"}]}})
    scene.wait(20)
    assert [s["restartCount"] for s in scene.status("p")["containerStatuses"]] == [1, 0]
    assert ("Killing", "Container c definition changed, will be restarted") in scene.told("p")
    assert scene.status("p")["containerStatuses"][0]["image"] == "docker.io/library/nginx:1.9.1"


def test_a_killed_container_comes_back(scene):
    scene.pod("p")
    scene.wait(10)
    scene.do(fault="container.kill", namespace="default", pod="p", container="c")
    assert scene.history("p", 5)[:1] == ["Error"]
    assert scene.shown("p")[:2] == ["1/1", "Running"]
    assert scene.status("p")["containerStatuses"][0]["lastState"]["terminated"]["exitCode"] == 137
