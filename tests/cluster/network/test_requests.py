"""Requests to pods, Services and machines: who answers, and what a client meets where nobody does."""

from __future__ import annotations

import pytest

from cluster.images.wire import OUTSIDE, HttpRequest, Source
from cluster.simulation import Simulation
from tests.cluster.network.scene import CLIENT, Scene, hops


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    made.web()
    made.service(type="NodePort", ports=[{"name": "http", "port": 8080, "targetPort": 80, "nodePort": 30080}])
    made.client()
    made.wait(60)
    return made


def test_a_service_spreads_its_connections(scene: Scene) -> None:
    chosen = {scene.answering(scene.get("http://web:8080/")) for _ in range(40)}
    assert len(chosen) == 3


def test_the_hops_of_a_request_are_told_in_order(scene: Scene) -> None:
    reply = scene.get("http://web:8080/")
    assert hops(reply) == ["lookup", "resolved", "service", "chosen", "connected", "answered"]
    assert [hop["at"] for hop in reply.trace] == sorted(hop["at"] for hop in reply.trace)
    kept = scene.network.traces.since()[-1]
    assert kept["target"] == "http://web:8080/" and kept["ok"] and kept["source"]["name"] == "client"


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://web:81/", "timeout"),  # a cluster IP knows its own ports only
        ("http://nope/", "resolve"),
        ("http://192.168.49.2:30081/", "refused"),
        ("http://192.168.49.77/", "unreachable"),
        ("http://10.244.0.250/", "unreachable"),
        ("http://172.16.0.1/", "timeout"),
        ("https://web:8080/", "tls"),
    ],
)
def test_what_a_client_meets_where_nobody_answers(scene: Scene, url: str, error: str) -> None:
    assert scene.get(url).error == error


def test_a_pod_that_does_not_listen_refuses(scene: Scene) -> None:
    ip = scene.pods_of("web")[0]["status"]["podIP"]
    assert scene.get(f"http://{ip}/").code == 200
    assert scene.get(f"http://{ip}:81/").error == "refused"


def test_a_service_without_endpoints_refuses_at_once(scene: Scene) -> None:
    scene.service("empty", {"app": "nobody"})
    scene.wait(1)
    reply = scene.get("http://empty/")
    assert reply.error == "refused" and hops(reply)[-1] == "no_endpoints" and reply.took < 100_000


def test_every_node_answers_on_a_node_port(scene: Scene) -> None:
    for address in ("192.168.49.2", "192.168.49.3"):
        assert scene.outside(f"http://{address}:30080/").code == 200


def test_addresses_of_pods_and_services_are_not_known_outside(scene: Scene) -> None:
    service = scene.store.get("services", "default", "web")
    assert scene.outside(f"http://{service['spec']['clusterIP']}:8080/").error == "timeout"
    assert scene.outside(f"http://{scene.pods_of('web')[0]['status']['podIP']}/").error == "timeout"
    assert scene.outside("http://web.default.svc.cluster.local/").error == "resolve"


def test_a_machine_that_is_off_is_silent(scene: Scene) -> None:
    scene.do(fault="node.stop", node="minikube-m02")
    assert scene.outside("http://192.168.49.3:30080/").error == "timeout"
    dead = [p for p in scene.pods_of("web") if p["spec"]["nodeName"] == "minikube-m02"]
    assert scene.get(f"http://{dead[0]['status']['podIP']}/", Source("node", name="minikube")).error == "timeout"


def test_without_coredns_no_name_resolves(scene: Scene) -> None:
    scene.patch("Deployment", "coredns", {"spec": {"replicas": 0}}, "kube-system")
    scene.wait(40)
    assert scene.network.resolve(CLIENT, "web").error == "timeout"
    service = scene.store.get("services", "default", "web")
    assert scene.get(f"http://{service['spec']['clusterIP']}:8080/").code == 200


def test_client_ip_affinity_holds_until_its_timeout(scene: Scene) -> None:
    affinity = {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}}}
    scene.service("sticky", **affinity)
    scene.wait(1)
    first = {scene.answering(scene.get("http://sticky/")) for _ in range(10)}
    assert len(first) == 1
    later = set()
    for _ in range(12):
        scene.wait(61)
        later.add(scene.answering(scene.get("http://sticky/")))
    assert len(later) > 1


@pytest.mark.parametrize(("policy", "error"), [("Cluster", ""), ("Local", "timeout")])
def test_external_traffic_policy(policy: str, error: str) -> None:
    scene = Scene()
    scene.pod("one", labels={"app": "web"}, nodeName="minikube")
    scene.service(type="NodePort", externalTrafficPolicy=policy, ports=[{"port": 80, "nodePort": 30080}])
    scene.wait(30)
    assert scene.outside("http://192.168.49.2:30080/").code == 200
    assert scene.outside("http://192.168.49.3:30080/").error == error


