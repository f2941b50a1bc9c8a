"""What cannot be mounted is waited for, as the kubelet does it: with Events and a back-off."""

import pytest

from tests.cluster.kubelet.volumes.scene import Volumes


@pytest.fixture
def scene() -> Volumes:
    return Volumes(nodes=1)


def condition(scene: Volumes, name: str, kind: str) -> str:
    return next(each["status"] for each in scene.status(name)["conditions"] if each["type"] == kind)


def test_a_missing_config_map_keeps_the_pod_creating_until_it_is_there(scene):
    scene.idle("p", {"configMap": {"name": "game"}})
    scene.wait(60)
    assert scene.shown("p")[:2] == ["0/1", "ContainerCreating"]
    assert "podIP" not in scene.status("p")
    assert condition(scene, "p", "PodReadyToStartContainers") == "False"
    text = 'MountVolume.SetUp failed for volume "v" : configmap "game" not found'
    assert scene.failures("p") == [(text, 7)]  # after 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 seconds
    scene.config("game", {"a": "1"})
    scene.wait(1)
    assert scene.shown("p")[1] == "ContainerCreating"
    scene.wait(10)
    assert scene.shown("p")[:2] == ["1/1", "Running"]
    assert scene.failures("p") == [(text, 7)]
    assert scene.run("p", "cat /v/a") == "1"


def test_the_back_off_grows_to_about_two_minutes(scene):
    scene.idle("p", {"secret": {"secretName": "key"}})
    scene.wait(600)
    assert scene.failures("p") == [('MountVolume.SetUp failed for volume "v" : secret "key" not found', 12)]


@pytest.mark.parametrize(
    ("volume", "text"),
    [
        ({"configMap": {"name": "have", "items": [{"key": "no", "path": "x"}]}},
         "configmap references non-existent config key: no"),
        ({"secret": {"secretName": "held", "items": [{"key": "no", "path": "x"}]}},
         "references non-existent secret key: no"),
        ({"projected": {"sources": [{"configMap": {"name": "x"}}, {"secret": {"name": "y"}}]}},
         '[configmap "x" not found, secret "y" not found]'),
        ({"hostPath": {"path": "/nope", "type": "Directory"}}, "hostPath type check failed: /nope is not a directory"),
        ({"hostPath": {"path": "/tmp", "type": "File"}}, "hostPath type check failed: /tmp is not a file"),
        ({"hostPath": {"path": "/tmp", "type": "Socket"}}, "hostPath type check failed: /tmp is not a socket file"),
        ({"hostPath": {"path": "/etc/hostname", "type": "DirectoryOrCreate"}},
         "hostPath type check failed: /etc/hostname is not a directory"),
        ({"hostPath": {"path": "/dev/sda9", "type": "BlockDevice"}},
         "hostPath type check failed: /dev/sda9 is not a block device"),
    ],
)  # fmt: skip
def test_the_reason_is_told_in_the_kubelets_words(scene, volume, text):
    scene.config("have", {"a": "1"})
    scene.secret("held", {"a": "1"})
    scene.idle("p", volume)
    scene.wait(2)
    assert scene.failures("p")[0][0] == f'MountVolume.SetUp failed for volume "v" : {text}'


def test_a_volume_that_no_container_mounts_is_not_brought_up(scene):
    scene.pod("p", volumes=[{"name": "v", "configMap": {"name": "nope"}}])
    scene.wait(10)
    assert scene.shown("p")[:2] == ["1/1", "Running"]


def test_a_claim_that_is_not_there_is_told_when_a_pod_comes_to_the_node_all_the_same(scene):
    scene.idle("p", {"persistentVolumeClaim": {"claimName": "data"}}, nodeName="minikube")
    scene.wait(5)
    ((text, count),) = scene.failures("p")
    assert count == 1
    assert text == (
        "Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process "
        "volumes=[v]: error processing PVC default/data: failed to fetch PVC from API server: "
        'persistentvolumeclaims "data" not found'
    )


def test_a_pod_that_waits_can_be_deleted(scene):
    scene.idle("p", {"configMap": {"name": "game"}})
    scene.wait(5)
    scene.delete("Pod", "p")
    scene.wait(3)
    assert scene.shown("p") == ["gone"]
    assert scene.cluster.runtime.get("minikube", "pods/default/p") is None
