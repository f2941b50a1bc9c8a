"""Claims and volumes: binding, provisioning, reclaiming, protection; and pods that wait for them."""

from __future__ import annotations

import pytest

from cluster.objects.storage import mounted
from tests.cluster.controllers.scene import Scene

MINIKUBE = "k8s.io/minikube-hostpath"


def claim(name: str = "data", size: str = "1Gi", modes: tuple = ("ReadWriteOnce",), **spec) -> dict:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name},
        "spec": {"accessModes": list(modes), "resources": {"requests": {"storage": size}}, **spec},
    }


def volume(name: str, size: str = "1Gi", modes: tuple = ("ReadWriteOnce",), labels: dict | None = None, **spec) -> dict:
    spec = {"hostPath": {"path": "/mnt/data"}, **spec}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "labels": labels or {}},
        "spec": {"capacity": {"storage": size}, "accessModes": list(modes), **spec},
    }


def of_class(name: str, **fields) -> dict:
    head = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name}}
    return {**head, "provisioner": MINIKUBE, **fields}


def pod(name: str, *claims: str, **spec) -> dict:
    volumes = [{"name": f"v{number}", "persistentVolumeClaim": {"claimName": c}} for number, c in enumerate(claims)]
    container = {"name": "c", "image": "nginx"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [container], "volumes": volumes, **spec},
    }


def phase(scene: Scene, name: str, resource: str = "persistentvolumeclaims") -> str:
    namespace = "default" if resource == "persistentvolumeclaims" else ""
    return scene.store.get(resource, namespace, name)["status"]["phase"]


def told(scene: Scene, name: str) -> list[tuple[str, str]]:
    about = [e for e in scene.store.list("events") if e["involvedObject"]["name"] == name]
    return [(e["reason"], e["message"]) for e in sorted(about, key=lambda e: int(e["metadata"]["resourceVersion"]))]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_claim_of_the_default_class_gets_a_volume_made_for_it(scene):
    made = scene.create(claim())
    scene.wait(2)
    found, bound = mounted(scene.store, "default", "data")
    name = f"pvc-{made['metadata']['uid']}"
    assert (found["spec"]["storageClassName"], found["spec"]["volumeName"]) == ("standard", name)
    assert found["status"] == {"phase": "Bound", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}}
    assert bound["spec"]["hostPath"]["path"] == "/tmp/hostpath-provisioner/default/data"
    assert bound["spec"]["persistentVolumeReclaimPolicy"] == "Delete"
    assert bound["metadata"]["annotations"]["pv.kubernetes.io/provisioned-by"] == MINIKUBE
    assert [why for why, _ in told(scene, "data")] == [
        "ExternalProvisioning",
        "Provisioning",
        "ProvisioningSucceeded",
    ]


def test_the_volume_goes_with_its_claim(scene):
    scene.create(claim())
    scene.wait(2)
    scene.delete("PersistentVolumeClaim", "data")
    scene.wait(2)
    assert scene.names("persistentvolumeclaims") == []
    assert scene.store.list("persistentvolumes") == []


def test_the_smallest_volume_that_is_large_enough_is_taken(scene):
    for name, size in (("large", "10Gi"), ("small", "1Gi"), ("fits", "5Gi")):
        scene.create(volume(name, size))
    scene.create(claim(size="3Gi", storageClassName=""))
    scene.wait(2)
    found = scene.store.get("persistentvolumeclaims", "default", "data")
    assert found["spec"]["volumeName"] == "fits"
    assert found["status"]["capacity"] == {"storage": "5Gi"}
    assert phase(scene, "large", "persistentvolumes") == "Available"


@pytest.mark.parametrize(
    ("given", "wish"),
    [
        (volume("pv", "1Gi"), claim(size="2Gi", storageClassName="")),
        (volume("pv"), claim(modes=("ReadWriteMany",), storageClassName="")),
        (volume("pv"), claim(volumeMode="Block", storageClassName="")),
        (volume("pv", storageClassName="slow"), claim(storageClassName="")),
        (volume("pv"), claim(storageClassName="", selector={"matchLabels": {"tier": "gold"}})),
    ],
)
def test_a_volume_that_does_not_fit_is_left_alone(scene, given, wish):
    scene.create(given)
    scene.create(wish)
    scene.wait(2)
    assert (phase(scene, "data"), phase(scene, "pv", "persistentvolumes")) == ("Pending", "Available")
    nothing = "no persistent volumes available for this claim and no storage class is set"
    assert told(scene, "data") == [("FailedBinding", nothing)]


def test_a_claim_waits_for_the_volume_that_is_to_come(scene):
    scene.create(claim(storageClassName=""))
    scene.wait(600)
    scene.create(volume("pv", labels={"tier": "gold"}))
    scene.wait(1)
    assert phase(scene, "data") == "Bound"


