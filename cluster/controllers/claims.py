"""Adoption and release: a controller takes the orphans that its selector matches and lets go what it no longer matches.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#non-template-pod-acquisitions and golden
suite replicasets (adopts-*, label-change-*).
"""

from __future__ import annotations

from cluster.objects.owners import controller_reference, controller_uid


def adopted(obj: dict, owner: dict) -> dict:
    """`obj` with `owner` as its controller, beside the owners that it has."""
    metadata = obj["metadata"]
    owners = [r for r in metadata.get("ownerReferences") or () if r["uid"] != owner["metadata"]["uid"]]
    return {**obj, "metadata": {**metadata, "ownerReferences": [*owners, controller_reference(owner)]}}


def released(obj: dict, uid: str) -> dict:
    """`obj` without the owner `uid`."""
    metadata = obj["metadata"]
    owners = [r for r in metadata.get("ownerReferences") or () if r["uid"] != uid]
    changed = {**metadata, "ownerReferences": owners}
    if not owners:
        del changed["ownerReferences"]
    return {**obj, "metadata": changed}


def may_adopt(obj: dict, owner: dict) -> bool:
    """Nobody manages it, and neither of the two is being deleted."""
    going = "deletionTimestamp"
    return controller_uid(obj) is None and going not in obj["metadata"] and going not in owner["metadata"]
