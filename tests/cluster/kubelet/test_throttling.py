"""Answers of servers that a CPU limit holds back."""

from __future__ import annotations

import pytest

from cluster.kubelet.measuring.throttling import delay
from tests.cluster.kubelet.volumes.scene import BUSYBOX, Volumes, container
from tests.cluster.network.scene import Scene, hops

MS = 1_000


@pytest.mark.parametrize(
    ("work", "limit", "pressure", "expected"),
    [
        (250, 50_000, 0.1, 0),  # nginx: done before the 5 ms of the first period are spent
        (52 * MS, 2_000_000, 0.5, 0),
        (52 * MS, 500_000, 0.1, 50 * MS),  # php-apache alone: 50 ms, a wait of 50, 2 ms
        (52 * MS, 100_000, 0.5, 5 * 90 * MS),
        (52 * MS, 500_000, 2.0, 50 * MS + 2 * 75 * MS),  # half of the quota is others'
        (250, 50_000, 4.0, 75 * MS),
    ],
)
def test_of_each_period_the_quota_is_used_and_then_waited(work, limit, pressure, expected):
    assert delay(work, limit, pressure) == pytest.approx(expected, rel=0.01)


def served(**resources) -> Scene:
    scene = Scene(nodes=1)
    scene.web(1, "registry.k8s.io/hpa-example", resources=resources)
    scene.service()
    scene.client()
    scene.wait(60)
    return scene


def test_the_more_is_asked_of_a_limited_server_the_later_it_answers():
    scene = served(limits={"cpu": "200m"})
    took = []
    for rate in (0, 4, 8, 16):
        scene.do(load={"kind": "Deployment", "namespace": "default", "name": "web", "rate": rate})
        took.append(scene.get("http://web", timeout=None))
    assert [reply.code for reply in took] == [200] * 4
    assert 200 * MS < took[0].took < 240 * MS  # 40 ms, and two waits of 80
    assert [reply.took for reply in took] == sorted({reply.took for reply in took})
    assert ["throttled" in hops(reply) for reply in took] == [False, True, True, True]
    told = next(hop for hop in took[3].trace if hop["code"] == "network.throttled")
    assert told["params"] == {"percent": 416}  # 16/s of 52 ms, of 200 m, and what it takes at rest


def test_a_client_may_lose_patience():
    scene = served(limits={"cpu": "50m"})
    scene.do(load={"kind": "Service", "namespace": "default", "name": "web", "rate": 20})
    reply = scene.get("http://web", timeout=1_000_000)
    assert (reply.code, reply.error) == (None, "timeout")


def test_without_a_limit_nothing_is_held_back():
    scene = served(requests={"cpu": "100m"})
    before = scene.get("http://web").took
    scene.do(load={"kind": "Deployment", "namespace": "default", "name": "web", "rate": 100})
    assert scene.get("http://web").took == before


@pytest.mark.parametrize(
    ("image", "script", "said"),
    [
        (BUSYBOX, "time sleep 61.5", "real\t1m 1.50s\nuser\t0m 0.00s\nsys\t0m 0.00s\n"),
        (
            BUSYBOX,
            "time false; echo $?",
            "Command exited with non-zero status 1\nreal\t0m 0.00s\nuser\t0m 0.00s\nsys\t0m 0.00s\n1\n",
        ),
        ("nginx", "bash -c 'time sleep 1.25'", "\nreal\t0m1.251s\nuser\t0m0.000s\nsys\t0m0.000s\n"),
        ("nginx", "time sleep 1; echo $?", "sh: 1: time: not found\n127\n"),
    ],
)
def test_a_client_measures_how_long_it_takes(image, script, said):
    """What busybox 1.36, bash 5.2 and dash 0.5.12 say."""
    scene = Volumes(nodes=1)
    scene.pod("p", container(image, command=["sleep", "9999"]))
    scene.wait(30)
    assert scene.run("p", script) == said


@pytest.mark.parametrize("probe", [{"httpGet": {"path": "/", "port": 80}}, {"exec": {"command": ["true"]}}], ids=str)
def test_probes_of_a_limited_container_time_out_under_load_and_recover(probe):
    """https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/: timeoutSeconds is 1."""
    scene = Scene(nodes=1)
    ready = {"readinessProbe": {**probe, "periodSeconds": 5, "failureThreshold": 2}}
    scene.web(1, "registry.k8s.io/hpa-example", resources={"limits": {"cpu": "200m"}}, **ready)
    scene.service()
    scene.wait(60)

    def is_ready() -> bool:
        (pod,) = scene.pods_of("web")
        return pod["status"]["containerStatuses"][0]["ready"]

    assert is_ready()
    scene.do(load={"kind": "Deployment", "namespace": "default", "name": "web", "rate": 200})
    scene.wait(8)
    assert not is_ready()  # so it gets no requests any more, and will be ready again: it flaps, as real ones do
    scene.do(load={"kind": "Deployment", "namespace": "default", "name": "web", "rate": 0})
    scene.wait(20)
    assert is_ready()
