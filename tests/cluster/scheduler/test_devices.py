"""Pods that ask for devices: claims and templates, choosing devices, giving them back."""

import pytest

from cluster.api.request import Request
from tests.cluster.controllers.scene import Scene, pod
from tests.cluster.kinds.test_devices import asking, claim, device, device_class, made, resource_slice, selecting

ROOT = "/apis/resource.k8s.io/v1"
CLAIMS = "resourceclaims.resource.k8s.io"
PATHS = {
    "DeviceClass": f"{ROOT}/deviceclasses",
    "ResourceSlice": f"{ROOT}/resourceslices",
    "ResourceClaim": f"{ROOT}/namespaces/default/resourceclaims",
    "ResourceClaimTemplate": f"{ROOT}/namespaces/default/resourceclaimtemplates",
}
RED, BLUE = ({"gpu.example.com/colour": {"string": word}} for word in ("red", "blue"))


def given(scene, *objects):
    for obj in objects:
        answer = scene.cluster.request(Request("POST", PATHS[obj["kind"]], body=obj))
        assert answer.code == 201, answer.body


def template(*requests):
    return made("ResourceClaimTemplate", "gpus", {"spec": {"devices": {"requests": list(requests) or [asking()]}}})


def using(name, **source):
    chosen = source or {"resourceClaimTemplateName": "gpus"}
    return pod(name, {"app": name}, resourceClaims=[{"name": "gpu", **chosen}])


def read(scene, resource, name):
    return scene.store.get(resource, "default", name)


def results(scene, name="mine"):
    allocation = read(scene, CLAIMS, name)["status"].get("allocation")
    return allocation and [result["device"] for result in allocation["devices"]["results"]]


def phase(scene, name):
    return read(scene, "pods", name)["status"]["phase"]


@pytest.fixture
def scene():
    found = Scene()
    given(found, device_class(), resource_slice(device("a", attributes=RED), device("b", attributes=BLUE)))
    return found


def test_a_pod_gets_a_claim_of_its_own_and_the_claim_a_device(scene):
    given(scene, template())
    scene.create(using("one"))
    scene.wait(30)
    assert phase(scene, "one") == "Running"
    (made_one,) = scene.store.list(CLAIMS)
    metadata, status = made_one["metadata"], made_one["status"]
    assert metadata["name"].startswith("one-gpu-")
    assert metadata["annotations"] == {"resource.kubernetes.io/pod-claim-name": "gpu"}
    assert metadata["finalizers"] == ["resource.kubernetes.io/delete-protection"]
    the_pod = read(scene, "pods", "one")
    assert the_pod["status"]["resourceClaimStatuses"] == [{"name": "gpu", "resourceClaimName": metadata["name"]}]
    assert status["reservedFor"] == [{"resource": "pods", "name": "one", "uid": the_pod["metadata"]["uid"]}]
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["minikube"]}]}
    assert status["allocation"] == {
        "devices": {"results": [{"request": "gpu", "driver": "gpu.example.com", "pool": "minikube", "device": "a"}]},
        "nodeSelector": {"nodeSelectorTerms": [term]},
    }
    scene.delete("Pod", "one")
    scene.wait(60)
    assert scene.store.list(CLAIMS) == []


def test_devices_run_out_and_come_back(scene):
    given(scene, template())
    for name in ("one", "two", "three"):
        scene.create(using(name))
        scene.wait(20)
    assert [phase(scene, name) for name in ("one", "two", "three")] == ["Running", "Running", "Pending"]
    told = scene.events("FailedScheduling")[0]["message"]
    assert told.startswith("0/1 nodes are available: 1 cannot allocate all claims.")
    scene.delete("Pod", "one")
    scene.wait(90)
    assert phase(scene, "three") == "Running"


def test_pods_share_a_claim_that_is_given_back_when_none_is_left(scene):
    given(scene, claim(asking(count=2)))
    for name in ("one", "two"):
        scene.create(using(name, resourceClaimName="mine"))
    scene.wait(30)
    assert [phase(scene, name) for name in ("one", "two")] == ["Running", "Running"]
    assert results(scene) == ["a", "b"]
    assert len(read(scene, CLAIMS, "mine")["status"]["reservedFor"]) == 2
    for name in ("one", "two"):
        scene.delete("Pod", name)
    scene.wait(60)
    left = read(scene, CLAIMS, "mine")
    assert (left["status"], left["metadata"].get("finalizers") or []) == ({}, [])


