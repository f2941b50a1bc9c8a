"""Generic ephemeral volumes: a claim is made for each pod that asks for one, and goes with it.

Source: https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.objects.owners import controller_reference, controller_uid
from cluster.objects.storage import CLAIMS, claims_of
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"ephemeral.create": ("claim",), "ephemeral.taken": ("claim",)})


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    if change.previous is None and change.op != DELETED and any(found.ephemeral for found in claims_of(change.object)):
        yield f"{change.namespace}/{change.name}"


def claim_keys(change: Change, store: Store) -> Iterable[str]:
    """The pods whose claim is gone."""
    if change.op == DELETED:
        for pod in store.pods_using(change.namespace, change.name):
            yield f"{change.namespace}/{pod['metadata']['name']}"


class EphemeralVolumes(Component):
    name = "ephemeral_volume"
    watches = {"pods": pod_keys, CLAIMS: claim_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        pod = world.store.get("pods", *split_key(key))
        if pod is None or "deletionTimestamp" in pod["metadata"]:
            return None
        said = None
        templates = {volume["name"]: volume["ephemeral"] for volume in pod["spec"]["volumes"] if "ephemeral" in volume}
        for found in claims_of(pod):
            if found.ephemeral:
                said = self._made(pod, found.claim, templates[found.volume], world) or said
        return said

    @staticmethod
    def _made(pod: dict, name: str, ephemeral: dict, world: World) -> Reason | None:
        namespace = pod["metadata"]["namespace"]
        existing = world.store.get(CLAIMS, namespace, name)
        if existing is not None:
            if controller_uid(existing) == pod["metadata"]["uid"]:
                return None
            told = f'PVC "{namespace}/{name}" was not created for pod "{namespace}/{pod["metadata"]["name"]}"'
            world.event(pod, "Warning", "FailedBinding", f"{told} (pod is not owner)")
            return reason("ephemeral.taken", claim=name)
        template = ephemeral["volumeClaimTemplate"]
        metadata = {
            "name": name,
            "namespace": namespace,
            **{part: value for part, value in (template.get("metadata") or {}).items() if value},
            "ownerReferences": [controller_reference(pod)],
        }
        claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": template["spec"]}
        why = reason("ephemeral.create", claim=name)
        world.client.create(CLAIMS, claim, why)
        return why
