"""minikube's storage provisioner: a directory on the machine for every claim of its class.

As the real one it is an external program that looks for its name on claims and released volumes.
Sources: https://minikube.sigs.k8s.io/docs/handbook/persistent_volumes/#dynamic-provisioning-and-csi,
https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import disks, reasons
from cluster.component import Component, World
from cluster.controllers.storage.names import (
    OLD_PROVISIONER,
    PROVISIONED_BY,
    PROVISIONER,
    SELECTED_NODE,
    marks,
)
from cluster.kinds.storageclass import ON_FIRST_USE
from cluster.objects.storage import CLAIMS, CLASSES, VOLUMES, class_of
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register(
    {"provisioner.create": ("claim",), "provisioner.refused": ("message",), "provisioner.delete": ("volume",)}
)

NAME = "k8s.io/minikube-hostpath"
DIRECTORY = "/tmp/hostpath-provisioner"
IDENTITY = "5b2c1c0e-63f1-4f1b-9a1e-8d0c7e4c7f35"  # of the running provisioner; a real one draws it when it starts


def claim_keys(change: Change, store: Store) -> Iterable[str]:
    """Claims that wait for a volume and name this provisioner."""
    claim = change.object
    asked = marks(claim).get(PROVISIONER) or marks(claim).get(OLD_PROVISIONER)
    if asked == NAME and (change.op == DELETED or not claim["spec"].get("volumeName")):
        yield f"{change.namespace}/{change.name}"


def volume_keys(change: Change, store: Store) -> Iterable[str]:
    if marks(change.object).get(PROVISIONED_BY) == NAME:
        yield f"/{change.name}"


class HostPathProvisioner(Component):
    """Keys: `namespace/claim`, and `/volume`. Memory by key: when the work on it began."""

    name = f"{NAME}_minikube_{IDENTITY}"
    watches = {CLAIMS: claim_keys, VOLUMES: volume_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, _, name = key.partition("/")
        obj = world.store.get(CLAIMS if namespace else VOLUMES, namespace, name)
        wanted = obj is not None and (self._wants(obj, world.store) if namespace else self._is_over(obj))
        if not wanted or obj is None:
            world.remember(key, None)
            return None
        return self._provision(obj, world) if namespace else self._delete(obj, world)

    @staticmethod
    def _wants(claim: dict, store: Store) -> bool:
        found = store.get(CLASSES, "", class_of(claim))
        if claim["spec"].get("volumeName") or found is None or found["provisioner"] != NAME:
            return False
        return found.get("volumeBindingMode") != ON_FIRST_USE or bool(marks(claim).get(SELECTED_NODE))

    @staticmethod
    def _is_over(volume: dict) -> bool:
        phase, going = (volume.get("status") or {}).get("phase"), "deletionTimestamp" in volume["metadata"]
        return phase == "Released" and volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete" and not going

    def _provision(self, claim: dict, world: World) -> Reason | None:
        metadata = claim["metadata"]
        place, name = f"{metadata['namespace']}/{metadata['name']}", f"pvc-{metadata['uid']}"
        why = reason("provisioner.create", claim=place)
        if world.store.get(VOLUMES, "", name) is not None:
            return why
        if self._is_first(world):
            told = f'External provisioner is provisioning volume for claim "{place}"'
            world.event(claim, "Normal", "Provisioning", told)
        if self._waits(world):
            return why
        if claim["spec"].get("volumeMode") == "Block":
            message = f"{NAME} does not support block volume provisioning"
            world.event(claim, "Warning", "ProvisioningFailed", message)
            return reason("provisioner.refused", message=message)
        world.client.create(VOLUMES, volume_for(claim, world.store.get(CLASSES, "", class_of(claim)) or {}), why)
        world.event(claim, "Normal", "ProvisioningSucceeded", f"Successfully provisioned volume {name}")
        world.remember(world.key, None)
        return why

    def _delete(self, volume: dict, world: World) -> Reason:
        why = reason("provisioner.delete", volume=volume["metadata"]["name"])
        self._is_first(world)
        if not self._waits(world):
            for node in world.runtime.nodes():
                disks.remove(world.runtime, node, volume["spec"]["hostPath"]["path"], world.now)
            world.client.delete(VOLUMES, "", volume["metadata"]["name"], why)
        return why

    @staticmethod
    def _is_first(world: World) -> bool:
        if world.recall(world.key) is not None:
            return False
        world.remember(world.key, world.now)
        return True

    @staticmethod
    def _waits(world: World) -> bool:
        """Making or removing a directory takes its time."""
        left = world.recall(world.key) + world.latency.provision - world.now
        if left > 0:
            world.requeue(left)
        return left > 0


def volume_for(claim: dict, of_class: dict) -> dict:
    """The volume that is made for a claim, to be created."""
    metadata, spec = claim["metadata"], claim["spec"]
    named = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        **{field: metadata[field] for field in ("name", "namespace", "resourceVersion", "uid")},
    }
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {
            "name": f"pvc-{metadata['uid']}",
            "annotations": {"hostPathProvisionerIdentity": IDENTITY, PROVISIONED_BY: NAME},
        },
        "spec": {
            "accessModes": spec["accessModes"],
            "capacity": {"storage": spec["resources"]["requests"]["storage"]},
            "claimRef": named,
            "hostPath": {"path": f"{DIRECTORY}/{metadata['namespace']}/{metadata['name']}", "type": ""},
            **({"mountOptions": of_class["mountOptions"]} if of_class.get("mountOptions") else {}),
            "persistentVolumeReclaimPolicy": of_class.get("reclaimPolicy") or "Delete",
            "storageClassName": class_of(claim),
            "volumeMode": spec.get("volumeMode") or "Filesystem",
        },
    }
