"""Containers of one pod on one volume: each sees what the others write, when they write it."""

import pytest

from tests.cluster.kubelet.volumes.scene import BUSYBOX, Volumes, container

CACHE = [{"name": "v", "emptyDir": {}}]
CLOCK = "while true; do date >> /html/index.html; sleep 5; done"


@pytest.fixture
def scene() -> Volumes:
    return Volumes(nodes=1)


def busy(name: str, script: str, path: str = "/html", **more) -> dict:
    mounts = [{"name": "v", "mountPath": path}]
    return container(BUSYBOX, name, command=["sh", "-c", script], volumeMounts=mounts, **more)


def web() -> dict:
    return container("nginx", "web", volumeMounts=[{"name": "v", "mountPath": "/usr/share/nginx/html"}])


def test_one_writes_the_page_that_the_other_serves(scene):
    """https://kubernetes.io/docs/tasks/access-application-cluster/communicate-containers-same-pod-shared-volume/"""
    scene.pod("two", web(), busy("c", CLOCK), volumes=CACHE)
    scene.wait(30)
    lines = scene.run("two", "curl -s localhost", "web").splitlines()
    assert len(lines) >= 3
    assert lines == scene.run("two", "cat /html/index.html").splitlines()
    scene.wait(50)
    assert len(scene.run("two", "curl -s localhost", "web").splitlines()) == len(lines) + 10


def test_an_init_container_prepares_files_and_its_log_can_still_be_read(scene):
    script = "echo hello > /html/index.html; mkdir /html/d; ls /html"
    scene.pod("p", web(), initContainers=[busy("init", script)], volumes=CACHE)
    scene.wait(20)
    assert scene.run("p", "curl -s localhost; ls /usr/share/nginx/html", "web") == "hello\nd\nindex.html\n"
    scene.run("p", "rm -r /usr/share/nginx/html/d", "web")
    assert scene.log("p", "init") == "d\nindex.html\n"


def test_a_sidecar_prints_the_lines_of_a_log_as_they_come(scene):
    """https://kubernetes.io/docs/concepts/cluster-administration/logging/#streaming-sidecar-container"""
    count = 'i=0; while true; do echo "$i: $(date)" >> /html/1.log; i=$((i+1)); sleep 1; done'
    scene.pod("p", busy("count", count), busy("c", "tail -n+1 -F /html/1.log"), volumes=CACHE)
    scene.wait(30)
    lines = scene.log("p").splitlines()
    assert [line.partition(":")[0] for line in lines] == [str(n) for n in range(len(lines))]
    assert len(lines) > 20
    scene.wait(10)
    assert len(scene.log("p").splitlines()) == len(lines) + 10


def test_one_waits_for_what_the_other_writes_and_answers(scene):
    ask = "sleep 7; echo q > /html/q; until [ -f /html/a ]; do sleep 1; done; cat /html/a"
    answer = "until [ -f /html/q ]; do sleep 1; done; sleep 3; echo 42 > /html/a"
    scene.pod("p", busy("ask", ask), busy("c", answer), volumes=CACHE, restartPolicy="Never")
    scene.wait(30)
    assert scene.shown("p")[1] == "Completed"
    assert scene.log("p", "ask") == "42\n"


def test_an_end_that_hangs_on_an_endless_other_is_found_without_polling(scene):
    slow = "i=0; while true; do i=$((i+1)); echo $i > /html/n; sleep 60; done"
    wait = "until grep -q 30 /html/n; do sleep 1; done; echo seen"
    scene.pod("p", busy("slow", slow), busy("c", wait), volumes=CACHE, restartPolicy="Never")
    scene.wait(10)
    steps = 0
    while scene.cluster.now < 2_400_000_000:
        scene.cluster.step()
        steps += 1
        if scene.shown("p")[0] == "1/2":
            break
    assert scene.shown("p")[0] == "1/2"
    assert steps < 60
    assert scene.log("p").endswith("seen\n")


def test_files_outlive_the_containers_that_wrote_them(scene):
    script = "echo run >> /html/runs; wc -l < /html/runs; exit 1"
    scene.pod("p", busy("c", script), container(BUSYBOX, "idle", command=["sleep", "9999"]), volumes=CACHE)
    scene.wait(60)
    assert scene.status("p")["containerStatuses"][0]["restartCount"] == 3
    assert scene.log("p") == "4\n"
    assert scene.log("p", previous="true") == "3\n"


def test_an_exec_that_lasts_sees_what_is_written_meanwhile(scene):
    scene.pod("two", web(), busy("c", CLOCK), volumes=CACHE)
    scene.wait(30)
    script = "wc -l < /usr/share/nginx/html/index.html; sleep 20; wc -l < /usr/share/nginx/html/index.html"
    first, second = map(int, scene.run("two", script, "web").split())
    assert second == first + 4


