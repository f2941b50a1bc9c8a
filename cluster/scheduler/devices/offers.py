"""What drivers offer: the devices of complete pools, and which of them are taken.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/resource-slice-v1/ (pools, generations)
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kinds.rules.devices import CLAIMS, SLICES
from cluster.objects.nodeaffinity import term_matches
from cluster.store import Store


class Device(NamedTuple):
    """`told`: the entry in its ResourceSlice, which is `slice`."""

    driver: str
    pool: str
    name: str
    told: dict
    slice: dict

    @property
    def key(self) -> tuple[str, str, str]:
        return self.driver, self.pool, self.name

    def is_on(self, node: dict) -> bool:
        spec = self.slice["spec"]
        return _is_on(self.told if spec.get("perDeviceNodeSelection") else spec, node)

    @property
    def selector(self) -> list[dict] | None:
        """Node selector terms of an allocation; None where it may be used everywhere."""
        spec = self.slice["spec"]
        place = self.told if spec.get("perDeviceNodeSelection") else spec
        if place.get("nodeName"):
            return [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [place["nodeName"]]}]}]
        return (place.get("nodeSelector") or {}).get("nodeSelectorTerms")


def offered(store: Store) -> list[Device]:
    """The devices of pools that are complete in their newest generation, by driver, pool and slice."""
    pools: dict[tuple[str, str], list[dict]] = {}
    for slice_ in store.list(SLICES):
        spec = slice_["spec"]
        pools.setdefault((spec["driver"], spec["pool"]["name"]), []).append(slice_)
    found = []
    for (driver, pool), slices in sorted(pools.items()):
        newest = max(each["spec"]["pool"].get("generation", 0) for each in slices)
        current = [each for each in slices if each["spec"]["pool"].get("generation", 0) == newest]
        if len(current) == current[0]["spec"]["pool"]["resourceSliceCount"]:
            found += [
                Device(driver, pool, told["name"], told, each)
                for each in current
                for told in each["spec"].get("devices") or ()
            ]
    return found


def taken(store: Store) -> set[tuple[str, str, str]]:
    """(driver, pool, device) of all that claims have; what is seen with admin access is not taken."""
    return {
        (result["driver"], result["pool"], result["device"])
        for claim in store.list(CLAIMS)
        for result in results(claim)
        if not result.get("adminAccess")
    }


def results(claim: dict) -> list[dict]:
    allocation = (claim.get("status") or {}).get("allocation") or {}
    return (allocation.get("devices") or {}).get("results") or []


def selected(terms: list[dict], node: dict) -> bool:
    metadata = node["metadata"]
    return any(term_matches(term, metadata["name"], metadata.get("labels") or {}) for term in terms)


def _is_on(place: dict, node: dict) -> bool:
    if place.get("nodeName"):
        return place["nodeName"] == node["metadata"]["name"]
    if place.get("nodeSelector"):
        return selected(place["nodeSelector"].get("nodeSelectorTerms") or [], node)
    return place.get("allNodes") is True
