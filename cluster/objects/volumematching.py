"""Which volume a claim may be bound to: for the binder and for the scheduler. Pure functions.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding and #reserving-a-persistentvolume
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cluster.objects.nodeaffinity import term_matches
from cluster.objects.quantities import parse
from cluster.objects.selectors import from_label_selector
from cluster.objects.storage import class_of, is_volume_of

TOLD = 20  # volumes


def best(claim: dict, volumes: Iterable[dict], node: dict | None = None, taken: Collection[str] = ()) -> dict | None:
    """The volume that fits best: one reserved for the claim, else that with the fewest access modes, then the smallest.

    `node`: it must be usable there. `taken`: names of volumes that are promised to other claims.
    """
    reserved = reserved_for(claim, volumes)
    if reserved:
        return next((volume for volume in reserved if fits(volume, claim, node)), None)
    free = [
        volume
        for volume in volumes
        if not volume["spec"].get("claimRef")
        and (volume.get("status") or {}).get("phase") == "Available"
        and volume["metadata"]["name"] not in taken
        and fits(volume, claim, node)
    ]
    return min(free, key=_rank, default=None)


def reserved_for(claim: dict, volumes: Iterable[dict]) -> list[dict]:
    """Volumes that somebody has set aside for this claim, by hand or by a binding that did not end."""
    return [volume for volume in volumes if volume["spec"].get("claimRef") and is_volume_of(volume, claim)]


def fits(volume: dict, claim: dict, node: dict | None = None) -> bool:
    if "deletionTimestamp" in volume["metadata"] or refusal(volume, claim):
        return False
    selector = None if volume["spec"].get("claimRef") else claim["spec"].get("selector")
    if selector is not None and not from_label_selector(selector).matches(volume["metadata"].get("labels")):
        return False
    return node is None or usable_on(volume, node)


def refusal(volume: dict, claim: dict) -> str:
    """Why a volume that the claim names will not do, in the controller's words; "" if it will."""
    spec, wanted = volume["spec"], claim["spec"]
    if capacity(volume) < request(claim):
        return "requested PV is too small"
    if class_of(volume) != class_of(claim):
        return "storageClassName does not match"
    if (spec.get("volumeAttributesClassName") or "") != (wanted.get("volumeAttributesClassName") or ""):
        return "VolumeAttributesClass does not match"
    if (spec.get("volumeMode") or "Filesystem") != (wanted.get("volumeMode") or "Filesystem"):
        return "incompatible volumeMode"
    if not set(wanted.get("accessModes") or ()) <= set(spec.get("accessModes") or ()):
        return "incompatible accessMode"
    return ""


def left(claim: dict, volumes: Iterable[dict]) -> dict[str, str]:
    """Why each of the volumes that nobody has is not the claim's, by name: why it waits, or got another."""
    free = [volume for volume in volumes if not volume["spec"].get("claimRef")]
    return {volume["metadata"]["name"]: _why_not(volume, claim) for volume in free[:TOLD]}


def _why_not(volume: dict, claim: dict) -> str:
    phase = (volume.get("status") or {}).get("phase", "Pending")
    if why := refusal(volume, claim):
        return why
    if "deletionTimestamp" in volume["metadata"] or phase != "Available":
        return "it is being deleted" if "deletionTimestamp" in volume["metadata"] else f"it is {phase}"
    return "it would do, another fits better" if fits(volume, claim) else "its labels do not match the selector"


def usable_on(volume: dict, node: dict) -> bool:
    """Whether the node satisfies the volume's node affinity."""
    needed = (volume["spec"].get("nodeAffinity") or {}).get("required")
    if needed is None:
        return True
    metadata = node["metadata"]
    labels = metadata.get("labels") or {}
    return any(term_matches(term, metadata["name"], labels) for term in needed.get("nodeSelectorTerms") or ())


def capacity(volume: dict) -> int:
    return parse((volume["spec"].get("capacity") or {}).get("storage", "0")).nano


def request(claim: dict) -> int:
    return parse(((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0")).nano


def _rank(volume: dict) -> tuple:
    return len(volume["spec"].get("accessModes") or ()), capacity(volume), volume["metadata"]["name"]
