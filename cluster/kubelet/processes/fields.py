"""What a container may be told of its pod: fields, and resources of its containers, as text.

Source: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#available-fields and
https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/#DownwardAPIVolumeFile
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from cluster.objects import quantities

_MAPS = ("metadata.labels", "metadata.annotations")
_NANO = 1_000_000_000
_ROUNDED = {"cpu": 1_000_000}  # nano-units in which a resource is divided: CPU by the thousandth, others by the whole


class NoSuchField(LookupError):
    """The message is the kubelet's."""


def of_pod(path: str, pod: dict, ip: str, host: str = "") -> str:
    """A field as a `fieldRef` names it; `ip`: the pod's address, `host`: its node's. Raises NoSuchField."""
    metadata, spec = pod["metadata"], pod["spec"]
    place, subscript, key = path.partition("['")
    if place in _MAPS:
        found = metadata.get(place.partition(".")[2]) or {}
        return found.get(key.removesuffix("']"), "") if subscript else listed(found)
    host = host or (pod.get("status") or {}).get("hostIP", "")
    known = {
        "metadata.name": metadata["name"],
        "metadata.namespace": metadata["namespace"],
        "metadata.uid": metadata["uid"],
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.podIP": ip,
        "status.podIPs": ip,
        "status.hostIP": host,
        "status.hostIPs": host,
    }
    if path not in known:
        raise NoSuchField(f"unsupported fieldPath: {path}")
    return known[path]


def listed(pairs: dict[str, str]) -> str:
    """`name="value"`, one a line."""
    return "\n".join(f"{name}={json.dumps(pairs[name], ensure_ascii=False)}" for name in sorted(pairs))


def of_container(wanted: dict, specs: Iterable[dict], own: dict | None, allocatable: dict) -> str:
    """A resource as a `resourceFieldRef` names it: in units of its divisor, rounded up. `specs`: the pod's containers;
    `own`: the one that asks; `allocatable`: of the node, which stands in for a limit that is not set.

    Raises NoSuchField."""
    named = wanted.get("containerName")
    spec = next((each for each in specs if each["name"] == named), None) if named else own
    if spec is None:
        raise NoSuchField(f"container {named} not found")
    kind, _, resource = wanted["resource"].partition(".")
    amounts = (spec.get("resources") or {}).get(kind) or {}
    value = amounts.get(resource)
    if value is None and kind == "limits":
        value = allocatable.get(resource)
    amount = quantities.read(value).nano if value is not None else 0
    divisor = quantities.read(wanted.get("divisor") or "0").nano or _NANO
    unit = _ROUNDED.get(resource, _NANO)
    have, each = -(-amount // unit), -(-divisor // unit)
    return str(-(-have // each))