def test_internal_traffic_policy_local_keeps_to_the_machine() -> None:
    scene = Scene()
    scene.pod("one", labels={"app": "web"}, nodeName="minikube")
    scene.service(internalTrafficPolicy="Local")
    near, far = scene.client("near", nodeName="minikube"), scene.client("far", nodeName="minikube-m02")
    scene.wait(30)
    assert scene.get("http://web/", near).code == 200
    reply = scene.get("http://web/", far)
    assert reply.error == "timeout" and "no_local_endpoints" in hops(reply)


def test_target_port_by_name_follows_each_pod() -> None:
    scene = Scene(nodes=1)
    scene.web(1, ports=[{"name": "http", "containerPort": 80}])
    scene.service(ports=[{"port": 80, "targetPort": "http"}])
    scene.client()
    scene.wait(30)
    assert scene.get("http://web/").code == 200


def test_a_host_port_is_the_machines() -> None:
    scene = Scene(nodes=1)
    scene.pod("one", container={"ports": [{"containerPort": 80, "hostPort": 8088}]})
    scene.wait(30)
    assert scene.outside("http://192.168.49.2:8088/").code == 200


def test_one_host_port_may_be_two_pods_on_two_addresses() -> None:
    scene = Scene(nodes=1)
    for name, address in (("one", "127.0.0.1"), ("two", "192.168.49.2")):
        offered = {"containerPort": 8080, "hostPort": 8088, "hostIP": address}
        echo = {"image": "kicbase/echo-server:1.0", "ports": [offered]}
        scene.pod(name, container=echo)
    scene.pod("here", container={"image": "busybox", "command": ["sleep", "9999"]}, hostNetwork=True)
    scene.wait(60)
    here = Source("pod", "default", "here")
    assert scene.get("http://127.0.0.1:8088/", here).body.startswith("Request served by one")
    assert scene.get("http://192.168.49.2:8088/", here).body.startswith("Request served by two")


def test_outcomes_change_nothing_and_cover_every_endpoint(scene: Scene) -> None:
    before = scene.cluster.digest()
    found = scene.network.outcomes(CLIENT, HttpRequest("GET", "http://web:8080/"))
    assert sorted(uid for _, _, uid in found) == sorted(p["metadata"]["uid"] for p in scene.pods_of("web"))
    assert abs(sum(share for share, _, _ in found) - 1) < 1e-9
    assert scene.cluster.digest() == before
    load = scene.network.load([(CLIENT, HttpRequest("GET", "http://web:8080/"), 100_000)])
    assert all(abs(rate - 10 / 3) < 1e-6 for rate in load.values()) and len(load) == 3


def test_a_branch_chooses_as_its_origin(scene: Scene) -> None:
    twin = Simulation.restore(scene.cluster.snapshot(), guard=True)
    asked = HttpRequest("GET", "http://web:8080/")
    mine = [scene.network.request(CLIENT, asked).trace for _ in range(10)]
    assert mine == [twin.network.request(CLIENT, asked).trace for _ in range(10)]
    assert twin.digest() == scene.cluster.digest()


def test_what_a_program_computes_ahead_is_the_same_each_time(scene: Scene) -> None:
    asker = scene.network.asker(CLIENT, scene.cluster.now + 5)
    asked = HttpRequest("GET", "http://web:8080/")
    assert asker.request(asked) == asker.request(asked)
    names = {scene.answering(asker.later(moment).request(asked)) for moment in range(30)}
    assert len(names) == 3


def test_the_outside_resolves_its_own_names() -> None:
    scene = Scene(nodes=1)
    assert scene.network.resolve(OUTSIDE, "example.com").addresses
    assert scene.network.resolve(OUTSIDE, "no.such.example").error == "nxdomain"


def test_the_api_server_answers_in_the_cluster(scene: Scene) -> None:
    url = "https://kubernetes.default/api/v1/namespaces/default/pods"
    reply = scene.get(url)
    assert reply.code == 403 and 'User \\"system:anonymous\\" cannot list resource' in reply.body
    assert reply.certificate == "unable to get local issuer certificate"
    assert scene.get("https://kubernetes/version").code == 200
    assert scene.get("http://kubernetes:443/version").code == 400
    path = "/api/v1/namespaces/default/serviceaccounts/default/token"
    token = scene._ask("POST", path, {"spec": {}})["status"]["token"]
    asked = scene.get("https://kubernetes/apis", Authorization=f"Bearer {token}")
    assert asked.code == 200 and '"kind":"APIGroupList"' in asked.body.replace(" ", "")


def test_a_health_check_port_counts_local_endpoints() -> None:
    scene = Scene()
    scene.pod("one", labels={"app": "web"}, nodeName="minikube")
    port = scene.service(type="LoadBalancer", externalTrafficPolicy="Local")["spec"]["healthCheckNodePort"]
    scene.wait(30)
    near, far = (scene.outside(f"http://192.168.49.{n}:{port}/") for n in (2, 3))
    assert (near.code, far.code) == (200, 503)
    assert '"localEndpoints": 1' in near.body
