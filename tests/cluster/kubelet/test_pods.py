"""Pods on their node: started, restarted, stopped; what their status says."""

import pytest

from cluster.api.request import Request
from cluster.kinds import KINDS
from cluster.objects.times import SECOND
from tests.cluster.controllers.scene import Scene as Bare

PODS = KINDS.by_resource["pods"]
EXIT = ["sh", "-c", "exit 3"]


def container(image: str = "nginx", name: str = "c", **spec) -> dict:
    return {"name": name, "image": image, **spec}


class Scene(Bare):
    def pod(self, name: str, *containers: dict, **spec) -> None:
        given = {"containers": list(containers) or [container()], **spec}
        self.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": given})

    def status(self, name: str) -> dict:
        return self.store.get("pods", "default", name)["status"]

    def shown(self, name: str) -> list:
        """READY, STATUS and RESTARTS as kubectl shows them."""
        found = self.store.get("pods", "default", name)
        return PODS.row(found, self.cluster.api.now)[1:4] if found else ["gone"]

    def history(self, name: str, seconds: float) -> list[str]:
        """The STATUS words that the pod goes through."""
        words: list[str] = []
        end = self.cluster.now + int(seconds * SECOND)
        while (due := self.cluster.next_due) is not None and due <= end:
            self.cluster.step()
            word = self.shown(name)[-2] if len(self.shown(name)) > 1 else "gone"
            if words[-1:] != [word]:
                words.append(word)
        self.cluster.run_until(end)
        return words

    def told(self, name: str) -> list[tuple[str, str]]:
        """(reason, message) of the kubelet's Events about the pod, in order."""
        events = [e for e in self.store.list("events", "default") if e["involvedObject"]["name"] == name]
        events = [e for e in events if e["source"].get("component") == "kubelet"]
        return [
            (e["reason"], e["message"]) for e in sorted(events, key=lambda e: int(e["metadata"]["resourceVersion"]))
        ]


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


# -- starting ----------------------------------------------------------------------------------------------------------


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


# -- ending and restarting ---------------------------------------------------------------------------------------------


def test_a_crash_loop_waits_longer_and_longer(scene):
    scene.pod("p", container("busybox", command=EXIT))
    assert scene.history("p", 8) == ["Pending", "ContainerCreating", "Error", "CrashLoopBackOff"]
    restarts = []
    for _ in range(200):
        scene.wait(1)
        restarts.append(scene.status("p")["containerStatuses"][0]["restartCount"])
    at = [restarts.index(count) for count in (2, 3, 4)]
    assert [b - a for a, b in zip(at, at[1:], strict=False)] == pytest.approx([20, 40], abs=1)
    waiting = scene.status("p")["containerStatuses"][0]["state"]["waiting"]
    uid = scene.store.get("pods", "default", "p")["metadata"]["uid"]
    assert waiting["message"] == f"back-off 2m40s restarting failed container=c pod=p_default({uid})"
    assert ("BackOff", f"Back-off restarting failed container c in pod p_default({uid})") in scene.told("p")


def test_the_back_off_is_at_most_five_minutes_and_forgotten_after_ten_good_ones():
    from cluster.kubelet import backoff

    held = None
    for now in range(8):
        held = backoff.next_after(held, now * SECOND, now * SECOND)
    assert held["delay"] == 300 * SECOND
    later = held["at"] + 601 * SECOND
    assert backoff.until(held, later) == later
    assert backoff.next_after(held, later, later)["delay"] == 10 * SECOND


@pytest.mark.parametrize(
    ("policy", "command", "word", "restarts"),
    [
        ("Never", ["true"], "Completed", "0"),
        ("Never", EXIT, "Error", "0"),
        ("OnFailure", ["true"], "Completed", "0"),
        ("OnFailure", EXIT, "CrashLoopBackOff", "1"),
        ("Always", ["true"], "CrashLoopBackOff", "1"),
    ],
)
def test_restart_policies(scene, policy, command, word, restarts):
    scene.pod("p", container("busybox", command=command), restartPolicy=policy)
    scene.wait(8)
    assert scene.shown("p")[1] == word
    assert scene.shown("p")[2].startswith(restarts)


@pytest.mark.parametrize(
    ("command", "phase", "why"), [(["true"], "Succeeded", "PodCompleted"), (EXIT, "Failed", "PodFailed")]
)
def test_a_pod_that_is_done(scene, command, phase, why):
    scene.pod("p", container("busybox", command=command), restartPolicy="Never")
    scene.wait(8)
    status = scene.status("p")
    found = {c["type"]: (c["status"], c.get("reason")) for c in status["conditions"]}
    assert status["phase"] == phase
    assert found["Ready"] == found["ContainersReady"] == ("False", why)
    assert found["PodReadyToStartContainers"] == ("False", None)
    assert found["Initialized"] == ("True", "PodCompleted" if phase == "Succeeded" else None)


def test_init_containers_run_one_after_the_other_and_before_the_rest(scene):
    first = container("busybox", "i1", command=["sleep", "2"])
    second = container("busybox", "i2", command=["true"])
    scene.pod("p", container(), container("redis", "d"), initContainers=[first, second])
    words = scene.history("p", 30)
    assert words == ["Pending", "Init:0/2", "Init:1/2", "PodInitializing", "Running"]
    assert scene.shown("p")[0] == "2/2"
    started = [
        e["involvedObject"]["fieldPath"]
        for e in sorted(scene.events("Started"), key=lambda e: int(e["metadata"]["resourceVersion"]))
        if e["involvedObject"]["name"] == "p"
    ]
    assert started == ["spec.initContainers{i1}", "spec.initContainers{i2}", "spec.containers{c}", "spec.containers{d}"]


