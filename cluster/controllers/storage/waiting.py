"""A claim for which there is no volume yet: what it waits for, in the controller's words.

Sources: https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/,
https://kubernetes.io/docs/concepts/storage/persistent-volumes/#retroactive-default-storageclass-assignment
"""

from __future__ import annotations

from cluster import reasons
from cluster.component import World
from cluster.controllers.storage.names import OLD_PROVISIONER, PROVISIONER, SELECTED_NODE, marks, with_annotations
from cluster.kinds.storageclass import default_class
from cluster.objects import volumematching
from cluster.objects.storage import CLAIMS, CLASSES, VOLUMES, class_of, names_no_class
from cluster.reasons import Reason, reason

reasons.register(
    {
        "claim.classified": ("name",),
        "claim.no_volume": ("volumes",),
        "claim.no_class": ("name", "volumes"),
        "claim.first_consumer": (),
        "claim.provisioning": ("provisioner", "volumes"),
        "claim.no_provisioner": ("message",),
    }
)

_IN_TREE = "kubernetes.io/"
_EXTERNAL = (
    "Waiting for a volume to be created either by the external provisioner '{}' or manually by the system "
    "administrator. If volume creation is delayed, please verify that the provisioner is running and correctly "
    "registered."
)


def classified(claim: dict, world: World) -> dict:
    """The claim with the default class, if it names none and there is one by now."""
    found = default_class(world.store.list(CLASSES)) if names_no_class(claim) else None
    if found is None:
        return claim
    name = found["metadata"]["name"]
    new = {**claim, "spec": {**claim["spec"], "storageClassName": name}}
    return world.client.update(CLAIMS, new, reason("claim.classified", name=name))


def has_node(claim: dict) -> bool:
    return SELECTED_NODE in marks(claim)


def for_volume(claim: dict, late: bool, world: World) -> Reason:
    """Say what the claim waits for; `late`: until a pod wants it."""
    left = volumematching.left(claim, world.store.list(VOLUMES))
    if (claim.get("status") or {}).get("phase") != "Pending":
        claim = world.client.update_status(
            CLAIMS, {**claim, "status": {"phase": "Pending"}}, reason("claim.no_volume", volumes=left)
        )
    if late:
        return _told(
            claim, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding",
            reason("claim.first_consumer"), world,
        )  # fmt: skip
    name = class_of(claim)
    if not name:
        message = "no persistent volumes available for this claim and no storage class is set"
        return _told(claim, "Normal", "FailedBinding", message, reason("claim.no_volume", volumes=left), world)
    found = world.store.get(CLASSES, "", name)
    if found is None:
        message = f'storageclass.storage.k8s.io "{name}" not found'
        said = reason("claim.no_class", name=name, volumes=left)
        return _told(claim, "Warning", "ProvisioningFailed", message, said, world)
    return _asked(claim, found["provisioner"], left, world)


def _asked(claim: dict, provisioner: str, left: dict[str, str], world: World) -> Reason:
    """Name the provisioner on the claim: that is how it learns of it."""
    if provisioner.startswith(_IN_TREE):
        message = f"no volume plugin matched name: {provisioner}"
        said = reason("claim.no_provisioner", message=message)
        return _told(claim, "Warning", "ProvisioningFailed", message, said, world)
    said = reason("claim.provisioning", provisioner=provisioner, volumes=left)
    if marks(claim).get(PROVISIONER) != provisioner:
        wanted = {OLD_PROVISIONER: provisioner, PROVISIONER: provisioner}
        claim = world.client.update(CLAIMS, with_annotations(claim, wanted), said)
    return _told(claim, "Normal", "ExternalProvisioning", _EXTERNAL.format(provisioner), said, world)


def _told(claim: dict, kind: str, why: str, message: str, said: Reason, world: World) -> Reason:
    """The Event is written when what it says is new: a real controller repeats it every 15 s."""
    key, told = world.key, f"{why} {message}"
    if world.recall(key) != told:
        world.event(claim, kind, why, message)
        world.remember(key, told)
    return said
