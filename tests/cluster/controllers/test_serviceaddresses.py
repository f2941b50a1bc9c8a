"""IPAddresses, ServiceCIDRs and mirrored EndpointSlices. Source: the pages named in the modules."""

from __future__ import annotations

import pytest

from cluster.api.errors import StatusError
from cluster.api.request import Request
from tests.cluster.network.scene import Scene

RANGES, ADDRESSES, SLICES = (
    "servicecidrs.networking.k8s.io",
    "ipaddresses.networking.k8s.io",
    "endpointslices.discovery.k8s.io",
)
ME = "endpointslicemirroring-controller.k8s.io"


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


def extra_range(scene: Scene, *blocks: str) -> None:
    obj = {"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": {"name": "extra"}}
    scene.create({**obj, "spec": {"cidrs": list(blocks)}})
    scene.wait(1)


def ready(scene: Scene, name: str) -> dict:
    return next(c for c in scene.store.get(RANGES, "", name)["status"]["conditions"] if c["type"] == "Ready")


def test_each_address_of_a_service_is_noted_and_released(scene: Scene) -> None:
    assert scene.names(ADDRESSES, "") == ["10.96.0.1", "10.96.0.10"]
    address = scene.service()["spec"]["clusterIP"]
    scene.wait(1)
    found = scene.store.get(ADDRESSES, "", address)
    assert found["spec"]["parentRef"] == {"resource": "services", "namespace": "default", "name": "web"}
    assert found["metadata"]["labels"]["ipaddress.kubernetes.io/managed-by"] == "ipallocator.k8s.io"
    scene.delete("Service", "web")
    scene.wait(1)
    assert scene.store.get(ADDRESSES, "", address) is None


def test_a_deleted_address_of_a_service_comes_back(scene: Scene) -> None:
    scene.cluster.request(Request("DELETE", "/apis/networking.k8s.io/v1/ipaddresses/10.96.0.10"))
    scene.wait(1)
    assert scene.store.get(ADDRESSES, "", "10.96.0.10") is not None


def test_an_address_taken_by_hand_is_not_given(scene: Scene) -> None:
    parent = {"resource": "services", "namespace": "default", "name": "somebody"}
    obj = {"apiVersion": "networking.k8s.io/v1", "kind": "IPAddress", "metadata": {"name": "10.96.7.7"}}
    scene.create({**obj, "spec": {"parentRef": parent}})
    with pytest.raises((StatusError, AssertionError)):
        scene.service(clusterIP="10.96.7.7")


def test_a_further_range_gives_addresses_and_goes_when_it_is_free(scene: Scene) -> None:
    assert ready(scene, "kubernetes")["status"] == "True"
    extra_range(scene, "10.200.0.0/24")
    assert ready(scene, "extra")["message"] == "Kubernetes Service CIDR is ready"
    assert scene.service(clusterIP="10.200.0.9")["spec"]["clusterIP"] == "10.200.0.9"
    scene.wait(1)
    scene.cluster.request(Request("DELETE", f"/apis/networking.k8s.io/v1/servicecidrs/{'extra'}"))
    scene.wait(1)
    assert ready(scene, "extra")["reason"] == "Terminating"
    scene.delete("Service", "web")
    scene.wait(1)
    assert scene.store.get(RANGES, "", "extra") is None


def test_the_clusters_own_range_stays_while_it_is_used(scene: Scene) -> None:
    scene.cluster.request(Request("DELETE", "/apis/networking.k8s.io/v1/servicecidrs/kubernetes"))
    scene.wait(1)
    assert ready(scene, "kubernetes")["status"] == "False"


# -- mirrored slices ---------------------------------------------------------------------------------------------------


def endpoints(*subsets: dict, **metadata) -> dict:
    return {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "web", **metadata}, "subsets": list(subsets)}


def subset(*addresses: str, port: int = 80, ready: bool = True) -> dict:
    kind = "addresses" if ready else "notReadyAddresses"
    return {kind: [{"ip": address} for address in addresses], "ports": [{"name": "http", "port": port}]}


def mirrored(scene: Scene) -> list[dict]:
    found = scene.store.list(SLICES, "default")
    return [s for s in found if s["metadata"]["labels"].get("endpointslice.kubernetes.io/managed-by") == ME]


def test_endpoints_by_hand_are_mirrored_and_followed(scene: Scene) -> None:
    scene.service(selector={})
    scene.create(endpoints(subset("10.1.2.3"), annotations={"a": "b"}, labels={"c": "d"}))
    scene.wait(1)
    (only,) = mirrored(scene)
    assert only["endpoints"] == [{"addresses": ["10.1.2.3"], "conditions": {"ready": True}}]
    assert only["ports"] == [{"name": "http", "port": 80, "protocol": "TCP"}]
    assert only["metadata"]["annotations"] == {"a": "b"} and only["metadata"]["labels"]["c"] == "d"
    assert only["metadata"]["ownerReferences"][0]["kind"] == "Endpoints"
    path = "/api/v1/namespaces/default/endpoints/web"
    changed = {"subsets": [subset("10.1.2.4", "2001:db8::1"), subset("10.1.2.5", ready=False)]}
    scene.cluster.request(Request("PATCH", path, body=changed, content_type="application/merge-patch+json"))
    scene.wait(1)
    found = {s["addressType"]: [e["addresses"][0] for e in s["endpoints"]] for s in mirrored(scene)}
    assert found["IPv4"] == ["10.1.2.4", "10.1.2.5"]
    scene.cluster.request(Request("DELETE", path))
    scene.wait(1)
    assert mirrored(scene) == []


def test_a_service_without_selector_is_served_by_hand(scene: Scene) -> None:
    scene.web(1)
    scene.client()
    scene.wait(30)
    scene.service("byhand", selector={}, ports=[{"name": "http", "port": 8080}])
    address = scene.pods_of("web")[0]["status"]["podIP"]
    scene.create({**endpoints(subset(address)), "metadata": {"name": "byhand"}})
    scene.wait(1)
    assert scene.get("http://byhand:8080/").code == 200


@pytest.mark.parametrize(
    "metadata",
    [
        {"labels": {"endpointslice.kubernetes.io/skip-mirror": "true"}},
        {"annotations": {"control-plane.alpha.kubernetes.io/leader": "{}"}},
    ],
)
def test_what_is_not_mirrored(scene: Scene, metadata: dict) -> None:
    scene.service(selector={})
    scene.create(endpoints(subset("10.1.2.3"), **metadata))
    scene.wait(1)
    assert mirrored(scene) == []


def test_a_service_that_gets_a_selector_keeps_its_own_slices(scene: Scene) -> None:
    scene.service(selector={})
    scene.create(endpoints(subset("10.1.2.3")))
    scene.wait(1)
    assert len(mirrored(scene)) == 1
    scene.patch("Service", "web", {"spec": {"selector": {"app": "web"}}})
    scene.wait(1)
    assert mirrored(scene) == []
