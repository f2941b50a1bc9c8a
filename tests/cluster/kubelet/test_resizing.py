"""Resources of containers that run are changed in place. After upstream's test/e2e/common/node/pod_resize.go."""

import json

import pytest

from tests.cluster.kubelet.scenes import Scene, container


def resources(cpu: str, memory: str, limit: bool = True) -> dict:
    given = {"cpu": cpu, "memory": memory}
    return {"resources": {"requests": given, **({"limits": given} if limit else {})}}


def resize(scene, name: str = "p", which: str = "c", **wanted):
    return scene.part(name, "resize", {"spec": {"containers": [{"name": which, **wanted}]}})


@pytest.fixture
def scene() -> Scene:
    found = Scene(nodes=1)
    found.pod("p", {**container(), **resources("100m", "100Mi")})
    found.wait(10)
    return found


def test_resources_are_changed_without_a_restart(scene):
    before = scene.container("p")
    assert before["allocatedResources"] == {"cpu": "100m", "memory": "100Mi"}
    assert resize(scene, **resources("200m", "150Mi")).code == 200
    scene.wait(0.5)
    assert scene.condition("p", "PodResizeInProgress")["status"] == "True"
    assert scene.container("p")["allocatedResources"] == {"cpu": "200m", "memory": "150Mi"}
    assert scene.container("p")["resources"]["limits"] == {"cpu": "100m", "memory": "100Mi"}
    scene.wait(3)
    assert scene.container("p")["resources"]["limits"] == {"cpu": "200m", "memory": "150Mi"}
    assert scene.condition("p", "PodResizeInProgress") == {}
    assert scene.container("p")["restartCount"] == 0
    assert scene.container("p")["containerID"] == before["containerID"]
    assert scene.status("p")["observedGeneration"] == scene.get("p")["metadata"]["generation"] == 2
    told = dict(scene.told("p"))
    assert json.loads(told["ResizeCompleted"].removeprefix("Pod resize completed: ")) == {
        "containers": [{"name": "c", **resources("200m", "150Mi")}],
        "generation": 2,
    }


def test_a_policy_may_want_a_restart():
    scene = Scene(nodes=1)
    policy = {"resizePolicy": [{"resourceName": "memory", "restartPolicy": "RestartContainer"}]}
    scene.pod("p", {**container(), **resources("100m", "100Mi"), **policy})
    scene.wait(10)
    resize(scene, **resources("200m", "100Mi"))
    scene.wait(5)
    assert scene.container("p")["restartCount"] == 0
    resize(scene, **resources("200m", "200Mi"))
    scene.wait(5)
    assert scene.container("p")["restartCount"] == 1
    assert ("Killing", "Container c resize requires restart") in scene.told("p")
    assert scene.shown("p")[:2] == ["1/1", "Running"]


def test_what_the_node_can_never_have_is_infeasible(scene):
    resize(scene, **resources("100", "100Mi"))
    scene.wait(3)
    condition = scene.condition("p", "PodResizePending")
    assert (condition["status"], condition["reason"]) == ("True", "Infeasible")
    assert condition["message"] == "Node didn't have enough capacity: cpu, requested: 100000, capacity: 4000"
    assert scene.container("p")["resources"]["limits"]["cpu"] == "100m"
    assert scene.container("p")["allocatedResources"]["cpu"] == "100m"
    resize(scene, **resources("100m", "100Mi"))
    scene.wait(3)
    assert scene.condition("p", "PodResizePending") == {}


def test_what_can_never_be_takes_no_room_from_others(scene):
    resize(scene, **resources("100", "100Mi"))
    scene.wait(3)
    scene.pod("other", {**container(), **resources("1", "100Mi")})
    scene.wait(10)
    assert scene.shown("other")[:2] == ["1/1", "Running"]


def test_what_does_not_fit_now_waits_until_there_is_room(scene):
    scene.pod("other", {**container(), **resources("2", "100Mi")})
    scene.wait(10)
    resize(scene, **resources("3", "100Mi"))
    scene.wait(3)
    condition = scene.condition("p", "PodResizePending")
    assert condition["reason"] == "Deferred"
    assert condition["message"].startswith("Node didn't have enough resource: cpu, requested: 3000, used: ")
    assert "ResizeDeferred" in dict(scene.told("p"))
    scene.delete("Pod", "other")
    scene.wait(10)
    assert scene.condition("p", "PodResizePending") == {}
    assert scene.container("p")["resources"]["limits"]["cpu"] == "3"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"resources": {"requests": {"cpu": "50m"}}}, "Pod QOS Class may not change as a result of resizing"),
        ({"resources": {"limits": {"cpu": None}}}, "resource limits cannot be removed"),
        (
            {"resources": {"limits": {"ephemeral-storage": "1Gi"}, "requests": {"ephemeral-storage": "1Gi"}}},
            "only cpu and memory resources are mutable",
        ),
    ],
)
def test_what_may_not_be_asked(scene, change, words):
    response = resize(scene, **change)
    assert response.code == 422
    assert words in response.body["message"]


def test_an_image_does_not_change_by_this_way(scene):
    assert resize(scene, image="httpd").code == 200
    assert scene.get("p")["spec"]["containers"][0]["image"] == "nginx"


def test_the_plain_pod_may_not_be_resized(scene):
    response = scene.part("p", "", {"spec": {"containers": [{"name": "c", **resources("200m", "150Mi")}]}})
    assert response.code == 422


def test_a_quota_counts_what_is_asked(scene):
    scene.create(
        {
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": {"name": "q"},
            "spec": {"hard": {"requests.cpu": "300m"}},
        }
    )
    scene.wait(3)
    assert resize(scene, **resources("250m", "100Mi")).code == 200
    response = resize(scene, **resources("400m", "100Mi"))
    assert response.code == 403
    assert "exceeded quota: q" in response.body["message"]
