"""Volumes that lie on the node: hostPath, and claims of minikube's provisioner."""

import pytest

from cluster.simulation import Simulation
from tests.cluster.kubelet.volumes.scene import BUSYBOX, Volumes, container

CLAIM = {"persistentVolumeClaim": {"claimName": "data"}}


@pytest.fixture
def scene() -> Volumes:
    return Volumes(nodes=1)


def claim(scene: Volumes) -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    scene.create({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "spec": spec})


def busy(scene: Volumes, name: str, script: str, volume: dict, **mount) -> None:
    only = container(BUSYBOX, command=["sh", "-c", script], volumeMounts=[{"name": "v", "mountPath": "/v", **mount}])
    scene.pod(name, only, volumes=[{"name": "v", **volume}], terminationGracePeriodSeconds=0, restartPolicy="Never")


def test_what_is_written_into_a_claim_outlives_the_pod_and_goes_with_the_volume(scene):
    claim(scene)
    scene.idle("one", CLAIM)
    scene.wait(10)
    scene.run("one", "echo kept > /v/f; chmod 600 /v/f")
    scene.delete("Pod", "one")
    scene.wait(5)
    scene.idle("two", CLAIM)
    scene.wait(10)
    assert scene.run("two", "cat /v/f; stat -c %a /v/f /v") == "kept\n600\n777\n"
    scene.delete("Pod", "two")
    scene.delete("PersistentVolumeClaim", "data")
    scene.wait(10)
    assert scene.store.list("persistentvolumes") == []
    claim(scene)
    scene.idle("three", CLAIM)
    scene.wait(10)
    assert scene.run("three", "ls /v") == ""


@pytest.mark.parametrize("force", [False, True])
def test_what_a_main_process_wrote_by_its_end_is_kept(scene, force):
    claim(scene)
    busy(scene, "one", "i=0; while true; do i=$((i+1)); echo $i >> /v/n; sleep 1; done", CLAIM)
    scene.wait(20)
    count = len(scene.run("one", "cat /v/n").split())
    assert count > 10
    scene.delete("Pod", "one", **({"gracePeriodSeconds": 0} if force else {}))
    scene.wait(30)
    scene.idle("two", CLAIM)
    scene.wait(10)
    assert len(scene.run("two", "cat /v/n").split()) in (count, count + 1)


def test_pods_of_one_node_see_the_same_folder(scene):
    place = {"hostPath": {"path": "/data/shared"}}
    busy(scene, "writer", "sleep 10; echo go > /v/flag; sleep 9999", place)
    busy(scene, "reader", "until [ -f /v/flag ]; do sleep 1; done; cat /v/flag", place)
    scene.idle("above", {"hostPath": {"path": "/data"}})
    scene.wait(8)
    assert scene.shown("reader")[1] == "Running"
    scene.wait(12)
    assert (scene.shown("reader")[1], scene.log("reader")) == ("Completed", "go\n")
    assert scene.run("above", "find /v -type f; rm /v/shared/flag") == "/v/shared/flag\n"
    scene.wait(1)
    assert scene.run("writer", "ls /v") == ""


def test_each_node_has_its_own():
    scene = Volumes(nodes=2)
    place = {"hostPath": {"path": "/data/own", "type": "DirectoryOrCreate"}}
    for name, node in (("a", "minikube"), ("b", "minikube-m02")):
        scene.idle(name, place, nodeName=node)
    scene.wait(15)
    scene.run("a", "echo x > /v/f")
    assert (scene.run("a", "ls /v"), scene.run("b", "ls /v")) == ("f\n", "")


def test_a_read_only_mount_cannot_be_written(scene):
    busy(scene, "p", "sleep 9999", {"hostPath": {"path": "/etc"}}, readOnly=True)
    scene.wait(10)
    assert scene.run("p", "cat /v/hostname") == "minikube\n"
    assert scene.run("p", "touch /v/x") == "touch: /v/x: Read-only file system\n"


def test_e2e_host_path_file_or_create(scene):
    scene.idle("p", {"hostPath": {"path": "/var/local/one/two.txt", "type": "FileOrCreate"}})
    scene.wait(10)
    assert scene.failures("p") == []
    assert scene.run("p", "echo x > /v; stat -c '%F %a' /v") == "regular file 644\n"
    scene.idle("q", {"hostPath": {"path": "/var/local/one", "type": "Directory"}})
    scene.wait(10)
    assert scene.run("q", "cat /v/two.txt") == "x\n"