def test_a_claim_that_is_used_waits_with_its_end(scene):
    given(scene, claim())
    scene.create(using("one", resourceClaimName="mine"))
    scene.wait(30)
    scene.cluster.request(Request("DELETE", f"{PATHS['ResourceClaim']}/mine"))
    scene.wait(5)
    assert "deletionTimestamp" in read(scene, CLAIMS, "mine")["metadata"]
    scene.delete("Pod", "one")
    scene.wait(60)
    assert read(scene, CLAIMS, "mine") is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (claim(asking(selectors=selecting("device.attributes['gpu.example.com'].colour == 'blue'"))), ["b"]),
        (claim(asking(allocationMode="All")), ["a", "b"]),
        (claim(asking("x"), asking("y")), ["a", "b"]),
        (claim(asking(count=2), constraints=[{"matchAttribute": "gpu.example.com/colour"}]), None),
        (claim(asking(count=3)), None),
        (claim({"name": "gpu", "firstAvailable": [
            {"name": "many", "deviceClassName": "gpu.example.com", "count": 5},
            {"name": "one", "deviceClassName": "gpu.example.com", "selectors":
             selecting("device.attributes['gpu.example.com'].colour.startsWith('b')")},
        ]}), ["b"]),
    ],
)  # fmt: skip
def test_what_is_chosen(scene, asked, expected):
    given(scene, asked)
    scene.create(using("one", resourceClaimName="mine"))
    scene.wait(20)
    assert results(scene) == expected
    assert phase(scene, "one") == ("Running" if expected else "Pending")


def test_a_selector_that_fails_is_told(scene):
    given(scene, claim(asking(selectors=selecting("device.attributes['gpu.example.com'].size > 3"))))
    scene.create(using("one", resourceClaimName="mine"))
    scene.wait(20)
    assert "no such key: size" in scene.events("FailedScheduling")[0]["message"]


def test_what_is_missing_is_waited_for(scene):
    scene.create(using("one"))
    scene.wait(10)
    told = scene.events("FailedResourceClaimCreation")[0]["message"]
    assert told == (
        'PodResourceClaim gpu: resource claim template "gpus": resourceclaimtemplate.resource.k8s.io "gpus" not found'
    )
    assert not scene.events("FailedScheduling")
    given(scene, template(asking(deviceClassName="none")))
    scene.wait(10)
    assert "request gpu: device class none does not exist" in scene.events("FailedScheduling")[0]["message"]
    given(scene, {**device_class("true"), "metadata": {"name": "none"}})
    scene.wait(30)
    assert phase(scene, "one") == "Running"


def test_a_pod_that_was_placed_by_hand_waits_on_its_node(scene):
    given(scene, claim())
    scene.create({**using("one", resourceClaimName="mine"), "spec": {
        **using("one", resourceClaimName="mine")["spec"], "nodeName": "minikube"}})  # fmt: skip
    scene.wait(20)
    uids = [read(scene, resource, name)["metadata"]["uid"] for resource, name in (("pods", "one"), (CLAIMS, "mine"))]
    told = scene.events("FailedPrepareDynamicResources")[0]["message"]
    assert told.endswith(f"pod one ({uids[0]}) is not allowed to use ResourceClaim mine ({uids[1]})")
    assert phase(scene, "one") == "Pending"
    scene.create(using("two", resourceClaimName="mine"))  # the scheduler allocates for this one
    scene.wait(30)
    assert [phase(scene, name) for name in ("one", "two")] == ["Running", "Running"]


def test_a_pool_counts_once_it_is_complete():
    scene = Scene(nodes=2)
    given(scene, device_class(), claim())
    given(scene, resource_slice(device("a"), name="x", node=None, allNodes=True, count=2))
    scene.create(using("one", resourceClaimName="mine"))
    scene.wait(20)
    assert phase(scene, "one") == "Pending"
    given(scene, resource_slice(device("b"), name="y", node=None, allNodes=True, count=2))
    scene.wait(30)
    assert (phase(scene, "one"), results(scene)) == ("Running", ["a"])
    assert "nodeSelector" not in read(scene, CLAIMS, "mine")["status"]["allocation"]


def test_quota_counts_devices_by_class(scene):
    hard = {"gpu.example.com.deviceclass.resource.k8s.io/devices": "4", f"count/{CLAIMS}": "9"}
    scene.create({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": hard}})
    scene.wait(1)
    choices = [{"name": str(count), "deviceClassName": "gpu.example.com", "count": count} for count in (2, 1)]
    given(scene, claim(asking(), {"name": "other", "firstAvailable": choices}, name="three"))
    used = scene.store.get("resourcequotas", "default", "q")["status"]["used"]
    assert used == {"gpu.example.com.deviceclass.resource.k8s.io/devices": "3", f"count/{CLAIMS}": "1"}
    answer = scene.cluster.request(Request("POST", PATHS["ResourceClaim"], body=claim(asking(count=2), name="two")))
    assert (answer.code, "exceeded quota: q, requested: gpu.example.com.deviceclass" in answer.body["message"]) == (
        403,
        True,
    )
