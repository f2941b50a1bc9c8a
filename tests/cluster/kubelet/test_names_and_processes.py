"""Host names, resolv.conf and the processes that a container sees.

Sources: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/,
https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
"""

from __future__ import annotations

import pytest

from cluster.api.request import Request
from tests.cluster.kubelet.volumes.scene import BUSYBOX, Volumes, container

FULL = "one.db.default.svc.cluster.local"


def scene_of(**spec) -> Volumes:
    scene = Volumes(nodes=1)
    scene.pod("p", container(BUSYBOX, command=["sleep", "9999"]), **spec)
    scene.wait(10)
    return scene


@pytest.mark.parametrize(
    ("spec", "seen"),
    [
        ({}, "p"),
        ({"hostname": "one"}, "one"),
        ({"hostname": "one", "subdomain": "db"}, "one"),
        ({"hostname": "one", "subdomain": "db", "setHostnameAsFQDN": True}, FULL),
        ({"setHostnameAsFQDN": True}, "p"),
        ({"hostnameOverride": "a.b.c", "subdomain": "db"}, "a.b.c"),
        ({"hostNetwork": True}, "minikube"),
    ],
)
def test_the_name_that_the_kernel_tells(spec, seen):
    scene = scene_of(**spec)
    told = scene.run("p", "hostname; cat /etc/hostname /proc/sys/kernel/hostname; echo $HOSTNAME")
    assert told.splitlines() == [seen] * 4


def test_a_full_name_stands_in_the_hosts_file_whatever_the_kernel_tells():
    scene = scene_of(hostname="one", subdomain="db", setHostnameAsFQDN=True)
    address = scene.status("p")["podIP"]
    assert f"{address}\t{FULL}\tone\n" in scene.run("p", "cat /etc/hosts")
    assert scene.run("p", "hostname -f") == FULL + "\n"


def test_a_pod_in_the_nodes_network_has_the_nodes_hosts():
    scene = scene_of(hostNetwork=True)
    text = scene.run("p", "cat /etc/hosts")
    assert text.startswith("# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n")
    own = "192.168.49.2\tminikube\n192.168.49.1\thost.minikube.internal\n"
    assert text.endswith(f"{own}192.168.49.2\tcontrol-plane.minikube.internal\n")


CLUSTER = "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n"


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({}, CLUSTER),
        ({"hostNetwork": True}, "nameserver 192.168.49.1\n"),
        ({"hostNetwork": True, "dnsPolicy": "ClusterFirstWithHostNet"}, CLUSTER),
        ({"dnsPolicy": "Default"}, "nameserver 192.168.49.1\n"),
        (  # the example of the documentation
            {
                "dnsPolicy": "None",
                "dnsConfig": {
                    "nameservers": ["192.0.2.1"],
                    "searches": ["ns1.svc.cluster-domain.example", "my.dns.search.suffix"],
                    "options": [{"name": "ndots", "value": "2"}, {"name": "edns0"}],
                },
            },
            "search ns1.svc.cluster-domain.example my.dns.search.suffix\nnameserver 192.0.2.1\n"
            "options ndots:2 edns0\n",
        ),
        (
            {"dnsConfig": {"nameservers": ["1.1.1.1"], "searches": ["."],
                           "options": [{"name": "ndots", "value": "1"}]}},
            "search default.svc.cluster.local svc.cluster.local cluster.local .\nnameserver 10.96.0.10\n"
            "nameserver 1.1.1.1\noptions ndots:1\n",
        ),
    ],
)  # fmt: skip
def test_what_a_pod_asks_for_names(spec, text):
    assert scene_of(**spec).run("p", "cat /etc/resolv.conf") == text


def seen(scene: Volumes, name: str = "p") -> list[str]:
    return [line.split(maxsplit=3)[3] for line in scene.run(name, "ps").splitlines()[1:]]


def test_alone_a_container_sees_its_own_process():
    assert seen(scene_of()) == ["sleep 9999", "ps"]


def test_with_the_nodes_processes_it_sees_those_of_other_pods():
    scene = scene_of(hostPID=True)
    scene.pod("other", container(BUSYBOX, command=["sleep", "777"]))
    scene.wait(10)
    found = seen(scene)
    assert found[0] == "/sbin/init"
    assert {"/usr/bin/containerd", "sleep 9999", "sleep 777", "/pause"} <= set(found)
    assert any(line.startswith("kube-apiserver ") for line in found)
    assert found.index("sleep 9999") == found.index("sleep 777") + 2  # by pod, each after its /pause
    scene.delete("Pod", "other")
    scene.wait(40)
    assert "sleep 777" not in seen(scene)


def test_a_full_name_that_is_too_long_for_the_kernel_gets_no_sandbox():
    """https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-sethostnameasfqdn-field"""
    scene = scene_of(hostname="h" * 40, subdomain="db", setHostnameAsFQDN=True)
    name = "h" * 40 + ".db.default.svc.cluster.local"
    assert scene.shown("p")[:2] == ["0/1", "ContainerCreating"]
    assert [(event["message"], event["count"]) for event in scene.events("FailedCreatePodSandBox")] == [
        (
            "Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster domain, "
            f"FQDN {name} is too long (64 is the max, 69 characters requested)",
            1,
        )
    ]
    scene.delete("Pod", "p")
    scene.wait(40)
    assert scene.store.get("pods", "default", "p") is None


def test_the_overhead_of_a_runtime_class_takes_room():
    """https://kubernetes.io/docs/concepts/scheduling-eviction/pod-overhead/"""
    scene = Volumes(nodes=1)
    overhead = {"podFixed": {"cpu": "2", "memory": "120Mi"}}
    made = {"metadata": {"name": "kata"}, "handler": "kata", "overhead": overhead}
    assert scene.cluster.request(Request("POST", "/apis/node.k8s.io/v1/runtimeclasses", body=made)).code == 201
    for name in ("first", "second"):
        only = container(BUSYBOX, command=["sleep", "9999"], resources={"requests": {"cpu": "100m"}})
        scene.pod(name, only, runtimeClassName="kata")
    scene.wait(20)
    assert [scene.status(name)["phase"] for name in ("first", "second")] == ["Running", "Pending"]
    assert "Insufficient cpu" in scene.status("second")["conditions"][0]["message"]
