"""The verbs that change objects, the same for every kind.

Two faces: `handle` takes a transport-neutral Request from outside (cluster.api.handling parses and checks it); the
methods below it are what both `handle` and the trusted in-process client end in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import randomness
from cluster.api.errors import StatusError, already_exists, conflict, not_found
from cluster.objects.paths import without
from cluster.objects.times import rfc3339
from cluster.store import Origin, Store

if TYPE_CHECKING:
    from cluster.clock import Clock
    from cluster.kinds.base import Kind, Registry

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
_FINALIZERS = {"Foreground": FOREGROUND, "Orphan": ORPHAN}
MODIFIED_MESSAGE = "the object has been modified; please apply your changes to the latest version and try again"


class ApiServer:
    def __init__(self, store: Store, clock: Clock, kinds: Registry, seed: int, epoch: int, counts: dict[str, int]):
        self.store = store
        self.clock = clock
        self.kinds = kinds
        self.seed = seed
        self.epoch = epoch
        self.counts = counts  # how often a generated name was drawn per prefix, and names reused within one moment

    @property
    def now(self) -> int:
        """µs since 1970."""
        return self.epoch + self.clock.now

    # -- verbs -----------------------------------------------------------------------------------------------------

    def create(self, resource: str, obj: dict, origin: Origin) -> dict:
        kind = self.kinds.by_resource[resource]
        metadata = self._new_metadata(kind, obj["metadata"])
        if self.store.get(resource, metadata.get("namespace", ""), metadata["name"]) is not None:
            raise already_exists(kind, metadata["name"])
        return self._put(kind, {**obj, "metadata": metadata}, origin)

    def update(self, resource: str, obj: dict, origin: Origin, subresource: str = "") -> dict:
        kind = self.kinds.by_resource[resource]
        metadata = obj["metadata"]
        old = self.existing(kind, metadata.get("namespace", ""), metadata["name"])
        version = metadata.get("resourceVersion")
        if version and version != old["metadata"]["resourceVersion"]:
            raise conflict(kind, metadata["name"], MODIFIED_MESSAGE)
        return self.replace(kind, old, obj, origin, subresource)

    def merge(
        self, resource: str, namespace: str, name: str, patch: dict, origin: Origin, subresource: str = ""
    ) -> dict:
        """A JSON merge patch (RFC 7386)."""
        kind = self.kinds.by_resource[resource]
        old = self.existing(kind, namespace, name)
        return self.replace(kind, old, merge_patch(old, patch), origin, subresource)

    def delete(self, resource: str, namespace: str, name: str, options: dict, origin: Origin) -> dict:
        """Delete, or mark as being deleted where grace or finalizers ask for it. `options` are DeleteOptions."""
        kind = self.kinds.by_resource[resource]
        old = self.existing(kind, namespace, name)
        self._check_preconditions(kind, old, options.get("preconditions") or {})
        metadata = old["metadata"]
        finalizers = self._finalizers_for(metadata, options)
        grace = self._grace(kind, old, options)
        if not finalizers and grace == 0:
            return self._remove(kind, old, origin)
        asked = metadata.get("deletionGracePeriodSeconds")
        if "deletionTimestamp" in metadata and asked is not None and grace >= asked and finalizers == metadata.get("finalizers", []):
            return old  # already on its way, and not later than asked now
        grace = grace if asked is None else min(grace, asked)
        changed = {
            **metadata,
            "deletionTimestamp": rfc3339(self.now + grace * 1_000_000) if asked is None or grace < asked else metadata["deletionTimestamp"],
            "deletionGracePeriodSeconds": grace,
        }
        if kind.has_generation and "generation" in metadata and "deletionTimestamp" not in metadata:
            changed["generation"] = metadata["generation"] + 1
        if finalizers:
            changed["finalizers"] = finalizers
        return self._put(kind, {**old, "metadata": changed}, origin)

    def bind(self, namespace: str, name: str, node: str, origin: Origin) -> dict:
        """Give a pod its node. 409 when it already has one."""
        kind = self.kinds.by_resource["pods"]
        old = self.existing(kind, namespace, name)
        if old["spec"].get("nodeName"):
            raise conflict(kind, name, f'pod {name} is already assigned to node "{old["spec"]["nodeName"]}"')
        scheduled = {"type": "PodScheduled", "status": "True", "lastProbeTime": None, "lastTransitionTime": rfc3339(self.now)}
        status = old.get("status") or {}
        others = [c for c in status.get("conditions") or () if c["type"] != "PodScheduled"]
        changed = {
            **old,
            "spec": {**old["spec"], "nodeName": node},
            "status": {**status, "conditions": [*others, scheduled]},
        }
        return self._put(kind, changed, origin)

    # -- what the verbs share --------------------------------------------------------------------------------------

    def existing(self, kind: Kind, namespace: str, name: str) -> dict:
        """The stored object; 404 when there is none."""
        obj = self.store.get(kind.resource, namespace, name)
        if obj is None:
            raise not_found(kind, name)
        return obj

    def replace(self, kind: Kind, old: dict, new: dict, origin: Origin, subresource: str = "") -> dict:
        """`old` becomes `new`: what a client may not change is kept, an unchanged object is not written again,
        and one whose last finalizer went away while it is being deleted is removed."""
        new = kind.prepare_status_update(new, old) if subresource == "status" else kind.prepare_update(new, old)
        metadata = self._kept_metadata(kind, new, old)
        new = {**new, "metadata": metadata}
        if new == old:
            return old
        if "deletionTimestamp" in metadata and not metadata.get("finalizers"):
            if not kind.graceful or metadata.get("deletionGracePeriodSeconds") == 0:
                return self._remove(kind, new, origin)
        return self._put(kind, new, origin)

    def _new_metadata(self, kind: Kind, metadata: dict) -> dict:
        metadata = without(metadata, "resourceVersion", "selfLink", "managedFields", "deletionTimestamp",
                           "deletionGracePeriodSeconds") if "resourceVersion" in metadata else dict(metadata)
        namespace = metadata.get("namespace", "")
        if not metadata.get("name"):
            metadata["name"] = self._generated_name(kind, namespace, metadata["generateName"])
        name = metadata["name"]
        metadata["uid"] = randomness.uid(self.seed, kind.resource, namespace, name, self.clock.now, self._reuse(kind, namespace, name))
        metadata["creationTimestamp"] = rfc3339(self.now)
        if kind.has_generation:
            metadata["generation"] = 1
        return metadata

    def _generated_name(self, kind: Kind, namespace: str, prefix: str) -> str:
        place = f"{kind.resource}/{namespace}/{prefix}"
        while True:
            count = self.counts[place] = self.counts.get(place, 0) + 1
            # 58 leaves room for the five characters. Source: golden suite api, case generateName
            name = prefix[:58] + randomness.suffix(self.seed, "name", place, count)
            if self.store.get(kind.resource, namespace, name) is None:
                return name

    def _reuse(self, kind: Kind, namespace: str, name: str) -> int:
        """How often this name was already given within this very moment: its uids must differ."""
        if self.counts.get("@moment") != self.clock.now:
            for place in [place for place in self.counts if place.startswith("@")]:
                del self.counts[place]
            self.counts["@moment"] = self.clock.now
        place = f"@{kind.resource}/{namespace}/{name}"
        return self.counts.get(place, 0)

    def _kept_metadata(self, kind: Kind, new: dict, old: dict) -> dict:
        before = old["metadata"]
        metadata = dict(new["metadata"])
        for name in ("uid", "creationTimestamp", "generation", "resourceVersion", "deletionTimestamp",
                     "deletionGracePeriodSeconds", "generateName", "namespace", "name"):
            if name in before:
                metadata[name] = before[name]
            else:
                metadata.pop(name, None)
        for name in ("selfLink", "managedFields"):
            metadata.pop(name, None)
        if kind.has_generation and new.get("spec") != old.get("spec"):
            metadata["generation"] = before.get("generation", 0) + 1
        return metadata

    def _check_preconditions(self, kind: Kind, old: dict, preconditions: dict) -> None:
        for field, name in (("uid", "UID"), ("resourceVersion", "ResourceVersion")):
            wanted, found = preconditions.get(field), old["metadata"][field]
            if wanted and wanted != found:
                why = f"Precondition failed: {name} in precondition: {wanted}, {name} in object meta: {found}"
                raise StatusError(409, "Conflict", f'Operation cannot be fulfilled on {kind.resource} "{old["metadata"]["name"]}": {why}')

    @staticmethod
    def _finalizers_for(metadata: dict, options: dict) -> list[str]:
        policy = options.get("propagationPolicy")
        finalizers = list(metadata.get("finalizers") or ())
        if policy:
            finalizers = [f for f in finalizers if f not in (FOREGROUND, ORPHAN)]
            if policy in _FINALIZERS:
                finalizers.append(_FINALIZERS[policy])
        return finalizers

    @staticmethod
    def _grace(kind: Kind, old: dict, options: dict) -> int:
        if not kind.graceful or not old["spec"].get("nodeName"):
            return 0
        if old.get("status", {}).get("phase") in ("Succeeded", "Failed"):
            return 0
        asked = options.get("gracePeriodSeconds")
        return old["spec"].get("terminationGracePeriodSeconds", 30) if asked is None else asked

    def _put(self, kind: Kind, obj: dict, origin: Origin) -> dict:
        return self.store.put(kind.resource, obj, self.clock.now, origin).object

    def _remove(self, kind: Kind, obj: dict, origin: Origin) -> dict:
        metadata = obj["metadata"]
        namespace, name = metadata.get("namespace", ""), metadata["name"]
        if metadata.get("creationTimestamp") == rfc3339(self.now):
            place = f"@{kind.resource}/{namespace}/{name}"
            self._reuse(kind, namespace, name)
            self.counts[place] = self.counts.get(place, 0) + 1
        return self.store.remove(kind.resource, namespace, name, self.clock.now, origin).object


def merge_patch(target, patch):
    """RFC 7386: None removes, objects merge, everything else replaces. Nothing is changed in place."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged
