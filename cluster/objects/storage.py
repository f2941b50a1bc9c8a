"""Pods, claims and volumes: who mounts what, and what is bound to what.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/,
https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
"""

from __future__ import annotations

from typing import NamedTuple

CLAIMS, VOLUMES, CLASSES = "persistentvolumeclaims", "persistentvolumes", "storageclasses.storage.k8s.io"
BETA_CLASS = "volume.beta.kubernetes.io/storage-class"


class Mounted(NamedTuple):
    """A volume of a pod that is a claim: its name in the pod, the claim's name, and whether it is made for the pod."""

    volume: str
    claim: str
    ephemeral: bool


def class_of(obj: dict) -> str:
    """The storage class of a volume or claim: the old annotation counts before the field. "" for none."""
    annotations, spec = obj.get("metadata", {}).get("annotations") or {}, obj.get("spec") or {}
    return annotations[BETA_CLASS] if BETA_CLASS in annotations else spec.get("storageClassName") or ""


def names_no_class(claim: dict) -> bool:
    """It says nothing of classes, and so may be given the default one. (An empty class is an answer.)"""
    return claim["spec"].get("storageClassName") is None and BETA_CLASS not in (
        claim["metadata"].get("annotations") or {}
    )


def claims_of(pod: dict) -> list[Mounted]:
    """In the order of the pod's volumes; an ephemeral volume's claim is named after pod and volume."""
    found = []
    for volume in pod["spec"].get("volumes") or ():
        if volume.get("persistentVolumeClaim"):
            found.append(Mounted(volume["name"], volume["persistentVolumeClaim"]["claimName"], False))
        elif volume.get("ephemeral"):
            found.append(Mounted(volume["name"], f"{pod['metadata']['name']}-{volume['name']}", True))
    return found


_OBJECTS = {"configMap": ("configmaps", "name"), "secret": ("secrets", "secretName")}
AUTOMATIC = "kube-root-ca.crt"  # the ConfigMap that every pod mounts


def objects_of(pod: dict) -> list[tuple[str, str]]:
    """(resource, name) of the ConfigMaps and Secrets among the pod's volumes; the automatic one does not count."""
    found = []
    for volume in pod["spec"].get("volumes") or ():
        for source in (volume, *((volume.get("projected") or {}).get("sources") or ())):
            for kind, (resource, field) in _OBJECTS.items():
                own = source.get(kind)
                name = own.get(field if source is volume else "name") if own else None
                if name and name != AUTOMATIC:
                    found.append((resource, name))
    return found


def is_bound(claim: dict) -> bool:
    """Completely: the claim names its volume, and the binding was confirmed."""
    return bool(claim["spec"].get("volumeName")) and (claim.get("status") or {}).get("phase") == "Bound"


def is_volume_of(volume: dict, claim: dict) -> bool:
    """Whether the volume is bound to this claim and no other (of the same name)."""
    reference, metadata = volume["spec"].get("claimRef") or {}, claim["metadata"]
    here = (reference.get("namespace"), reference.get("name")) == (metadata["namespace"], metadata["name"])
    return here and reference.get("uid") in (None, "", metadata["uid"])


def mounted(store, namespace: str, name: str) -> tuple[dict, dict] | None:
    """The claim and its volume, once they are bound to each other; None before, and when one of them is gone."""
    claim = store.get(CLAIMS, namespace, name)
    if claim is None or not is_bound(claim):
        return None
    volume = store.get(VOLUMES, "", claim["spec"]["volumeName"])
    return (claim, volume) if volume is not None and is_volume_of(volume, claim) else None
