"""PersistentVolumeClaims that a pod mounts must exist.

Source: golden suite scheduling, case claim-missing; https://kubernetes.io/docs/concepts/storage/persistent-volumes/.
"""

from __future__ import annotations

from cluster.scheduler.plugins.base import Filter, Refusal


class VolumeBinding(Filter):
    name = "VolumeBinding"

    def concerns(self, pod, cluster):
        return bool(pod.claims)

    def prepare(self, pod, cluster):
        for claim in pod.claims:
            if cluster.store.get("persistentvolumeclaims", pod.namespace, claim) is None:
                return Refusal(self.name, (f'persistentvolumeclaim "{claim}" not found',), hopeless=True)
        return None

    def refuse(self, pod, node, prepared):
        return None
