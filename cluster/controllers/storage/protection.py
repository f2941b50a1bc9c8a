"""Protection: a claim is not gone while a pod uses it, a volume not while a claim has it.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.admission.storageprotection import FINALIZERS
from cluster.component import Component, World, own_key, split_key
from cluster.objects.storage import CLAIMS, VOLUMES, claims_of
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"protection.lift": (), "protection.in_use": ("users",), "protection.add": ()})

ATTRIBUTES = "volumeattributesclasses.storage.k8s.io"
_FIELD = "volumeAttributesClassName"


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The claims that a pod no longer uses, where they are being deleted."""
    if change.op != DELETED:
        return
    for found in claims_of(change.object):
        claim = store.get(CLAIMS, change.namespace, found.claim)
        if claim is not None and "deletionTimestamp" in claim["metadata"]:
            yield f"{change.namespace}/{found.claim}"


def attribute_keys(change: Change, store: Store) -> Iterable[str]:
    """The classes of attributes that a claim or volume no longer has."""
    before = change.object if change.op == DELETED else change.previous
    name = ((before or {}).get("spec") or {}).get(_FIELD)
    if name and (change.op == DELETED or change.object["spec"].get(_FIELD) != name):
        yield f"/{name}"


class _Protection(Component):
    """Keeps a finalizer on objects of one resource and takes it away when they are deleted and nothing uses them."""

    resource: str

    def reconcile(self, key: str, world: World) -> Reason | None:
        obj = world.store.get(self.resource, *split_key(key))
        if obj is None:
            return None
        held = FINALIZERS[self.resource] in (obj["metadata"].get("finalizers") or ())
        if "deletionTimestamp" not in obj["metadata"]:
            return None if held else self._write(obj, [FINALIZERS[self.resource]], reason("protection.add"), world)
        if not held:
            return None
        users = self._users(obj, world.store)
        return reason("protection.in_use", users=users) if users else self._write(
            obj, [], reason("protection.lift"), world
        )  # fmt: skip

    def _users(self, obj: dict, store: Store) -> list[str]:
        raise NotImplementedError

    def _write(self, obj: dict, added: list[str], why: Reason, world: World) -> Reason:
        metadata = obj["metadata"]
        kept = [name for name in metadata.get("finalizers") or () if name != FINALIZERS[self.resource]]
        world.client.update(self.resource, {**obj, "metadata": {**metadata, "finalizers": kept + added}}, why)
        return why


class ClaimProtection(_Protection):
    """A pod uses a claim from the moment it has a node until it is gone."""

    name, resource = "pvc-protection-controller", CLAIMS
    watches = {CLAIMS: own_key, "pods": pod_keys}

    def _users(self, obj: dict, store: Store) -> list[str]:
        metadata = obj["metadata"]
        pods = store.pods_using(metadata["namespace"], metadata["name"])
        return [pod["metadata"]["name"] for pod in pods if pod["spec"].get("nodeName")]


class VolumeProtection(_Protection):
    name, resource = "pv-protection-controller", VOLUMES
    watches = {VOLUMES: own_key}

    def _users(self, obj: dict, store: Store) -> list[str]:
        claim = obj["spec"].get("claimRef") or {}
        bound = (obj.get("status") or {}).get("phase") == "Bound"
        return [f"{claim.get('namespace', '')}/{claim.get('name', '')}"] if bound else []


class AttributesProtection(_Protection):
    """A class of attributes is used by the claims and volumes that name it."""

    name, resource = "volumeattributesclass-protection-controller", ATTRIBUTES
    watches = {ATTRIBUTES: own_key, CLAIMS: attribute_keys, VOLUMES: attribute_keys}

    def _users(self, obj: dict, store: Store) -> list[str]:
        wanted, users = obj["metadata"]["name"], []
        for resource in (CLAIMS, VOLUMES):
            for each in store.list(resource):
                given = [each["spec"].get(_FIELD), (each.get("status") or {}).get("currentVolumeAttributesClassName")]
                if wanted in given:
                    users.append(each["metadata"]["name"])
        return users