def test_an_init_container_that_fails_holds_the_others_back(scene):
    scene.pod("again", initContainers=[container("busybox", "i", command=EXIT)])
    scene.pod("once", initContainers=[container("busybox", "i", command=EXIT)], restartPolicy="Never")
    scene.wait(10)
    assert scene.shown("again")[1] == "Init:CrashLoopBackOff"
    assert scene.shown("once")[1] == "Init:Error"
    assert scene.status("once")["phase"] == "Failed"


def test_a_sidecar_runs_beside_the_others(scene):
    sidecar = container("busybox", "s", command=["sleep", "1000"], restartPolicy="Always")
    scene.pod("p", container("nginx"), initContainers=[sidecar])
    scene.wait(20)
    assert scene.shown("p")[:2] == ["2/2", "Running"]


def test_a_container_whose_image_changes_is_restarted_alone(scene):
    scene.pod("p", container("nginx"), container("redis", "d"))
    scene.wait(20)
    scene.patch("Pod", "p", {"spec": {"containers": [{"name": "c", "image": "nginx:1.9.1"}]}})
    scene.wait(20)
    assert [s["restartCount"] for s in scene.status("p")["containerStatuses"]] == [1, 0]
    assert ("Killing", "Container c definition changed, will be restarted") in scene.told("p")
    assert scene.status("p")["containerStatuses"][0]["image"] == "docker.io/library/nginx:1.9.1"


def test_a_killed_container_comes_back(scene):
    scene.pod("p")
    scene.wait(10)
    scene.do(fault="container.kill", namespace="default", pod="p", container="c")
    assert scene.history("p", 5)[:1] == ["Error"]
    assert scene.shown("p")[:2] == ["1/1", "Running"]
    assert scene.status("p")["containerStatuses"][0]["lastState"]["terminated"]["exitCode"] == 137


# -- going away --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "options", "seconds"),
    [
        (container("nginx"), {}, 0.15),
        (container("busybox", command=["sleep", "3600"]), {}, 30),  # PID 1 does not heed SIGTERM
        (container("busybox", command=["sleep", "3600"]), {"gracePeriodSeconds": 5}, 5),
        (container("nginx", lifecycle={"preStop": {"sleep": {"seconds": 4}}}), {}, 4.15),
        (container("nginx", lifecycle={"preStop": {"exec": {"command": ["sh", "-c", "sleep 3"]}}}), {}, 3.15),
        (container("nginx", lifecycle={"preStop": {"sleep": {"seconds": 25}}}), {"gracePeriodSeconds": 5}, 5.15),
        (container("nginx"), {"gracePeriodSeconds": 0}, 0),
        (container("nginx:12.34.56"), {}, 0),  # nothing runs yet
    ],
)
def test_how_long_a_pod_takes_to_go(scene, spec, options, seconds):
    scene.pod("p", spec)
    scene.wait(10)
    scene.delete("Pod", "p", **options)
    began = scene.cluster.now
    while scene.store.get("pods", "default", "p") is not None:
        scene.cluster.step()
    assert (scene.cluster.now - began) / SECOND == pytest.approx(seconds, abs=0.05)


def test_a_deleted_pod_says_how_it_ended_and_leaves_nothing_behind(scene):
    scene.pod("p")
    scene.wait(10)
    scene.delete("Pod", "p")
    scene.wait(5)
    changes = [c for c in scene.cluster.history if c.resource == "pods" and c.name == "p"]
    assert [c.op for c in changes[-3:]] == ["MODIFIED", "MODIFIED", "DELETED"]
    assert changes[-2].object["status"]["phase"] == "Succeeded"
    assert ("Killing", "Stopping container c") in scene.told("p")
    assert [key for key, _ in scene.cluster.runtime.items("minikube") if key == "pods/default/p"] == []


def test_a_shorter_grace_period_that_comes_later_holds(scene):
    scene.pod("p", container("busybox", command=["sleep", "3600"]))
    scene.wait(10)
    scene.delete("Pod", "p")
    scene.wait(3)
    scene.delete("Pod", "p", gracePeriodSeconds=1)
    scene.wait(2.2)
    assert scene.shown("p") == ["gone"]


def test_a_namesake_starts_afresh(scene):
    scene.pod("p", container("busybox", command=["sleep", "3600"]))
    scene.wait(10)
    scene.delete("Pod", "p", gracePeriodSeconds=0)
    scene.pod("p", container("nginx"))
    scene.wait(10)
    assert scene.shown("p") == ["1/1", "Running", "0"]


def test_a_pod_given_to_a_node_where_it_does_not_fit_is_refused_there(scene):
    scene.pod("p", container(resources={"requests": {"cpu": "100"}}), nodeName="minikube")
    scene.wait(2)
    status = scene.status("p")
    assert (status["phase"], status["reason"]) == ("Failed", "OutOfcpu")
    text = "Node didn't have enough resource: cpu, requested: 100000, used: 750, capacity: 4000"
    assert status["message"] == f"Pod was rejected: {text}"
    assert scene.told("p") == [("OutOfcpu", text)]