def test_a_class_that_is_not_there_is_told_and_waited_for(scene):
    scene.create(claim(storageClassName="fast"))
    scene.wait(2)
    assert told(scene, "data") == [("ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found')]
    scene.create(of_class("fast"))
    scene.wait(2)
    assert phase(scene, "data") == "Bound"


def test_a_claim_without_class_gets_the_default_one_later(scene):
    scene.delete("StorageClass", "standard")
    scene.create(claim())
    scene.wait(2)
    assert phase(scene, "data") == "Pending"
    marked = {"storageclass.kubernetes.io/is-default-class": "true"}
    scene.create({**of_class("new"), "metadata": {"name": "new", "annotations": marked}})
    scene.wait(2)
    found = scene.store.get("persistentvolumeclaims", "default", "data")
    assert (found["spec"]["storageClassName"], found["status"]["phase"]) == ("new", "Bound")


def test_a_volume_may_be_set_aside_for_a_claim_by_name(scene):
    scene.create(volume("mine", claimRef={"namespace": "default", "name": "data"}))
    scene.create(claim("other", storageClassName=""))
    scene.wait(2)
    assert phase(scene, "other") == "Pending"
    scene.create(claim(storageClassName=""))
    scene.wait(2)
    bound = scene.store.get("persistentvolumes", "", "mine")
    assert phase(scene, "data") == "Bound"
    assert "pv.kubernetes.io/bound-by-controller" not in (bound["metadata"].get("annotations") or {})


def test_a_claim_may_name_its_volume_but_it_must_fit(scene):
    scene.create(volume("pv", "1Gi"))
    scene.create(claim(size="2Gi", storageClassName="", volumeName="pv"))
    scene.wait(2)
    why = 'Cannot bind to requested volume "pv": requested PV is too small'
    assert told(scene, "data") == [("VolumeMismatch", why)]
    assert phase(scene, "data") == "Pending"


def test_a_retained_volume_is_released_and_not_bound_again(scene):
    scene.create(volume("pv"))
    scene.create(claim(storageClassName=""))
    scene.wait(2)
    scene.delete("PersistentVolumeClaim", "data")
    scene.wait(2)
    assert phase(scene, "pv", "persistentvolumes") == "Released"
    scene.create(claim(storageClassName=""))
    scene.wait(2)
    assert phase(scene, "data") == "Pending"
    scene.patch("PersistentVolume", "pv", {"spec": {"claimRef": None}}, "")
    scene.wait(2)
    assert phase(scene, "data") == "Bound"


def test_a_directory_outside_of_tmp_cannot_be_deleted(scene):
    scene.create(volume("pv", persistentVolumeReclaimPolicy="Delete"))
    scene.create(claim(storageClassName=""))
    scene.wait(2)
    scene.delete("PersistentVolumeClaim", "data")
    scene.wait(2)
    assert phase(scene, "pv", "persistentvolumes") == "Failed"
    ((why, message),) = told(scene, "pv")
    assert why == "VolumeFailedDelete"
    assert message.endswith("host_path deleter only supports /tmp/.+ but received provided /mnt/data")


def test_a_recycled_volume_is_free_again(scene):
    scene.create(volume("pv", persistentVolumeReclaimPolicy="Recycle"))
    scene.create(claim(storageClassName=""))
    scene.wait(2)
    scene.delete("PersistentVolumeClaim", "data")
    scene.wait(10)
    assert phase(scene, "pv", "persistentvolumes") == "Available"
    assert told(scene, "pv") == [("VolumeRecycled", "Volume recycled")]


def test_a_claim_whose_volume_is_gone_is_lost(scene):
    scene.create(volume("pv"))
    scene.create(claim(storageClassName=""))
    scene.wait(2)
    scene.patch("PersistentVolume", "pv", {"metadata": {"finalizers": None}}, "")
    scene.delete("PersistentVolume", "pv")
    scene.wait(2)
    assert phase(scene, "data") == "Lost"
    assert told(scene, "data")[-1][0] == "ClaimLost"


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


def test_nothing_is_due_while_claims_wait(scene):
    scene.create(claim("a", storageClassName=""))
    scene.create(claim("b", storageClassName="nowhere"))
    scene.wait(3700)
    assert scene.cluster.next_due is None


def phase_of_pod(scene: Scene, name: str) -> str:
    return scene.store.get("pods", "default", name)["status"]["phase"]


def ask(scene: Scene, name: str, body: dict) -> None:
    scene.patch("PersistentVolumeClaim", name, body)


def test_a_claim_says_why_each_free_volume_is_not_the_one(scene):
    for given in (
        volume("small", storageClassName="hand"),
        volume("other", "9Gi", storageClassName="else"),
        volume("plain", "9Gi", storageClassName="hand"),
        volume("large", "12Gi", storageClassName="hand", labels={"disk": "ssd"}),
        volume("right", "10Gi", storageClassName="hand", labels={"disk": "ssd"}),
    ):
        scene.create(given)
    scene.create(claim("waits", "50Gi", storageClassName="hand"))
    wanted = {"matchLabels": {"disk": "ssd"}}
    scene.create(claim("bound", "5Gi", storageClassName="hand", selector=wanted))
    scene.wait(5)
    _, params = scene.verdict("persistentvolume-controller", "default/waits")
    assert params["volumes"]["other"] == params["volumes"]["small"] == "requested PV is too small"
    bind = next(c.reason for c in scene.store.history if c.reason and c.reason[0] == "claim.bind")
    assert bind[1]["volume"] == "right"
    assert bind[1]["volumes"] == {
        "small": "requested PV is too small",
        "other": "storageClassName does not match",
        "plain": "its labels do not match the selector",
        "large": "it would do, another fits better",
    }
