"""NetworkPolicies on modelled requests: isolation, what is let through, in both directions.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

import pytest

from cluster.images.wire import OUTSIDE, Source
from tests.cluster.network.scene import CLIENT, Scene, hops

ALL: dict = {}
WEB = {"matchLabels": {"app": "web"}}


@pytest.fixture
def scene() -> Scene:
    made = Scene(nodes=2)
    made.web(1, ports=[{"name": "http", "containerPort": 80}])
    made.service(type="NodePort", ports=[{"port": 80, "nodePort": 30080}])
    made.client()
    made.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other", "labels": {"team": "x"}}})
    made.wait(1)
    made.client("visitor", "other")
    made.wait(60)
    return made


def policy(scene: Scene, name: str, selector: dict, **spec) -> None:
    obj = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name}}
    scene.create({**obj, "spec": {"podSelector": selector, **spec}})


VISITOR = Source("pod", "other", "visitor")
URL = "http://web.default/"


def reached(scene: Scene, source: Source = CLIENT) -> bool:
    reply = scene.get(URL, source)
    assert reply.code == 200 or (reply.error == "timeout" and hops(reply)[-1] == "denied"), reply
    return reply.code == 200


def test_without_a_policy_everything_is_allowed(scene: Scene) -> None:
    assert reached(scene) and reached(scene, VISITOR)


def test_default_deny_isolates(scene: Scene) -> None:
    policy(scene, "deny", ALL, policyTypes=["Ingress"])
    reply = scene.get(URL)
    assert reply.error == "timeout"
    assert reply.trace[-1]["params"] == {"direction": "ingress", "policies": "deny"}
    assert not reached(scene, VISITOR)


def test_policies_add_up(scene: Scene) -> None:
    policy(scene, "deny", ALL, policyTypes=["Ingress"])
    policy(scene, "clients", WEB, ingress=[{"from": [{"podSelector": {"matchLabels": {"run": "client"}}}]}])
    assert reached(scene) and not reached(scene, VISITOR)


@pytest.mark.parametrize(
    ("peer", "inside", "outside"),
    [
        ({"namespaceSelector": {"matchLabels": {"team": "x"}}}, False, True),
        ({"namespaceSelector": {}, "podSelector": {"matchLabels": {"run": "no"}}}, False, False),
        ({"namespaceSelector": {}}, True, True),
        ({"podSelector": {}}, True, False),
        ({"ipBlock": {"cidr": "10.244.0.0/16"}}, True, True),
        ({"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.244.0.0/16"]}}, False, False),
    ],
)  # fmt: skip
def test_who_is_meant_by_a_peer(scene: Scene, peer: dict, inside: bool, outside: bool) -> None:
    policy(scene, "some", WEB, ingress=[{"from": [peer]}])
    assert (reached(scene), reached(scene, VISITOR)) == (inside, outside)


@pytest.mark.parametrize(
    ("ports", "open_"),
    [
        ([{"port": 80}], True),
        ([{"port": "http"}], True),
        ([{"port": "dns"}], False),
        ([{"port": 81}], False),
        ([{"port": 70, "endPort": 90}], True),
        ([{"port": 81, "endPort": 90}], False),
        ([{"port": 80, "protocol": "UDP"}], False),
        ([{"protocol": "TCP"}], True),
    ],
)
def test_ports_are_those_of_the_pod(scene: Scene, ports: list[dict], open_: bool) -> None:
    policy(scene, "ports", WEB, ingress=[{"ports": ports}])
    assert reached(scene) is open_


def test_egress_without_dns_resolves_no_name(scene: Scene) -> None:
    policy(scene, "out", {"matchLabels": {"run": "client"}}, policyTypes=["Egress"], egress=[{"ports": [{"port": 80}]}])
    assert scene.get(URL, timeout=None).error == "resolve"
    assert scene.get(URL).detail == "resolve"
    address = scene.store.get("services", "default", "web")["spec"]["clusterIP"]
    assert scene.get(f"http://{address}/").code == 200


def test_egress_sees_the_pod_behind_the_service(scene: Scene) -> None:
    rules = [{"to": [{"podSelector": WEB}]}, {"ports": [{"port": 53, "protocol": "UDP"}]}]
    policy(scene, "out", {"matchLabels": {"run": "client"}}, policyTypes=["Egress"], egress=rules)
    assert reached(scene)
    assert scene.get("http://example.com/").error == "timeout"


def test_a_pod_reaches_itself_and_its_machine_reaches_it(scene: Scene) -> None:
    policy(scene, "deny", ALL, policyTypes=["Ingress", "Egress"])
    pod = scene.pods_of("web")[0]
    itself = Source("pod", "default", pod["metadata"]["name"])
    assert scene.get(f"http://{pod['status']['podIP']}/", itself).code == 200
    assert scene.get(f"http://{pod['status']['podIP']}/", Source("node", name=pod["spec"]["nodeName"])).code == 200


def test_what_comes_from_outside_is_judged_by_its_address(scene: Scene) -> None:
    policy(scene, "pods", WEB, ingress=[{"from": [{"podSelector": {}}]}])
    assert scene.get("http://192.168.49.2:30080/", OUTSIDE).error == "timeout"
    policy(scene, "world", WEB, ingress=[{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}])
    assert scene.get("http://192.168.49.2:30080/", OUTSIDE).code == 200
