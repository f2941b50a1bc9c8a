"""Claims and volumes: binding, provisioning, reclaiming."""

from __future__ import annotations

import pytest

from cluster.objects.storage import mounted
from tests.cluster.controllers.scene import Scene
from tests.cluster.controllers.storage import MINIKUBE, claim, of_class, phase, told, volume


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


def test_nothing_is_due_while_claims_wait(scene):
    scene.create(claim("a", storageClassName=""))
    scene.create(claim("b", storageClassName="nowhere"))
    scene.wait(3700)
    assert scene.cluster.next_due is None


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
