"""DynamicResources: the claims of a pod must be there, and their devices on the node that it gets.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ and, for texts,
https://github.com/kubernetes/kubernetes/tree/v1.35.0/pkg/scheduler/framework/plugins/dynamicresources
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kinds.rules.devices import CLAIMS, CLASSES
from cluster.kinds.rules.devices.selectors import SelectorError
from cluster.objects.podclaims import claims_of
from cluster.scheduler.devices.allocating import Wish, allocate, wishes_of
from cluster.scheduler.devices.offers import Device, offered, selected, taken
from cluster.scheduler.plugins.base import Filter, Refusal

_NONE_LEFT = "cannot allocate all claims"
_ELSEWHERE = "resourceclaim not available on the node"


class Asked(NamedTuple):
    """`fixed`: claims that have their devices; `open`: those that have none yet, with their wishes."""

    fixed: list[dict]
    open: list[tuple[dict, list[list[Wish]]]]
    devices: list[Device]
    used: set


class DynamicResources(Filter):
    name = "DynamicResources"
    local = False

    def concerns(self, pod, cluster):
        return bool(pod.spec.get("resourceClaims"))

    def prepare(self, pod, cluster):
        store, fixed, still = cluster.store, [], []
        for name in claims_of(pod.obj).values():
            claim = store.get(CLAIMS, pod.namespace, name)
            if claim is None:
                return self._refusal(f'resourceclaim "{name}" not found')
            (fixed if (claim.get("status") or {}).get("allocation") else still).append(claim)
        open_ = [(claim, wishes_of(claim, store)) for claim in still]
        for _, wishes in open_:
            for wish in (wish for choices in wishes for wish in choices):
                class_name = wish.asked["deviceClassName"]
                if store.get(CLASSES, "", class_name) is None:
                    return self._refusal(f"request {wish.name}: device class {class_name} does not exist")
        return Asked(fixed, open_, offered(store) if still else [], taken(store) if still else set())

    def refuse(self, pod, node, prepared):
        for claim in prepared.fixed:
            terms = (claim["status"]["allocation"].get("nodeSelector") or {}).get("nodeSelectorTerms")
            if terms is not None and not selected(terms, node.obj):
                return self._refusal(_ELSEWHERE)
        try:
            given = allocate(prepared.open, node.obj, prepared.devices, prepared.used)
        except SelectorError as error:
            return self._refusal(str(error))
        return None if given is not None else self._refusal(_NONE_LEFT)

    def _refusal(self, why: str) -> Refusal:
        return Refusal(self.name, (why,), hopeless=True)