def test_a_replay_gives_the_same_bytes(scene):
    claim(scene)
    busy(scene, "one", "while true; do date >> /v/n; sleep 3; done", CLAIM)
    busy(scene, "two", "tail -F /v/n", CLAIM)
    scene.wait(20)
    twin = Simulation.restore(scene.cluster.snapshot())
    end = scene.cluster.now + 60_000_000
    twin.run_until(end - 30_000_000)
    twin.run_until(end)
    scene.cluster.run_until(end)
    assert twin.digest() == scene.cluster.digest()
    assert len(scene.log("two").splitlines()) > 20


def test_e2e_host_path_types_of_what_a_main_process_made(scene):
    busy(scene, "maker", "mknod /v/chars c 89 1; mknod /v/blocks b 89 1; mkdir /v/folder; nc -lU /v/sock",
         {"hostPath": {"path": "/tmp/made", "type": "DirectoryOrCreate"}})  # fmt: skip
    scene.wait(10)
    types = {"chars": "CharDevice", "blocks": "BlockDevice", "folder": "Directory", "sock": "Socket"}
    for name, kind in types.items():
        scene.idle(name, {"hostPath": {"path": f"/tmp/made/{name}", "type": kind}})
        scene.idle(f"not-{name}", {"hostPath": {"path": f"/tmp/made/{name}", "type": "File"}})
    scene.wait(10)
    assert {scene.shown(name)[1] for name in types} == {"Running"}
    assert {scene.shown(f"not-{name}")[1] for name in types} == {"ContainerCreating"}
    assert scene.run("maker", "ls -l /v | cut -c1 | sort").split() == ["b", "c", "d", "s", "t"]


def test_files_that_were_made_on_the_node_are_served(scene):
    """https://kubernetes.io/docs/tasks/configure-pod-container/configure-persistent-volume-storage/"""
    text = "mkdir /mnt/data; echo 'Hello from Kubernetes storage' > /mnt/data/index.html"
    scene.do(minikube="ssh", node="minikube", command=["sh", "-c", text])
    scene.create({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "task-pv-volume"}, "spec": {
        "storageClassName": "manual", "capacity": {"storage": "10Gi"}, "accessModes": ["ReadWriteOnce"],
        "hostPath": {"path": "/mnt/data"}}})  # fmt: skip
    scene.create({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "task-pv-claim"}, "spec": {
        "storageClassName": "manual", "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "3Gi"}}}})  # fmt: skip
    mounts = [{"name": "v", "mountPath": "/usr/share/nginx/html"}]
    claimed = {"persistentVolumeClaim": {"claimName": "task-pv-claim"}}
    scene.pod("p", container("nginx", volumeMounts=mounts), volumes=[{"name": "v", **claimed}])
    scene.wait(20)
    assert scene.run("p", "curl -s http://localhost/") == "Hello from Kubernetes storage\n"
    scene.do(minikube="ssh", node="minikube", command=["sh", "-c", "echo new > /mnt/data/index.html"])
    scene.wait(1)
    assert scene.run("p", "curl -s http://localhost/") == "new\n"


HOSTS = {"hostPath": {"path": "/etc/hosts", "type": "FileOrCreate"}}


def test_a_nodes_own_hosts_are_no_pods_but_in_its_network(scene):
    """As upstream's KubeletManagedEtcHosts spec."""
    mounts = {"one": "/etc/hosts-original", "other": "/etc/hosts"}
    containers = [
        container(BUSYBOX, name, command=["sleep", "36000"], volumeMounts=[{"name": "v", "mountPath": path}])
        for name, path in mounts.items()
    ]
    for name, more in (("own", {}), ("shared", {"hostNetwork": True})):
        aliases = [{"ip": "10.0.0.9", "hostnames": ["elsewhere"]}]
        scene.pod(name, *containers, volumes=[{"name": "v", **HOSTS}], hostAliases=aliases, **more)
    scene.wait(10)
    nodes = scene.run("own", "cat /etc/hosts-original", "one")
    assert "\n192.168.49.2\tminikube\n192.168.49.1\thost.minikube.internal\n" in nodes
    managed = scene.run("own", "cat /etc/hosts", "one")
    assert managed.startswith("# Kubernetes-managed hosts file.\n") and "host.minikube.internal" not in managed
    assert managed.endswith("\town\n\n# Entries added by HostAliases.\n10.0.0.9\telsewhere\n")
    assert scene.run("own", "cat /etc/hosts", "other") == nodes
    copied = scene.run("shared", "cat /etc/hosts", "one")
    aliases = "\n# Entries added by HostAliases.\n10.0.0.9\telsewhere\n"
    assert copied == f"# Kubernetes-managed hosts file (host network).\n{nodes}{aliases}"
