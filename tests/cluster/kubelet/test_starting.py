"""Pods come up: admitted, pulled, created, started; and what keeps them from it."""

import pytest

from cluster.api.request import Request
from cluster.objects.times import SECOND
from tests.cluster.kubelet.scenes import Scene, container


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


def test_a_pod_is_admitted_pulled_created_and_started(scene):
    scene.pod("web")
    assert scene.history("web", 20) == ["Pending", "ContainerCreating", "Running"]
    assert scene.told("web") == [
        ("Pulling", 'Pulling image "nginx"'),
        (
            "Pulled",
            'Successfully pulled image "nginx" in 3.291s (3.291s including waiting). Image size: 59795293 bytes.',
        ),
        ("Created", "Container created"),
        ("Started", "Container started"),
    ]
    status = scene.status("web")
    assert [(c["type"], c["status"], c["observedGeneration"]) for c in status["conditions"]] == [
        (kind, "True", 1)
        for kind in ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    ]
    assert (status["phase"], status["qosClass"], status["observedGeneration"]) == ("Running", "BestEffort", 1)
    assert status["podIPs"] == [{"ip": status["podIP"]}]
    assert status["podIP"].startswith("10.244.0.")
    assert status["hostIPs"] == [{"ip": status["hostIP"]}] == [{"ip": "192.168.49.2"}]
    (only,) = status["containerStatuses"]
    assert (only["image"], only["ready"], only["started"], only["restartCount"]) == (
        "docker.io/library/nginx:latest",
        True,
        True,
        0,
    )
    assert only["imageID"].startswith("docker.io/library/nginx@sha256:")
    assert only["containerID"].startswith("containerd://")


def test_an_image_that_is_there_is_not_pulled_again_unless_asked(scene):
    scene.pod("first", container("nginx:1.25"))
    scene.wait(10)
    scene.pod("second", container("nginx:1.25"))
    scene.pod("third", container("nginx:1.25", imagePullPolicy="Always"))
    scene.wait(10)
    assert scene.told("second")[0] == (
        "Pulled",
        'Container image "nginx:1.25" already present on machine and can be accessed by the pod',
    )
    assert scene.told("third")[1][1].startswith('Successfully pulled image "nginx:1.25" in 300ms')


def test_pulls_wait_for_one_another(scene):
    scene.pod("one", container("redis"))
    scene.pod("two", container("httpd"))
    scene.wait(20)
    times = [scene.told(name)[1][1] for name in ("one", "two")]
    assert "in 3s (3s including waiting)" in times[0]
    assert "in 2.708s (5.7" in times[1]


def test_progress_of_a_pull_can_be_read_while_it_lasts(scene):
    from cluster.kubelet.node.reading import progress

    scene.pod("web")
    scene.wait(1)
    pod = scene.store.get("pods", "default", "web")
    start, end = progress(scene.cluster.runtime, pod, scene.cluster.now)["c"].pull
    assert start <= scene.cluster.now < end
    scene.wait(10)
    assert progress(scene.cluster.runtime, scene.store.get("pods", "default", "web"), scene.cluster.now) == {}


def test_few_writes_bring_a_pod_up(scene):
    scene.pod("web")
    scene.wait(20)
    uid = scene.store.get("pods", "default", "web")["metadata"]["uid"]
    writes = [c for c in scene.cluster.history if c.actor == "kubelet" and c.object["metadata"]["uid"] == uid]
    assert len(writes) <= 3


@pytest.mark.parametrize(
    ("spec", "word", "event"),
    [
        (
            container("memcached", imagePullPolicy="Never"),
            "ErrImageNeverPull",
            'Container image "memcached" is not present with pull policy of Never',
        ),
        (
            container("NGINX"),
            "InvalidImageName",
            'Failed to apply default image tag "NGINX": couldn\'t parse image name "NGINX": invalid reference format: '
            "repository name (library/NGINX) must be lowercase",
        ),
    ],
)
def test_images_that_cannot_be_tried(scene, spec, word, event):
    scene.pod("p", spec)
    scene.wait(5)
    assert scene.shown("p")[1] == word
    assert scene.told("p")[0][1] == event
    assert scene.told("p")[1] == ("Failed", f"Error: {word}")


def test_an_image_that_does_not_exist_is_tried_again_after_longer_and_longer_waits(scene):
    scene.pod("bad", container("nginx:12.34.56"))
    began = scene.cluster.now
    tries: list[float] = []
    for _ in range(700):
        scene.wait(1)
        count = sum(e["count"] for e in scene.events("Pulling") if e["involvedObject"]["name"] == "bad")
        if count > len(tries):
            tries.append((scene.cluster.now - began) / SECOND)
    gaps = [round(b - a) for a, b in zip(tries, tries[1:], strict=False)]
    assert gaps[:5] == pytest.approx([11, 21, 41, 81, 161], abs=1)
    waiting = scene.status("bad")["containerStatuses"][0]["state"]["waiting"]
    assert waiting["reason"] == "ImagePullBackOff"
    assert waiting["message"].startswith(
        'Back-off pulling image "nginx:12.34.56": ErrImagePull: rpc error: code = NotFound'
    )
    assert sorted(word for word, _ in scene.told("bad")) == ["BackOff", "Failed", "Failed", "Failed", "Pulling"]
    code, params = scene.verdict("kubelet", "minikube/default/bad")
    assert (code, params["image"]) == ("kubelet.pull_backoff", "nginx:12.34.56")


def test_a_command_that_is_not_in_the_image(scene):
    scene.pod("p", container(command=["nonsense"]))
    scene.wait(30)
    assert scene.shown("p")[1] == "CrashLoopBackOff"
    last = scene.status("p")["containerStatuses"][0]["lastState"]["terminated"]
    assert (last["reason"], last["exitCode"]) == ("StartError", 128)


def test_the_environment_comes_from_the_pod_and_from_config_maps(scene):
    scene.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"A": "1", "B": "2"}})
    env = [
        {"name": "WHO", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        {"name": "ONE", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "A"}}},
        {"name": "BOTH", "value": "$(ONE)-$(WHO)"},
        {"name": "NONE", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "Z", "optional": True}}},
    ]
    script = ["sh", "-c", "echo $BOTH $B ${NONE:-none}; sleep 100"]
    scene.pod("p", container("busybox", command=script, env=env, envFrom=[{"configMapRef": {"name": "conf"}}]))
    scene.wait(5)
    text = scene.cluster.request(Request("GET", "/api/v1/namespaces/default/pods/p/log")).body
    assert text == "1-p 2 none\n"


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ({"configMapKeyRef": {"name": "conf", "key": "A"}}, 'configmap "conf" not found'),
        ({"secretKeyRef": {"name": "conf", "key": "A"}}, 'secret "conf" not found'),
    ],
)
def test_a_missing_config_map_is_waited_for(scene, ref, words):
    scene.pod("p", container("busybox", command=["sleep", "100"], env=[{"name": "X", "valueFrom": ref}]))
    scene.wait(5)
    assert scene.shown("p")[1] == "CreateContainerConfigError"
    assert scene.status("p")["containerStatuses"][0]["state"]["waiting"]["message"] == words
    if "configMapKeyRef" in ref:
        scene.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {}})
        scene.wait(15)
        waiting = scene.status("p")["containerStatuses"][0]["state"]["waiting"]
        assert waiting["message"] == "couldn't find key A in ConfigMap default/conf"