def test_what_lies_in_memory_is_lost_with_the_power_and_the_rest_is_not(scene):
    mounts = [{"name": "v", "mountPath": "/disk"}, {"name": "m", "mountPath": "/memory"}]
    only = container(BUSYBOX, command=["sleep", "99999"], volumeMounts=mounts)
    scene.pod("p", only, volumes=[*CACHE, {"name": "m", "emptyDir": {"medium": "Memory"}}])
    scene.wait(10)
    scene.run("p", "echo 1 | tee /disk/f > /memory/f")
    assert scene.run("p", "mount | grep -c tmpfs.on./memory") == "1\n"
    scene.do(fault="node.stop", node="minikube")
    scene.wait(20)
    scene.do(fault="node.start", node="minikube")
    scene.wait(60)
    assert scene.run("p", "ls /disk /memory") == "/disk:\nf\n\n/memory:\n"


def test_new_files_belong_to_the_group_of_the_pods_volumes(scene):
    only = container(BUSYBOX, command=["sleep", "99999"], volumeMounts=[{"name": "v", "mountPath": "/v"}])
    scene.pod("p", only, volumes=CACHE, securityContext={"runAsUser": 1000, "runAsGroup": 3000, "fsGroup": 2000})
    scene.wait(10)
    told = scene.run("p", "touch /v/f; mkdir /v/d; touch /v/d/g /tmp/t; stat -c '%A %u %g' /v /v/f /v/d /v/d/g /tmp/t")
    assert told.splitlines() == [
        "drwxrwsrwx 0 2000", "-rw-r--r-- 1000 2000", "drwxr-sr-x 1000 2000", "-rw-r--r-- 1000 2000",
        "-rw-r--r-- 1000 3000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("option", "user", "mode"),
    [("0644", None, "-rw-r--r--"), ("0666", 1001, "-rw-rw-rw-"), ("0777", None, "-rwxrwxrwx")],
)
def test_e2e_empty_dir_volumes(scene, option, user, mode):
    path, own = "/test-volume/test-file", {} if user is None else {"own": {"securityContext": {"runAsUser": user}}}
    mounts = [{"name": "v", "mountPath": "/test-volume"}]
    told = scene.mounttest("p", "--fs_type=/test-volume", f"--new_file_{option}={path}", f"--file_perm={path}",
                           volumes=[{"name": "v", "emptyDir": {"medium": "Memory"}}], mounts=mounts, **own)  # fmt: skip
    assert told == (
        f'mount type of "/test-volume": tmpfs\ncontent of file "{path}": mount-tester new file\n\n'
        f'perms of file "{path}": {mode}\n'
    )


def test_sub_paths_show_parts_of_one_volume(scene):
    mounts = [
        {"name": "v", "mountPath": "/all"},
        {"name": "v", "mountPath": "/mine", "subPathExpr": "$(POD)/data"},
    ]
    env = [{"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]
    scene.pod("p", container(BUSYBOX, command=["sleep", "9999"], volumeMounts=mounts, env=env), volumes=CACHE)
    scene.wait(10)
    assert scene.run("p", "echo x > /mine/f; cat /all/p/data/f; ls /all/p") == "x\ndata\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [("..", "unable to provision SubPath `..`: must not contain '..'"),
     ("/tmp", "error SubPath `/tmp` must not be an absolute path")],
)  # fmt: skip
def test_e2e_should_fail_substituting_values_in_a_volume_subpath(scene, value, text):
    mounts = [{"name": "v", "mountPath": "/mine", "subPathExpr": "$(POD)"}]
    scene.pod("p", container(BUSYBOX, volumeMounts=mounts, env=[{"name": "POD", "value": value}]), volumes=CACHE)
    scene.wait(10)
    assert scene.shown("p")[1] == "CreateContainerConfigError"
    assert ("Failed", f"Error: {text}") in scene.told("p")


@pytest.mark.parametrize(("link", "runs"), [("/etc", False), ("../../etc", False), ("data", True), ("nowhere", True)])
def test_a_sub_path_that_is_a_link_stays_in_its_volume(scene, link, runs):
    """https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath; CVE-2017-1002101."""
    maker = busy("maker", f"mkdir /html/data; ln -s {link} /html/l")
    mounts = [{"name": "v", "mountPath": "/mine", "subPath": "l"}]
    only = container(BUSYBOX, command=["sleep", "9999"], volumeMounts=mounts)
    scene.pod("p", only, volumes=CACHE, initContainers=[maker])
    scene.wait(20)
    assert scene.shown("p")[1] == ("Running" if runs else "CreateContainerConfigError")
    text = f'Error: failed to prepare subPath for volumeMount "v" of container "{only["name"]}"'
    assert (("Failed", text) in scene.told("p")) is not runs


def test_a_link_on_the_nodes_disk_is_followed_there(scene):
    scene.do(minikube="ssh", node="minikube", command=["sh", "-c", "mkdir -p /d/in; ln -s /d/in /d/l; ln -s /tmp /d/o"])
    for name, below in (("in", "l"), ("out", "o")):
        mounts = [{"name": "v", "mountPath": "/mine", "subPath": below}]
        only = container(BUSYBOX, command=["sleep", "9999"], volumeMounts=mounts)
        scene.pod(name, only, volumes=[{"name": "v", "hostPath": {"path": "/d"}}])
    scene.wait(20)
    assert [scene.shown(name)[1] for name in ("in", "out")] == ["Running", "CreateContainerConfigError"]
