"""Volumes that the kubelet writes: contents, layout, modes, owners. Expectations named `e2e` are those of
https://github.com/kubernetes/kubernetes/tree/master/test/e2e/common/storage."""

import re

import pytest

from tests.cluster.kubelet.volumes.scene import Volumes, container

PATH = "/etc/v/data-1"


@pytest.fixture
def scene() -> Volumes:
    made = Volumes(nodes=1)
    made.config("game", {"data-1": "value-1", "data-2": "value-2"}, binaryData={"bits": "/wA="})
    made.secret("key", {"data-1": "secret-1"})
    return made


def shown(scene: Volumes, source: dict, *options: str, **spec) -> str:
    mounts = [{"name": "v", "mountPath": "/etc/v", "readOnly": True}]
    return scene.mounttest("p", *options, volumes=[{"name": "v", **source}], mounts=mounts, **spec)


def projected(*sources: dict, **more) -> dict:
    return {"projected": {"sources": list(sources), **more}}


GAME, KEY = {"configMap": {"name": "game"}}, {"secret": {"secretName": "key"}}


@pytest.mark.parametrize(
    ("source", "content", "kind"),
    [(GAME, "value-1", "61267"), (KEY, "secret-1", "tmpfs"), (projected(GAME), "value-1", "tmpfs"),
     (projected({"secret": {"name": "key"}}), "secret-1", "tmpfs")],
)  # fmt: skip
def test_e2e_should_be_consumable_from_pods_in_volume(scene, source, content, kind):
    told = shown(scene, source, f"--file_content={PATH}", f"--file_mode={PATH}", "--fs_type=/etc/v")
    assert told == (
        f'mount type of "/etc/v": {kind}\nmode of file "{PATH}": -rw-r--r--\ncontent of file "{PATH}": {content}\n'
    )
    assert scene.status("p")["phase"] == "Succeeded"


def test_e2e_modes_of_volume_and_item_and_the_group_of_the_pods_volumes(scene):
    source = {"configMap": {"name": "game", "defaultMode": 0o400, "items": [
        {"key": "data-2", "path": "path/to/data-2", "mode": 0o440}, {"key": "data-1", "path": "data-1"}]}}  # fmt: skip
    who = {"securityContext": {"runAsUser": 1000, "fsGroup": 1001}}
    path = "/etc/v/path/to/data-2"
    told = shown(scene, source, f"--file_content={path}", f"--file_mode={path}", f"--file_owner={path}", **who)
    assert told == (
        f'mode of file "{path}": -r--r-----\nowner UID of "{path}": 0\nowner GID of "{path}": 1001\n'
        f'content of file "{path}": value-2\n'
    )


def test_what_others_may_not_read_fails(scene):
    source = {"secret": {"secretName": "key", "defaultMode": 0o400}}
    told = shown(scene, source, f"--file_content={PATH}", securityContext={"runAsUser": 1000})
    assert told == f'error reading file content for "{PATH}": open {PATH}: permission denied\n'
    assert scene.status("p")["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 1


def test_files_lie_behind_a_link_that_is_changed_at_once(scene):
    scene.idle("p", {"configMap": {"name": "game", "items": [{"key": "data-1", "path": "deep/one"}]}})
    scene.wait(10)
    listed = scene.run("p", "ls -la /v")
    assert re.search(r"^drwxrwxrwx .* \.$", listed, re.M)
    assert re.search(r"^lrwxrwxrwx .* \.\.data -> \.\.\d{4}(_\d\d){5}\.\d+$", listed, re.M)
    assert re.search(r"^lrwxrwxrwx .* deep -> \.\.data/deep$", listed, re.M)
    assert scene.run("p", "cat /v/deep/one /v/..data/deep/one") == "value-1value-1"


def test_nothing_can_be_written_there(scene):
    scene.idle("p", GAME)
    scene.wait(10)
    assert scene.run("p", "echo x > /v/data-1") == "sh: can't create /v/data-1: Read-only file system\n"
    assert scene.run("p", "rm /v/data-1") == "rm: can't remove '/v/data-1': Read-only file system\n"


def test_bytes_that_are_no_text_arrive_as_they_are(scene):
    scene.idle("p", GAME)
    scene.wait(10)
    assert scene.run("p", "od /v/bits").split() == ["0000000", "000377", "0000002"]


def test_optional_references_make_an_empty_volume(scene):
    some = {"name": "key", "optional": True, "items": [{"key": "no", "path": "x"}]}
    scene.idle("p", projected({"configMap": {"name": "nope", "optional": True}}, {"secret": some}))
    scene.wait(10)
    assert scene.run("p", "ls /v") == ""


def test_the_downward_api_tells_fields_and_resources(scene):
    items = [
        {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}},
        {"path": "notes", "fieldRef": {"fieldPath": "metadata.annotations"}},
        {"path": "one", "fieldRef": {"fieldPath": "metadata.annotations['build']"}},
        {"path": "name", "fieldRef": {"fieldPath": "metadata.name"}},
        {"path": "cpu", "resourceFieldRef": {"containerName": "c", "resource": "limits.cpu", "divisor": "1m"}},
        {"path": "memory", "resourceFieldRef": {"containerName": "c", "resource": "requests.memory", "divisor": "1Mi"}},
        {"path": "unset", "resourceFieldRef": {"containerName": "d", "resource": "limits.cpu"}},
    ]
    one = container("busybox:1.36", command=["sleep", "1000"], resources={"limits": {"cpu": "1250m", "memory": "64Mi"}},
                    volumeMounts=[{"name": "v", "mountPath": "/v"}])  # fmt: skip
    two = container("busybox:1.36", "d", command=["sleep", "1000"])
    metadata = {"name": "p", "labels": {"b": "2", "a": "1"}, "annotations": {"build": 'say "x"'}}
    spec = {"containers": [one, two], "volumes": [{"name": "v", "downwardAPI": {"items": items}}]}
    scene.create({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
    scene.wait(15)
    told = scene.run("p", "for f in labels notes one name cpu memory unset; do cat /v/$f; echo; done")
    cpus = scene.store.list("nodes")[0]["status"]["allocatable"]["cpu"]
    assert told == f'a="1"\nb="2"\nbuild="say \\"x\\""\nsay "x"\np\n1250\n64\n{cpus}\n'


def test_a_sub_path_mounts_one_file_and_a_missing_one_an_empty_folder(scene):
    scene.idle("p", GAME, {"subPath": "data-1", "mountPath": "/one"})
    scene.wait(10)
    assert scene.run("p", "cat /one; ls /").startswith("value-1")
    scene.idle("q", GAME, {"subPath": "nope", "mountPath": "/one"})
    scene.wait(10)
    assert scene.run("q", "ls -d /one; ls /one") == "/one\n"
