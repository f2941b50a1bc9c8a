"""Pods that are put off their node: pressure, disks that are filled.

After https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/ and upstream's
test/e2e_node/eviction_test.go.
"""

import pytest

from tests.cluster.controllers.scene import deployment
from tests.cluster.kubelet.scenes import Scene, container, shell


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


def hog(amount: str, **spec) -> dict:
    args = ["--vm", "1", "--vm-bytes", amount, "--vm-hang", "1"]
    return container("polinux/stress", command=["stress"], args=args, **spec)


def request(memory: str) -> dict:
    return {"resources": {"requests": {"memory": memory}}}


def condition_of(scene, kind: str, node: str = "minikube") -> dict:
    found = scene.store.get("nodes", "", node)["status"]["conditions"]
    return next(each for each in found if each["type"] == kind)


def taints(scene) -> list[str]:
    return [taint["key"] for taint in scene.store.get("nodes", "", "minikube")["spec"].get("taints") or ()]


def test_a_node_short_of_memory_evicts_who_takes_more_than_it_asked_for(scene):
    scene.pod("modest", hog("2G", **request("3Gi")))
    scene.pod("greedy", hog("3G", **request("100Mi")))
    scene.wait(30)
    assert scene.shown("greedy")[:2] == ["1/1", "Running"]
    scene.pod("last", hog("2500M"))
    scene.wait(40)
    status = scene.status("greedy")
    assert (status["phase"], status["reason"]) == ("Failed", "Evicted")
    assert status["message"].startswith("The node was low on resource: memory. Threshold quantity: 100Mi, available: ")
    assert ", request is 100Mi, has larger consumption of memory. " in status["message"]
    assert list(scene.state("greedy")) == ["terminated"]
    target = scene.condition("greedy", "DisruptionTarget")
    assert (target["status"], target["reason"]) == ("True", "TerminationByKubelet")
    assert scene.shown("modest")[:2] == ["1/1", "Running"]
    assert scene.events("EvictionThresholdMet")[0]["message"] == "Attempting to reclaim memory"
    assert ("Evicted", status["message"]) in scene.told("greedy")


def test_the_node_tells_of_its_pressure_and_is_tainted_for_five_minutes(scene):
    scene.pod("a", hog("5G"))
    scene.wait(15)
    scene.pod("b", hog("5G"))
    scene.wait(30)
    pressure = condition_of(scene, "MemoryPressure")
    assert (pressure["status"], pressure["reason"]) == ("True", "KubeletHasInsufficientMemory")
    assert pressure["message"] == "kubelet has insufficient memory available"
    assert "node.kubernetes.io/memory-pressure" in taints(scene)
    scene.pod("c", container())
    scene.wait(10)
    assert scene.shown("c")[1] == "Pending"
    scene.wait(330)
    assert condition_of(scene, "MemoryPressure")["status"] == "False"
    assert taints(scene) == []
    scene.wait(30)
    assert scene.shown("c")[1] == "Running"


def test_the_less_important_goes_first_and_the_critical_never(scene):
    for name, value in (("low", 10), ("high", 1000)):
        made = {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": name},
            "value": value,
        }
        scene._ask("POST", "/apis/scheduling.k8s.io/v1/priorityclasses", made)
    scene.pod("important", hog("3G"), priorityClassName="high")
    scene.pod("lesser", hog("2G"), priorityClassName="low")
    scene.wait(20)
    scene.do(fault="node.fill", node="minikube", resource="memory", amount="3Gi")
    scene.wait(15)
    assert scene.status("lesser")["reason"] == "Evicted"
    assert scene.status("important")["phase"] == "Running"
    scene.do(fault="node.fill", node="minikube", resource="memory", amount="8Gi")
    scene.wait(60)
    assert scene.status("important")["reason"] == "Evicted"
    kept = [pod for pod in scene.store.list("pods", "kube-system") if pod["status"]["phase"] == "Running"]
    assert "etcd-minikube" in [pod["metadata"]["name"] for pod in kept]


def test_a_controller_replaces_what_was_evicted(scene):
    scene.create(deployment("web", 1))
    scene.wait(15)
    (old,) = scene.names("pods")
    scene.do(fault="node.fill", node="minikube", resource="ephemeral-storage", amount="95Gi")
    scene.wait(12)
    assert condition_of(scene, "DiskPressure")["status"] == "True"
    assert scene.status(old)["reason"] == "Evicted"
    assert "The node was low on resource: ephemeral-storage. " in scene.status(old)["message"]
    scene.do(fault="node.fill", node="minikube", resource="ephemeral-storage", amount="0")
    scene.wait(330)
    (new,) = [name for name in scene.names("pods") if name != old]
    assert scene.shown(new)[:2] == ["1/1", "Running"]
    assert condition_of(scene, "DiskPressure")["reason"] == "KubeletHasNoDiskPressure"


DISK = {"resources": {"limits": {"ephemeral-storage": "10Mi"}}}


@pytest.mark.parametrize(
    ("script", "fields", "message"),
    [
        ("dd if=/dev/zero of=/tmp/x bs=1M count=20; sleep 1000", DISK,
         "Pod ephemeral local storage usage exceeds the total limit of containers 10Mi. "),
        ("sleep 20; fallocate -l 20M /tmp/x; sleep 1000", DISK,
         "Pod ephemeral local storage usage exceeds the total limit of containers 10Mi. "),
        ("head -c 20m /dev/urandom > /cache/x; sleep 1000", {},
         'Usage of EmptyDir volume "cache" exceeds the limit "10Mi". '),
        ("dd if=/dev/zero of=/tmp/x bs=1M count=5; sleep 1000", DISK, None),
    ],
)  # fmt: skip
def test_what_a_pod_may_write_is_limited(scene, script, fields, message):
    spec = shell(script, volumeMounts=[{"name": "cache", "mountPath": "/cache"}], **fields)
    scene.pod("p", spec, volumes=[{"name": "cache", "emptyDir": {"sizeLimit": "10Mi"}}])
    scene.wait(60)
    assert scene.status("p").get("message") == message
    assert scene.status("p").get("reason") == ("Evicted" if message else None)


def test_one_of_several_containers_exceeds_its_own_limit(scene):
    writer = shell("dd if=/dev/zero of=/tmp/x bs=1M count=20; sleep 1000", name="writer", **DISK)
    scene.pod("p", writer, container(resources={"limits": {"ephemeral-storage": "1Gi"}}))
    scene.wait(30)
    assert scene.status("p")["message"] == 'Container writer exceeded its local ephemeral storage limit "10Mi". '
