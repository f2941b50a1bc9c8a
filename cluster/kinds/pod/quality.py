"""The quality-of-service class of a pod.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
"""

from __future__ import annotations

from cluster.kinds.rules.reading import struct, structs
from cluster.kinds.rules.resources import quantity_of

_COUNTED = ("cpu", "memory")


def quality_of_service(spec: dict) -> str:
    """Guaranteed, Burstable or BestEffort."""
    if spec.get("resources"):
        holders = [struct(spec, "resources")]
    else:
        both = (*structs(spec, "containers"), *structs(spec, "initContainers"))
        holders = [struct(container, "resources") for container in both]
    amounts = [(_amounts(holder, "requests"), _amounts(holder, "limits")) for holder in holders]
    if not any(requests or limits for requests, limits in amounts):
        return "BestEffort"
    if all(len(limits) == len(_COUNTED) and requests == limits for requests, limits in amounts):
        return "Guaranteed"
    return "Burstable"


def _amounts(holder: dict, side: str) -> dict[str, int]:
    """Positive amounts of CPU and memory, in nano-units."""
    given = struct(holder, side)
    found = {name: quantity_of(given[name], "")[0].nano for name in _COUNTED if name in given}
    return {name: nano for name, nano in found.items() if nano > 0}
