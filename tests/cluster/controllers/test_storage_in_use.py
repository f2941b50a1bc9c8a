"""Claims and volumes that pods use: protection, waiting, first use, growing, quota."""

from __future__ import annotations

import pytest

from tests.cluster.controllers.scene import Scene
from tests.cluster.controllers.storage import ask, claim, of_class, phase_of_pod, pod, told, volume


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_what_is_in_use_is_not_gone(scene):
    scene.create(claim())
    scene.create(pod("p", "data"))
    scene.wait(10)
    scene.delete("PersistentVolumeClaim", "data")
    bound = scene.store.list("persistentvolumes")[0]["metadata"]["name"]
    scene.delete("PersistentVolume", bound)
    scene.wait(10)
    assert "deletionTimestamp" in scene.store.get("persistentvolumeclaims", "default", "data")["metadata"]
    assert "deletionTimestamp" in scene.store.get("persistentvolumes", "", bound)["metadata"]
    scene.delete("Pod", "p")
    scene.wait(40)
    assert scene.names("persistentvolumeclaims") == []
    assert scene.store.list("persistentvolumes") == []


def test_a_pod_waits_for_its_claim(scene):
    scene.create(pod("p", "data"))
    scene.wait(2)
    message = scene.store.get("pods", "default", "p")["status"]["conditions"][0]["message"]
    assert message.startswith('0/1 nodes are available: persistentvolumeclaim "data" not found. ')
    scene.create(claim())
    scene.wait(10)
    assert phase_of_pod(scene, "p") == "Running"


def test_a_claim_bound_on_first_use_waits_for_the_scheduler():
    scene = Scene(nodes=2)
    scene.create(of_class("late", volumeBindingMode="WaitForFirstConsumer"))
    scene.create(claim(storageClassName="late"))
    scene.wait(60)
    assert told(scene, "data") == [
        ("WaitForFirstConsumer", "waiting for first consumer to be created before binding"),
    ]
    scene.create(pod("p", "data", nodeSelector={"kubernetes.io/hostname": "minikube-m02"}))
    scene.wait(10)
    found = scene.store.get("persistentvolumeclaims", "default", "data")
    assert found["metadata"]["annotations"]["volume.kubernetes.io/selected-node"] == "minikube-m02"
    placed = scene.store.get("pods", "default", "p")
    assert (placed["spec"]["nodeName"], placed["status"].get("nominatedNodeName")) == ("minikube-m02", None)
    assert phase_of_pod(scene, "p") == "Running"


def test_a_local_volume_draws_its_pod_to_its_node():
    scene = Scene(nodes=3)
    scene.create(
        of_class("local", provisioner="kubernetes.io/no-provisioner", volumeBindingMode="WaitForFirstConsumer")
    )
    there = {"key": "kubernetes.io/hostname", "operator": "In", "values": ["minikube-m03"]}
    affinity = {"required": {"nodeSelectorTerms": [{"matchExpressions": [there]}]}}
    local = volume("disk", storageClassName="local", hostPath=None, local={"path": "/disks/a"}, nodeAffinity=affinity)
    scene.create(claim(storageClassName="local"))
    scene.create(pod("p", "data"))
    scene.wait(5)
    message = scene.store.get("pods", "default", "p")["status"]["conditions"][0]["message"]
    assert "3 node(s) didn't find available persistent volumes to bind" in message
    scene.create(local)
    scene.wait(20)
    assert scene.store.get("pods", "default", "p")["spec"]["nodeName"] == "minikube-m03"
    scene.create(pod("q", "data", nodeSelector={"kubernetes.io/hostname": "minikube"}))
    scene.wait(5)
    message = scene.store.get("pods", "default", "q")["status"]["conditions"][0]["message"]
    assert "1 node(s) didn't match PersistentVolume's node affinity" in message


