"""What becomes of a pod's claims: who owns them decides when the garbage collector deletes them.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
"""

from __future__ import annotations

from cluster.kinds.statefulset import RETENTION
from cluster.objects.owners import controller_reference


def policy(stateful_set: dict) -> tuple[bool, bool]:
    """(deleted with the set, deleted when scaled down)."""
    given = stateful_set["spec"].get(RETENTION) or {}
    return given.get("whenDeleted") == "Delete", given.get("whenScaled") == "Delete"


def owned(claim: dict, stateful_set: dict, pod: dict, is_wanted: bool) -> dict | None:
    """The claim with the owners that the policy asks for; None where nothing changes. `is_wanted`: the pod's ordinal is
    one that the set wants."""
    with_set, when_scaled = policy(stateful_set)
    condemned = when_scaled and not is_wanted
    references = claim["metadata"].get("ownerReferences") or []
    if any(r.get("controller") and r["uid"] not in _uids(stateful_set, pod) for r in references):
        return None  # somebody else manages it
    kept = [r for r in references if r["uid"] not in _uids(stateful_set, pod)]
    owner = pod if condemned else stateful_set if with_set else None
    wanted = [*kept, controller_reference(owner)] if owner else kept
    if wanted == references:
        return None
    metadata = {name: value for name, value in claim["metadata"].items() if name != "ownerReferences"}
    return {**claim, "metadata": {**metadata, "ownerReferences": wanted} if wanted else metadata}


def is_stale(claim: dict, name: str, uid: str | None) -> bool:
    """It belongs to an earlier pod of that name, and is about to go with it."""
    references = claim["metadata"].get("ownerReferences") or ()
    return any(r["kind"] == "Pod" and r["name"] == name and r["uid"] != uid for r in references)


def _uids(*owners: dict) -> list[str]:
    return [owner["metadata"]["uid"] for owner in owners]
