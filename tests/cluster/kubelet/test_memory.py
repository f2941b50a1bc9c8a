"""Containers that take more memory than they may: OOMKilled, whoever of their processes it was.

After https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/ and upstream's
test/e2e_node/oomkiller_linux_test.go.
"""

import pytest

from tests.cluster.kubelet.scenes import Scene, container, shell

LIMIT = {"resources": {"limits": {"memory": "100Mi"}}}


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


def killed(scene, name: str = "p") -> bool:
    state = scene.state(name)
    ended = state.get("terminated") or scene.container(name)["lastState"].get("terminated") or {}
    return (ended.get("reason"), ended.get("exitCode")) == ("OOMKilled", 137)


@pytest.mark.parametrize(
    "spec",
    [
        container("polinux/stress", command=["stress"], args=["--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1"]),
        container("vish/stress", args=["-mem-total", "250Mi", "-mem-alloc-size", "10Mi", "-mem-alloc-sleep", "1s"]),
        shell("tail /dev/zero"),
        shell("head -c 200m /dev/zero | tail"),
        shell("cat /dev/zero | head -c 200m | tail | sleep 60"),
        shell("x=$(cat /dev/zero)"),
        shell("dd if=/dev/zero of=/dev/null bs=150M count=1"),
        shell("sleep 1; tail /dev/zero & sleep 1000"),
        container("python:3.13", command=["python3", "-c", "x = bytearray(500 * 1024 * 1024)"]),
        container("mysql:8", env=[{"name": "MYSQL_ALLOW_EMPTY_PASSWORD", "value": "1"}]),
    ],
)
def test_what_takes_more_than_its_limit_is_killed(scene, spec):
    scene.pod("p", {**spec, **LIMIT}, restartPolicy="Never")
    scene.wait(60)
    assert killed(scene)
    assert scene.status("p")["phase"] == "Failed"
    assert scene.shown("p") == ["0/1", "OOMKilled", "0"]


@pytest.mark.parametrize(
    "spec",
    [
        container("polinux/stress", command=["stress"], args=["--vm", "1", "--vm-bytes", "50M", "--vm-hang", "1"]),
        container("nginx"),
        shell("head -c 20m /dev/zero | tail > /dev/null; dd if=/dev/zero of=/dev/shm/x bs=1M count=40; sleep 1000"),
    ],
)
def test_what_stays_below_it_runs_on(scene, spec):
    scene.pod("p", {**spec, **LIMIT})
    scene.wait(30)
    assert scene.shown("p") == ["1/1", "Running", "0"]


def test_shared_memory_counts_and_has_a_size_of_its_own(scene):
    script = "dd if=/dev/zero of=/dev/shm/x bs=1M count=80 2>&1; sleep 1000"
    small = {"resources": {"limits": {"memory": "50Mi"}}}
    scene.pod("small", shell(script, **small), restartPolicy="Never")
    scene.pod("large", shell(script, **LIMIT))
    scene.wait(15)
    assert killed(scene, "small")
    assert "No space left on device" in scene.log("large")


def test_a_container_that_is_killed_again_and_again_is_backed_off(scene):
    scene.pod("p", {**shell("tail /dev/zero"), **LIMIT})
    words = scene.history("p", 60)
    assert "OOMKilled" in words
    assert "CrashLoopBackOff" in words
    assert killed(scene)
    assert scene.verdict("kubelet", "minikube/default/p")[0] in ("kubelet.oom", "kubelet.backoff")


def test_a_command_beside_the_main_process_takes_the_container_along(scene):
    scene.pod("p", {**shell("sleep 1000"), **LIMIT})
    scene.wait(10)
    scene.exec("p", "tail", "/dev/zero")
    scene.wait(3)
    assert killed(scene)
    assert scene.container("p")["restartCount"] == 1


def test_without_a_limit_it_is_the_nodes_memory_that_ends(scene):
    scene.pod("p", shell("tail /dev/zero"), restartPolicy="Never")
    scene.wait(30)
    assert killed(scene)
    (event,) = scene.events("SystemOOM")
    assert event["message"].startswith("System OOM encountered, victim process: ")
    assert event["involvedObject"]["kind"] == "Node"


def test_a_limit_in_which_nothing_can_start(scene):
    scene.pod("p", container(resources={"limits": {"memory": "128"}}), restartPolicy="Never")
    scene.wait(10)
    ended = scene.state("p")["terminated"]
    assert (ended["reason"], ended["exitCode"]) == ("StartError", 128)
    assert ended["message"].endswith("container init was OOM-killed (memory limit too low?): unknown")
