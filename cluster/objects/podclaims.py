"""Pods and the ResourceClaims that they use.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
"""

from __future__ import annotations


def claims_of(pod: dict) -> dict[str, str]:
    """Name within the pod → ResourceClaim, as far as it is known (one from a template is named by the pod's status)."""
    statuses = (pod.get("status") or {}).get("resourceClaimStatuses") or ()
    made = {each["name"]: each.get("resourceClaimName") for each in statuses}
    told = pod["spec"].get("resourceClaims") or ()
    found = {each["name"]: each.get("resourceClaimName") or made.get(each["name"]) for each in told}
    return {name: claim for name, claim in found.items() if claim}


def unknown(pod: dict, exists) -> list[str]:
    """The pod's names of claims that are not there yet; `exists(name)` says so of a ResourceClaim."""
    known = claims_of(pod)
    told = pod["spec"].get("resourceClaims") or ()
    return [each["name"] for each in told if each["name"] not in known or not exists(known[each["name"]])]


def consumer(pod: dict) -> dict:
    """A pod as one of those that use a claim."""
    return {"resource": "pods", "name": pod["metadata"]["name"], "uid": pod["metadata"]["uid"]}


def is_reserved(claim: dict, pod: dict) -> bool:
    users = (claim.get("status") or {}).get("reservedFor") or ()
    return any(each["uid"] == pod["metadata"]["uid"] for each in users)
