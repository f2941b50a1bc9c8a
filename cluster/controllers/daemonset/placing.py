"""Which nodes a DaemonSet wants a pod on, and the pod that it makes for one. Pure functions.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#how-daemon-pods-are-scheduled and
#taints-and-tolerations
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.controllers import podtemplate
from cluster.controllers.nodetaints import NO_EXECUTE, NO_SCHEDULE, taints, tolerates
from cluster.kinds.daemonset import template_generation
from cluster.objects.nodeaffinity import pinned, pinned_to, required_matches

HASH = "controller-revision-hash"
GENERATION = "pod-template-generation"
_PREFIX = "node.kubernetes.io/"
_TOLERATED = (
    ("not-ready", NO_EXECUTE),
    ("unreachable", NO_EXECUTE),
    ("disk-pressure", NO_SCHEDULE),
    ("memory-pressure", NO_SCHEDULE),
    ("pid-pressure", NO_SCHEDULE),
    ("unschedulable", NO_SCHEDULE),
)
_ON_THE_HOST = ("network-unavailable", NO_SCHEDULE)


class Fit(NamedTuple):
    """Whether the node should get a pod, and whether one that is there may stay."""

    run: bool
    stay: bool


def fit(daemon_set: dict, node: dict) -> Fit:
    spec, metadata = daemon_set["spec"]["template"]["spec"], node["metadata"]
    if spec.get("nodeName", metadata["name"]) != metadata["name"]:
        return Fit(False, False)
    if not required_matches(spec, metadata["name"], metadata.get("labels") or {}):
        return Fit(False, False)
    against = [taint for taint in taints(node) if taint["effect"] in (NO_EXECUTE, NO_SCHEDULE)]
    if against:
        tolerated = tolerations(spec)
        against = [taint for taint in against if not any(tolerates(each, taint) for each in tolerated)]
    return Fit(not against, all(taint["effect"] != NO_EXECUTE for taint in against))


def tolerations(spec: dict) -> list[dict]:
    """Those of the pod spec, and those that every daemon pod gets."""
    found = list(spec.get("tolerations") or ())
    for name, effect in (*_TOLERATED, *((_ON_THE_HOST,) if spec.get("hostNetwork") else ())):
        given = {"effect": effect, "key": _PREFIX + name, "operator": "Exists"}
        same = [each for each in found if all(each.get(key) == value for key, value in given.items())]
        if same:
            found[found.index(same[0])] = given
        else:
            found.append(given)
    return found


def pod_for(daemon_set: dict, node: str, hash_: str) -> dict:
    """The daemon pod for a node: its affinity leaves the scheduler no other choice."""
    pod = podtemplate.pod_from(daemon_set)
    labels = {**pod["metadata"].get("labels", {}), HASH: hash_}
    if generation := template_generation(daemon_set):
        labels[GENERATION] = str(generation)
    spec = pinned({**pod["spec"], "tolerations": tolerations(pod["spec"])}, node)
    return {**pod, "metadata": {**pod["metadata"], "labels": labels}, "spec": spec}


def node_of(pod: dict) -> str:
    """The node on which the pod is or, before it is scheduled, on which alone it may be."""
    return pod["spec"].get("nodeName") or pinned_to(pod["spec"])


def is_updated(pod: dict, hash_: str) -> bool:
    return (pod["metadata"].get("labels") or {}).get(HASH) == hash_
