"""The PersistentVolume controller: binds claims to volumes and volumes to claims, and asks for volumes to be made.

A binding is written on both sides: the volume names its claim, then the claim its volume, then both phases follow.
Sources: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding,
https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
"""

from __future__ import annotations

from cluster import reasons
from cluster.component import Component, World
from cluster.controllers.storage import reclaiming, waiting
from cluster.controllers.storage.binding import bind, is_whole, with_phase
from cluster.controllers.storage.keys import claim_keys, class_keys, volume_keys
from cluster.controllers.storage.names import BIND_COMPLETED, BOUND_BY_CONTROLLER, marks
from cluster.kinds.storageclass import ON_FIRST_USE
from cluster.objects import volumematching
from cluster.objects.storage import CLAIMS, CLASSES, VOLUMES, class_of, is_volume_of
from cluster.reasons import Reason, reason

reasons.register(
    {
        "volume.available": (),
        "volume.bound": ("claim",),
        "volume.waiting": ("claim",),
        "claim.bound": ("volume",),
        "claim.lost": ("volume",),
        "claim.refused": ("volume", "message"),
        "claim.waiting": ("volume",),
    }
)


class PersistentVolumeController(Component):
    """Keys: `namespace/claim`, and `/volume`."""

    name = "persistentvolume-controller"
    watches = {CLAIMS: claim_keys, VOLUMES: volume_keys, CLASSES: class_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, _, name = key.partition("/")
        obj = world.store.get(CLAIMS if namespace else VOLUMES, namespace, name)
        if obj is None:
            world.remember(key, None)
            return None
        if not namespace:
            return self._volume(obj, world)
        return self._bound(obj, world) if BIND_COMPLETED in marks(obj) else self._unbound(obj, world)

    # -- claims ----------------------------------------------------------------------------------------------------

    def _unbound(self, claim: dict, world: World) -> Reason | None:
        if claim["spec"].get("volumeName"):
            return self._named(claim, world)
        if "deletionTimestamp" in claim["metadata"]:
            return None
        claim = waiting.classified(claim, world)
        volumes, late = world.store.list(VOLUMES), waits_for_pod(claim, world.store)
        if late:  # the scheduler chooses; only what is set aside for the claim is taken at once
            volumes = volumematching.reserved_for(claim, volumes)
        found = volumematching.best(claim, volumes)
        if found is None:
            return waiting.for_volume(claim, late, world)
        others = [volume for volume in volumes if volume is not found]
        return bind(found, claim, world, volumematching.left(claim, others))

    def _named(self, claim: dict, world: World) -> Reason | None:
        """The claim names its volume, by hand or since a binding was interrupted."""
        name = claim["spec"]["volumeName"]
        volume = world.store.get(VOLUMES, "", name)
        if volume is None:
            self._phase(claim, "Pending", world, reason("claim.waiting", volume=name))
            return reason("claim.waiting", volume=name)
        if not volume["spec"].get("claimRef"):
            why = volumematching.refusal(volume, claim)
            if not why:
                return bind(volume, claim, world)
            return self._refused(claim, "VolumeMismatch", f'Cannot bind to requested volume "{name}": {why}', world)
        if is_volume_of(volume, claim):
            return bind(volume, claim, world)
        return self._refused(claim, "FailedBinding", f'volume "{name}" already bound to a different claim.', world)

    def _bound(self, claim: dict, world: World) -> Reason:
        name = claim["spec"].get("volumeName", "")
        if not name:
            return self._lost(claim, "ClaimLost", "Bound claim has lost reference to PersistentVolume.", world)
        volume = world.store.get(VOLUMES, "", name)
        if volume is None:
            return self._lost(claim, "ClaimLost", "Bound claim has lost its PersistentVolume.", world)
        if volume["spec"].get("claimRef") and not is_volume_of(volume, claim):
            told = "Two claims are bound to the same volume, this one is bound incorrectly"
            return self._lost(claim, "ClaimMisbound", told, world)
        return reason("claim.bound", volume=name) if is_whole(volume, claim) else bind(volume, claim, world)

    def _refused(self, claim: dict, why: str, message: str, world: World) -> Reason:
        said = reason("claim.refused", volume=claim["spec"]["volumeName"], message=message)
        world.event(claim, "Warning", why, message)
        self._phase(claim, "Pending", world, said)
        return said

    def _lost(self, claim: dict, why: str, message: str, world: World) -> Reason:
        said = reason("claim.lost", volume=claim["spec"].get("volumeName", ""))
        if (claim.get("status") or {}).get("phase") != "Lost":
            end = "" if why == "ClaimMisbound" else " Data on the volume is lost!"
            self._phase(claim, "Lost", world, said)
            world.event(claim, "Warning", why, message + end)
        return said

    @staticmethod
    def _phase(claim: dict, phase: str, world: World, why: Reason) -> None:
        status = claim.get("status") or {}
        if status.get("phase") != phase:
            kept = {name: value for name, value in status.items() if name not in ("capacity", "accessModes")}
            world.client.update_status(CLAIMS, {**claim, "status": {**kept, "phase": phase}}, why)

    # -- volumes ---------------------------------------------------------------------------------------------------

    def _volume(self, volume: dict, world: World) -> Reason | None:
        reference = volume["spec"].get("claimRef")
        if not reference:
            with_phase(volume, "Available", world, reason("volume.available"))
            return reason("volume.available")
        place = f"{reference.get('namespace', '')}/{reference.get('name', '')}"
        claim = world.store.get(CLAIMS, reference.get("namespace", ""), reference.get("name", ""))
        if not reference.get("uid"):  # set aside by hand for a claim that is to come
            with_phase(volume, "Available", world, reason("volume.available"))
            return reason("volume.waiting", claim=place)
        if claim is None or claim["metadata"]["uid"] != reference["uid"]:
            return reclaiming.released(volume, world)
        named = claim["spec"].get("volumeName")
        if named == volume["metadata"]["name"]:
            with_phase(volume, "Bound", world, reason("volume.bound", claim=place))
            return reason("volume.bound", claim=place)
        if not named:
            return reason("volume.waiting", claim=place)
        if reclaiming.is_provisioned(volume):  # the claim took another one: nobody will ever want this one
            return reclaiming.released(volume, world)
        if marks(volume).get(BOUND_BY_CONTROLLER):
            return reclaiming.freed(volume, world)
        return reason("volume.waiting", claim=place)


def waits_for_pod(claim: dict, store) -> bool:
    """Whether the claim's class binds on first use, and no node has been chosen yet."""
    found = store.get(CLASSES, "", class_of(claim)) or {}
    return found.get("volumeBindingMode") == ON_FIRST_USE and not waiting.has_node(claim)
