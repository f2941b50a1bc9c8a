"""Zones and hints in EndpointSlices, and what kube-proxy makes of them."""

from __future__ import annotations

import pytest

from cluster.images.wire import Source
from tests.cluster.network.scene import Scene

ZONE = "topology.kubernetes.io/zone"


@pytest.fixture
def scene() -> Scene:
    made = Scene(nodes=2)
    for node, zone in (("minikube", "a"), ("minikube-m02", "b")):
        made.patch("Node", node, {"metadata": {"labels": {ZONE: zone}}})
        made.pod(f"on-{zone}", labels={"app": "web"}, nodeName=node)
        made.client(f"in-{zone}", nodeName=node)
    made.wait(40)
    return made


def entries(scene: Scene) -> dict[str, dict]:
    found = scene.store.list("endpointslices.discovery.k8s.io", "default")
    return {e["targetRef"]["name"]: e for s in found if "web" in s["metadata"]["name"] for e in s["endpoints"]}


def answers(scene: Scene, client: str) -> set[str]:
    return {scene.answering(scene.get("http://web/", Source("pod", "default", client))) for _ in range(20)}


def test_without_distribution_there_are_zones_but_no_hints(scene: Scene) -> None:
    scene.service()
    scene.wait(1)
    assert {name: (e["zone"], e.get("hints")) for name, e in entries(scene).items()} == {
        "on-a": ("a", None),
        "on-b": ("b", None),
    }
    assert answers(scene, "in-a") == {"on-a", "on-b"}


@pytest.mark.parametrize(
    ("distribution", "hints"),
    [
        ("PreferSameZone", {"forZones": [{"name": "a"}]}),
        ("PreferClose", {"forZones": [{"name": "a"}]}),
        ("PreferSameNode", {"forZones": [{"name": "a"}], "forNodes": [{"name": "minikube"}]}),
    ],
)
def test_traffic_stays_near(scene: Scene, distribution: str, hints: dict) -> None:
    scene.service(trafficDistribution=distribution)
    scene.wait(1)
    assert entries(scene)["on-a"]["hints"] == hints
    assert answers(scene, "in-a") == {"on-a"} and answers(scene, "in-b") == {"on-b"}
    scene.delete("Pod", "on-a", gracePeriodSeconds=0)
    scene.wait(2)
    assert answers(scene, "in-a") == {"on-b"}


def test_a_node_that_moves_is_noticed(scene: Scene) -> None:
    scene.service()
    scene.wait(1)
    scene.patch("Node", "minikube", {"metadata": {"labels": {ZONE: "c"}}})
    scene.wait(1)
    assert entries(scene)["on-a"]["zone"] == "c"