def test_one_pod_at_a_time_has_a_read_write_once_pod_claim(scene):
    scene.create(claim(modes=("ReadWriteOncePod",)))
    scene.create(pod("p", "data"))
    scene.wait(10)
    scene.create(pod("q", "data"))
    scene.wait(2)
    message = scene.store.get("pods", "default", "q")["status"]["conditions"][0]["message"]
    assert "1 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode" in message
    scene.delete("Pod", "p")
    scene.wait(60)
    assert phase_of_pod(scene, "q") == "Running"


def test_a_more_important_pod_takes_a_claim_for_one_pod(scene):
    scene.create(claim(modes=("ReadWriteOncePod",)))
    scene.create(pod("p", "data"))
    scene.wait(10)
    scene.create(pod("q", "data", priorityClassName="system-node-critical"))
    scene.wait(60)
    assert scene.store.get("pods", "default", "p") is None
    assert phase_of_pod(scene, "q") == "Running"


def test_a_pod_does_not_start_with_a_claim_that_is_going(scene):
    scene.create(claim())
    scene.create(pod("p", "data"))
    scene.wait(10)
    scene.delete("PersistentVolumeClaim", "data")
    scene.create(pod("q", "data"))
    scene.wait(2)
    message = scene.store.get("pods", "default", "q")["status"]["conditions"][0]["message"]
    assert message.startswith('0/1 nodes are available: persistentvolumeclaim "data" is being deleted. ')


def test_an_ephemeral_volume_comes_and_goes_with_its_pod(scene):
    template = {"metadata": {"labels": {"a": "b"}}, "spec": claim()["spec"]}
    volumes = [{"name": "scratch", "ephemeral": {"volumeClaimTemplate": template}}]
    scene.create({**pod("p"), "spec": {**pod("p")["spec"], "volumes": volumes}})
    scene.wait(20)
    made = scene.store.get("persistentvolumeclaims", "default", "p-scratch")
    assert (made["metadata"]["labels"], made["metadata"]["ownerReferences"][0]["name"]) == ({"a": "b"}, "p")
    assert phase_of_pod(scene, "p") == "Running"
    scene.delete("Pod", "p")
    scene.wait(60)
    assert scene.names("persistentvolumeclaims") == []


def test_only_what_its_class_allows_grows(scene):
    scene.create(claim())
    scene.create(of_class("elastic", allowVolumeExpansion=True))
    scene.create(claim("more", storageClassName="elastic"))
    scene.create(claim("late", storageClassName="nowhere"))
    scene.wait(2)
    larger = {"spec": {"resources": {"requests": {"storage": "2Gi"}}}}
    with pytest.raises(AssertionError, match="only dynamically provisioned pvc can be resized"):
        ask(scene, "data", larger)
    with pytest.raises(AssertionError, match="spec is immutable after creation"):
        ask(scene, "late", larger)
    ask(scene, "more", larger)
    scene.wait(2)
    assert told(scene, "more")[-1][0] == "ExternalExpanding"
    smaller = {"spec": {"resources": {"requests": {"storage": "1Gi"}}}}
    with pytest.raises(AssertionError, match="field can not be less than status.capacity"):
        ask(scene, "more", smaller)


def test_quota_counts_storage_by_class(scene):
    hard = {
        "requests.storage": "3Gi",
        "persistentvolumeclaims": "5",
        "standard.storageclass.storage.k8s.io/requests.storage": "2Gi",
    }
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": hard}}
    scene.create(quota)
    scene.wait(1)
    scene.create(claim("a", "2Gi"))
    with pytest.raises(AssertionError, match="exceeded quota: q, requested: standard.storageclass"):
        scene.create(claim("b", "1Gi"))
    scene.create(claim("c", "1Gi", storageClassName=""))
    with pytest.raises(AssertionError, match="requested: requests.storage=1Gi, used: requests.storage=3Gi, limited"):
        scene.create(claim("d", "1Gi", storageClassName=""))
