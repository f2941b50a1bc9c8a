"""Storage: binder (claims to volumes and back), matching (which volume suits), reclaiming (what becomes of a released
one), provisioner (new volumes), expansion, protection (nothing in use is gone), ephemeral (claims made for a pod)."""

from cluster.controllers.storage.binder import PersistentVolumeController
from cluster.controllers.storage.ephemeral import EphemeralVolumes
from cluster.controllers.storage.expansion import VolumeExpansion
from cluster.controllers.storage.protection import AttributesProtection, ClaimProtection, VolumeProtection
from cluster.controllers.storage.provisioner import HostPathProvisioner

__all__ = [
    "AttributesProtection",
    "ClaimProtection",
    "EphemeralVolumes",
    "HostPathProvisioner",
    "PersistentVolumeController",
    "VolumeExpansion",
    "VolumeProtection",
]
