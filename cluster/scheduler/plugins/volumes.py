"""Volumes: the claims of a pod must be there, bound or to be bound on the node that it gets.

Sources: https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode,
https://kubernetes.io/docs/concepts/storage/persistent-volumes/#node-affinity and #access-modes (ReadWriteOncePod);
golden suite scheduling, case claim-missing.
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.objects import volumematching
from cluster.objects.owners import controller_uid
from cluster.objects.storage import CLAIMS, CLASSES, VOLUMES, class_of
from cluster.scheduler.plugins.base import Filter, Refusal

SELECTED_NODE, BIND_COMPLETED = "volume.kubernetes.io/selected-node", "pv.kubernetes.io/bind-completed"
NOBODY = "kubernetes.io/no-provisioner"
ZONES = (
    "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
)  # fmt: skip
_IMMEDIATE = "pod has unbound immediate PersistentVolumeClaims"
_NOT_MATCHED = "node(s) didn't match PersistentVolume's node affinity"
_NONE_TO_BIND = "node(s) didn't find available persistent volumes to bind"
_NO_VOLUME = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"
_ZONE = "node(s) had no available volume zone"
_ONE_POD = "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode"


class Claimed(NamedTuple):
    """`bound`: the volumes that the pod's claims have (None: gone); `waiting`: claims that bind on first use, smallest
    first; `volumes`: those there are."""

    bound: list[dict | None]
    waiting: list[dict]
    volumes: list[dict]
    classes: dict[str, dict]


class Choice(NamedTuple):
    """What has to be done for a node: volumes to be bound to claims, claims for which volumes are to be made."""

    bind: list[tuple[dict, dict]]  # (volume, claim)
    provision: list[dict]


def claimed(pod, store) -> Claimed | str:
    """What the pod's claims come to, or why the pod as a whole cannot be scheduled."""
    bound: list[dict | None] = []
    waiting: list[dict] = []
    classes: dict[str, dict] = {}
    unbound = False
    for mount in pod.mounts:
        claim = store.get(CLAIMS, pod.namespace, mount.claim)
        problem = _problem(pod, mount, claim)
        if problem:
            return problem
        if is_whole(claim):
            bound.append(store.get(VOLUMES, "", claim["spec"]["volumeName"]))
            continue
        name = class_of(claim)
        found = store.get(CLASSES, "", name) if name else None
        late = found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"
        if found is None or not late or claim["spec"].get("volumeName"):
            unbound = True
        else:
            waiting.append(claim)
            classes[name] = found
    if unbound:
        return _IMMEDIATE
    waiting.sort(key=lambda claim: (volumematching.request(claim), claim["metadata"]["name"]))
    return Claimed(bound, waiting, store.list(VOLUMES) if waiting else [], classes)


def is_whole(claim: dict) -> bool:
    """Bound, and the binding is confirmed."""
    return bool(claim["spec"].get("volumeName")) and BIND_COMPLETED in (claim["metadata"].get("annotations") or {})


def choice(found: Claimed, node: dict) -> Choice | None:
    """How the waiting claims are served on the node; None where they cannot be."""
    taken: list[str] = []
    made = Choice([], [])
    for claim in found.waiting:
        chosen = (claim["metadata"].get("annotations") or {}).get(SELECTED_NODE)
        if chosen is not None and chosen != node["metadata"]["name"]:
            return None
        volume = None if chosen else volumematching.best(claim, found.volumes, node, taken)
        if volume is not None:
            taken.append(volume["metadata"]["name"])
            made.bind.append((volume, claim))
        elif _can_be_made(found.classes[class_of(claim)], node):
            made.provision.append(claim)
        else:
            return None
    return made


class VolumeBinding(Filter):
    name = "VolumeBinding"
    local = False

    def concerns(self, pod, cluster):
        return bool(pod.mounts)

    def prepare(self, pod, cluster):
        found = claimed(pod, cluster.store)
        return Refusal(self.name, (found,), hopeless=True) if isinstance(found, str) else found

    def refuse(self, pod, node, prepared):
        if any(volume is None for volume in prepared.bound):
            return Refusal(self.name, (_NO_VOLUME,), hopeless=True)
        reasons = []
        if not all(volumematching.usable_on(volume, node.obj) for volume in prepared.bound):
            reasons.append(_NOT_MATCHED)
        if prepared.waiting and choice(prepared, node.obj) is None:
            reasons.append(_NONE_TO_BIND)
        return Refusal(self.name, tuple(reasons), hopeless=True) if reasons else None


class VolumeRestrictions(Filter):
    """A ReadWriteOncePod claim is for one pod at a time, on whatever node."""

    name = "VolumeRestrictions"
    local = False

    def concerns(self, pod, cluster):
        return bool(pod.mounts)

    def prepare(self, pod, cluster):
        """Keys of the pods that have what this pod wants for itself; where preemption imagines them away, they go."""
        found = [key for mount in pod.mounts for key in self._users(pod, mount.claim, cluster.store)]
        return [key for key in found if any(key in node.pods for node in cluster.table.nodes.values())] if found else []

    def refuse(self, pod, node, prepared):
        return Refusal(self.name, (_ONE_POD,)) if prepared else None

    @staticmethod
    def _users(pod, name, store):
        claim = store.get(CLAIMS, pod.namespace, name)
        if claim is None or "ReadWriteOncePod" not in (claim["spec"].get("accessModes") or ()):
            return []
        others = (other["metadata"]["name"] for other in store.pods_using(pod.namespace, name))
        return [f"{pod.namespace}/{other}" for other in others if other != pod.name]


class VolumeZone(Filter):
    """A volume that is labelled with a zone or region is used there. (Node affinity says the same in newer volumes.)"""

    name = "VolumeZone"
    local = False

    def concerns(self, pod, cluster):
        return bool(pod.mounts)

    def prepare(self, pod, cluster):
        found = claimed(pod, cluster.store)
        labels = (
            [] if isinstance(found, str) else [(v or {}).get("metadata", {}).get("labels") or {} for v in found.bound]
        )
        return [(key, values[key].split("__")) for values in labels for key in ZONES if key in values]

    def refuse(self, pod, node, prepared):
        if any(node.labels.get(key) not in values for key, values in prepared):
            return Refusal(self.name, (_ZONE,), hopeless=True)
        return None


def _problem(pod, mount, claim: dict | None) -> str:
    """Why the pod cannot use the claim, whatever the node; "" if it can."""
    name = mount.claim
    if claim is None and mount.ephemeral:
        return f'waiting for ephemeral volume controller to create the persistentvolumeclaim "{name}"'
    if claim is None:
        return f'persistentvolumeclaim "{name}" not found'
    if (claim.get("status") or {}).get("phase") == "Lost":
        volume = claim["spec"].get("volumeName", "")
        return f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume "{volume}"'
    if "deletionTimestamp" in claim["metadata"]:
        return f'persistentvolumeclaim "{name}" is being deleted'
    if mount.ephemeral and controller_uid(claim) != pod.uid:
        return f'PVC "{pod.namespace}/{name}" was not created for pod "{pod.key}" (pod is not owner)'
    return ""


def _can_be_made(of_class: dict, node: dict) -> bool:
    """Somebody makes volumes of this class, and may make one where the node stands."""
    if of_class.get("provisioner") == NOBODY:
        return False
    terms, labels = of_class.get("allowedTopologies") or (), node["metadata"].get("labels") or {}
    return not terms or any(
        all(labels.get(each["key"]) in each["values"] for each in term.get("matchLabelExpressions") or ())
        for term in terms
    )
