"""Probes: when they are asked, what their answers make of a container, and that nothing is polled."""

import pytest

from cluster.objects.times import SECOND
from tests.cluster.kubelet.scenes import Scene, container

BUSYBOX = "registry.k8s.io/busybox:1.27.2"


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


def only(scene: Scene, name: str = "p") -> dict:
    return scene.status(name)["containerStatuses"][0]


def counts(scene: Scene, reason: str) -> int:
    return sum(event["count"] for event in scene.events(reason))


def test_the_liveness_example_of_the_documentation_is_restarted_in_its_time(scene):
    """https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/"""
    script = "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"
    probe = {"exec": {"command": ["cat", "/tmp/healthy"]}, "initialDelaySeconds": 5, "periodSeconds": 5}
    scene.pod("p", container(BUSYBOX, args=["/bin/sh", "-c", script], livenessProbe=probe))
    scene.wait(34)
    assert (counts(scene, "Unhealthy"), only(scene)["restartCount"]) == (0, 0)
    scene.wait(12)
    assert counts(scene, "Unhealthy") == 3
    told = scene.told("p")
    text = "Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n"
    assert ("Unhealthy", text) in told
    assert told[-1] == ("Killing", "Container c failed liveness probe, will be restarted")
    scene.wait(33)  # sh does not heed SIGTERM
    assert only(scene)["restartCount"] == 1
    assert only(scene)["lastState"]["terminated"]["exitCode"] == 137
    scene.wait(95)
    assert only(scene)["restartCount"] == 2


def test_a_container_with_a_readiness_probe_is_ready_when_it_has_succeeded(scene):
    probe = {"httpGet": {"path": "/", "port": 80}, "initialDelaySeconds": 20, "periodSeconds": 5}
    scene.pod("p", container("nginx", readinessProbe=probe))
    scene.wait(15)
    assert (only(scene)["started"], only(scene)["ready"]) == (True, False)
    assert scene.shown("p")[:2] == ["0/1", "Running"]
    scene.wait(20)
    assert scene.shown("p")[:2] == ["1/1", "Running"]


@pytest.mark.parametrize(
    ("probe", "text"),
    [
        ({"httpGet": {"path": "/missing", "port": 80}}, "HTTP probe failed with statuscode: 404"),
        (
            {"httpGet": {"port": 81}},
            'Get "http://10.244.0.3:81/": dial tcp 10.244.0.3:81: connect: connection refused',
        ),
        ({"tcpSocket": {"port": 3306}}, "dial tcp 10.244.0.3:3306: connect: connection refused"),
        ({"exec": {"command": ["cat", "/nope"]}}, "cat: /nope: No such file or directory\n"),
        ({"exec": {"command": ["sleep", "5"]}}, 'command "sleep 5" timed out'),
        (
            {"grpc": {"port": 9}},
            'timeout: failed to connect service "10.244.0.3:9" within 1s: context deadline exceeded',
        ),
    ],
)
def test_what_a_probe_that_fails_says(scene, probe, text):
    scene.pod("p", container("nginx", readinessProbe=probe))
    scene.wait(20)
    assert ("Unhealthy", f"Readiness probe failed: {text}") in scene.told("p")
    assert scene.shown("p")[0] == "0/1"


def test_the_other_probes_wait_for_the_startup_probe(scene):
    startup = {"exec": {"command": ["cat", "/tmp/up"]}, "periodSeconds": 2, "failureThreshold": 20}
    live = {"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 1}
    script = ["sh", "-c", "sleep 20; touch /tmp/up; sleep 1000"]
    scene.pod("p", container("busybox", command=script, startupProbe=startup, livenessProbe=live))
    scene.wait(18)
    assert (only(scene)["started"], only(scene)["ready"], only(scene)["restartCount"]) == (False, False, 0)
    assert {reason for reason, _ in scene.told("p")} >= {"Unhealthy"}
    scene.wait(8)
    assert ("Killing", "Container c failed liveness probe, will be restarted") in scene.told("p")


def test_a_startup_probe_that_never_succeeds_ends_the_container(scene):
    probe = {"tcpSocket": {"port": 1}, "periodSeconds": 1, "failureThreshold": 3, "terminationGracePeriodSeconds": 1}
    scene.pod("p", container("nginx", startupProbe=probe))
    scene.wait(12)
    assert ("Killing", "Container c failed startup probe, will be restarted") in scene.told("p")


def test_endpoints_follow_readiness(scene):
    probe = {"exec": {"command": ["cat", "/tmp/ready"]}, "periodSeconds": 1}
    script = ["sh", "-c", "sleep 10; touch /tmp/ready; sleep 10; rm /tmp/ready; sleep 1000"]
    scene.create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"},
                  "spec": {"selector": {"a": "b"}, "ports": [{"port": 80}]}})  # fmt: skip
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"a": "b"}},
           "spec": {"containers": [container("busybox", command=script, readinessProbe=probe)]}}  # fmt: skip
    scene.create(pod)

    def ready() -> list[bool]:
        slices = scene.store.list("endpointslices.discovery.k8s.io", "default")
        return [
            e["conditions"]["ready"]
            for s in slices
            for e in s.get("endpoints") or ()
            if s["metadata"]["name"] != "kubernetes"
        ]

    scene.wait(8)
    assert ready() == [False]
    scene.wait(8)
    assert ready() == [True]
    scene.wait(14)
    assert ready() == [False]


@pytest.mark.parametrize(
    ("image", "command", "probe"),
    [
        ("nginx", None, {"httpGet": {"path": "/", "port": 80}}),
        ("nginx", None, {"tcpSocket": {"port": 80}}),
        ("busybox", ["sh", "-c", "touch /tmp/a; sleep infinity"], {"exec": {"command": ["cat", "/tmp/a"]}}),
        ("busybox", ["sh", "-c", "touch /a; while true; do date; sleep 1; done"], {"exec": {"command": ["ls", "/a"]}}),
    ],
)
def test_a_probe_whose_answer_stays_is_not_polled(scene, image, command, probe):
    given = {"command": command} if command else {}
    scene.pod("p", container(image, **given, readinessProbe={**probe, "periodSeconds": 1}, livenessProbe=probe))
    scene.wait(60)
    assert scene.shown("p")[0] == "1/1"
    scene.cluster.settle(7_200 * SECOND)  # Events expire after an hour
    steps = 0
    while (due := scene.cluster.next_due) is not None and due < 10 * 86_400 * SECOND:
        scene.cluster.step()
        steps += 1
    assert steps == 0


def test_readiness_gates_must_be_true_too(scene):
    scene.pod("p", container("nginx"), readinessGates=[{"conditionType": "example.com/gate"}])
    scene.wait(15)
    found = {c["type"]: c for c in scene.status("p")["conditions"]}
    assert (found["ContainersReady"]["status"], found["Ready"]["status"]) == ("True", "False")
    assert found["Ready"]["reason"] == "ReadinessGatesNotReady"


def test_probes_leave_their_lines_in_the_servers_log():
    scene = Scene(nodes=1)
    probe = {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 5}
    scene.pod("web", {"name": "c", "image": "nginx", "readinessProbe": probe})
    scene.wait(31)
    lines = [line for line in scene.log("web").splitlines() if "kube-probe/1.35" in line]
    assert 5 <= len(lines) <= 7
    assert '"GET / HTTP/1.1" 200 ' in lines[0]
    assert len({line.partition("[")[2].partition("]")[0] for line in lines}) == len(lines)  # each at its own moment
    before = len(lines)
    scene.wait(10)
    assert scene.log("web").count("kube-probe/1.35") == before + 2
