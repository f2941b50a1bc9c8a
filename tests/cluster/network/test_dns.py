"""Cluster DNS: which names exist, for whom, and what they mean.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

import pytest

from cluster.images.wire import Source
from tests.cluster.network.scene import CLIENT, Scene


@pytest.fixture(scope="module")
def scene() -> Scene:
    made = Scene(nodes=1)
    made.web(2)
    made.service(ports=[{"name": "http", "port": 80}])
    made.service("headless", clusterIP="None", ports=[{"name": "http", "port": 80}])
    made.service("nobody", {"app": "nobody"}, clusterIP="None")
    made.service("away", {}, type="ExternalName", externalName="example.com", ports=[])
    made.service("hop", {}, type="ExternalName", externalName="web.default.svc.cluster.local", ports=[])
    made.pod("named", labels={"app": "db"}, hostname="db-0", subdomain="db")
    made.service("db", {"app": "db"}, clusterIP="None")
    made.client()
    made.client("plain", dnsPolicy="Default")
    made.client("own", dnsPolicy="None", dnsConfig={"nameservers": ["10.96.0.10"], "searches": ["svc.cluster.local"]})
    made.wait(60)
    return made


def ips(scene: Scene, app: str) -> set[str]:
    return {pod["status"]["podIP"] for pod in scene.pods_of(app)}


@pytest.mark.parametrize("name", ["web", "web.default", "web.default.svc", "web.default.svc.cluster.local"])
def test_a_service_has_four_names(scene: Scene, name: str) -> None:
    service = scene.store.get("services", "default", "web")
    assert scene.network.resolve(CLIENT, name).addresses == (service["spec"]["clusterIP"],)


def test_a_headless_service_is_its_ready_pods(scene: Scene) -> None:
    assert set(scene.network.resolve(CLIENT, "headless").addresses) == ips(scene, "web")


def test_a_headless_service_without_endpoints_does_not_exist(scene: Scene) -> None:
    assert scene.network.resolve(CLIENT, "nobody").error == "nxdomain"


def test_a_pod_with_hostname_and_subdomain_has_a_name(scene: Scene) -> None:
    assert set(scene.network.resolve(CLIENT, "db-0.db").addresses) == ips(scene, "db")
    own = Source("pod", "default", "named")
    assert set(scene.network.resolve(own, "db-0").addresses) == ips(scene, "db")


def test_an_external_name_is_an_alias(scene: Scene) -> None:
    found = scene.network.resolve(CLIENT, "away")
    assert found.names == ("away.default.svc.cluster.local", "example.com") and found.addresses
    service = scene.store.get("services", "default", "web")
    assert scene.network.resolve(CLIENT, "hop").addresses == (service["spec"]["clusterIP"],)


def test_a_pods_address_with_dashes_is_a_name(scene: Scene) -> None:
    ip = scene.pods_of("db")[0]["status"]["podIP"]
    name = ip.replace(".", "-") + ".default.pod.cluster.local"
    assert scene.network.resolve(CLIENT, name).addresses == (ip,)


def test_srv_names_the_port(scene: Scene) -> None:
    found = scene.network.resolve(CLIENT, "_http._tcp.web.default.svc.cluster.local", "SRV")
    assert found.names == ("0 100 80 web.default.svc.cluster.local.",)
    found = scene.network.resolve(CLIENT, "_http._tcp.headless.default.svc.cluster.local", "SRV")
    assert len(found.names) == 2 and found.names[0].startswith("0 50 80 10-244-0-")


def test_reverse_names(scene: Scene) -> None:
    address = scene.store.get("services", "default", "web")["spec"]["clusterIP"]
    asked = ".".join(reversed(address.split("."))) + ".in-addr.arpa"
    assert scene.network.resolve(CLIENT, asked, "PTR").names == ("web.default.svc.cluster.local.",)


@pytest.mark.parametrize(
    "name", ["nope", "web.other", "web.default.svc.cluster.example", "a.b.c.default.svc.cluster.local"]
)
def test_unknown_names(scene: Scene, name: str) -> None:
    assert scene.network.resolve(CLIENT, name).error == "nxdomain"


def test_the_policy_of_a_pod_decides_whom_it_asks(scene: Scene) -> None:
    plain, own = Source("pod", "default", "plain"), Source("pod", "default", "own")
    assert scene.network.resolve(plain, "web").error == "nxdomain"
    assert scene.network.resolve(plain, "example.com").addresses
    assert scene.network.resolve(own, "web.default").addresses
    assert scene.network.resolve(own, "web").error == "nxdomain"


def test_the_search_list_is_asked_in_order(scene: Scene) -> None:
    assert scene.network.resolve(CLIENT, "nope").asked == (
        "nope.default.svc.cluster.local", "nope.svc.cluster.local", "nope.cluster.local", "nope",
    )  # fmt: skip
    assert scene.network.resolve(CLIENT, "nope.").asked == ("nope",)
