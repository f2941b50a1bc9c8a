"""Changed ConfigMaps and Secrets reach the files of running containers."""

import pytest

from cluster.simulation import Simulation
from tests.cluster.kubelet.volumes.scene import AGNHOST, Volumes, container

GAME = {"configMap": {"name": "game"}}


@pytest.fixture
def scene() -> Volumes:
    made = Volumes(nodes=1)
    made.config("game", {"a": "1"})
    return made


def test_a_change_is_there_within_the_kubelets_period_and_not_at_once(scene):
    scene.idle("p", GAME)
    scene.wait(20)
    scene.patch("ConfigMap", "game", {"data": {"a": "2", "b": "new"}})
    scene.wait(1)
    assert scene.run("p", "cat /v/a; ls /v") == "1a\n"
    scene.wait(90)
    assert scene.run("p", "cat /v/a; ls /v") == "2a\nb\n"
    scene.patch("ConfigMap", "game", {"data": {"b": None}})
    scene.wait(91)
    assert scene.run("p", "ls /v") == "a\n"


def test_nothing_is_due_while_nothing_changes(scene):
    scene.idle("p", GAME)
    scene.wait(20)
    before = scene.cluster.digest()
    quiet = scene.cluster.next_due
    scene.patch("ConfigMap", "game", {"data": {"a": "2"}})
    scene.wait(120)
    assert before != scene.cluster.digest()
    assert "refresh" not in scene.cluster.runtime.get("minikube", "pods/default/p")
    assert quiet == scene.cluster.next_due or scene.cluster.next_due > scene.cluster.now + 60_000_000


def test_a_sub_path_and_the_environment_stay_as_they_were(scene):
    mounts = [{"name": "v", "mountPath": "/one", "subPath": "a"}]
    env = [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "game", "key": "a"}}}]
    only = container("busybox:1.36", command=["sleep", "100000"], volumeMounts=mounts, env=env)
    scene.pod("p", only, volumes=[{"name": "v", **GAME}])
    scene.wait(20)
    scene.patch("ConfigMap", "game", {"data": {"a": "2"}})
    scene.wait(200)
    assert scene.run("p", "cat /one; echo $A") == "11\n"


def test_an_immutable_object_is_not_read_again(scene):
    scene.config("fixed", {"a": "1"}, immutable=True)
    scene.idle("p", {"configMap": {"name": "fixed"}})
    scene.wait(20)
    scene.delete("ConfigMap", "fixed")
    scene.config("fixed", {"a": "2"})
    scene.wait(200)
    assert scene.run("p", "cat /v/a") == "1"
    assert scene.failures("p") == []


def test_the_files_stay_when_the_object_goes_and_the_kubelet_complains(scene):
    scene.idle("p", GAME)
    scene.wait(20)
    scene.delete("ConfigMap", "game")
    scene.wait(100)
    assert scene.run("p", "cat /v/a") == "1"
    assert scene.failures("p")[0][0] == 'MountVolume.SetUp failed for volume "v" : configmap "game" not found'
    scene.config("game", {"a": "3"})
    scene.wait(130)
    assert scene.run("p", "cat /v/a") == "3"


def test_an_optional_object_may_come_and_go(scene):
    scene.idle("p", {"configMap": {"name": "late", "optional": True}})
    scene.wait(20)
    scene.config("late", {"x": "1"})
    scene.wait(95)
    assert scene.run("p", "cat /v/x") == "1"
    scene.delete("ConfigMap", "late")
    scene.wait(95)
    assert scene.run("p", "ls /v") == ""


def test_new_labels_are_told_at_once(scene):
    scene.idle("p", {"downwardAPI": {"items": [{"path": "l", "fieldRef": {"fieldPath": "metadata.labels"}}]}})
    scene.wait(20)
    scene.patch("Pod", "p", {"metadata": {"labels": {"x": "y"}}})
    scene.wait(2)
    assert scene.run("p", "cat /v/l") == 'x="y"'


def test_e2e_updates_should_be_reflected_in_volume(scene):
    """A container that reads the file every two seconds sees the change while it runs."""
    args = ["mounttest", "--break_on_expected_content=false", "--retry_time=240", "--file_content_in_loop=/v/a"]
    scene.pod("p", container(AGNHOST, args=args, volumeMounts=[{"name": "v", "mountPath": "/v"}]),
              volumes=[{"name": "v", **GAME}], restartPolicy="Never")  # fmt: skip
    scene.wait(20)
    assert set(scene.log("p").splitlines()) == {'content of file "/v/a": 1'}
    scene.patch("ConfigMap", "game", {"data": {"a": "2"}})
    scene.wait(100)
    lines = scene.log("p").splitlines()
    assert (lines[0], lines[-1]) == ('content of file "/v/a": 1', 'content of file "/v/a": 2')
    before = len([line for line in lines if line.endswith(" 1")])
    scene.wait(130)
    assert scene.status("p")["phase"] == "Succeeded"
    lines = scene.log("p").splitlines()
    assert (len(lines), len([line for line in lines if line.endswith(" 1")])) == (120, before)


def test_a_snapshot_goes_on_to_the_same(scene):
    scene.idle("p", GAME)
    scene.wait(20)
    scene.patch("ConfigMap", "game", {"data": {"a": "2"}})
    scene.wait(5)
    twin = Simulation.restore(scene.cluster.snapshot())
    end = scene.cluster.now + 120_000_000
    twin.run_until(end)
    scene.cluster.run_until(end)
    assert twin.digest() == scene.cluster.digest()
