"""Counts of pods by the controller that manages them, kept up with each change, so that the status of ten thousand
replicas costs no walk over ten thousand pods. Beside the objects, and rebuilt from them at any time.
"""

from typing import NamedTuple

from cluster.objects.owners import controller_uid


class Bucket(NamedTuple):
    """Pods that look the same to their controller. `state`: active, terminating or done (Succeeded, Failed)."""

    state: str
    ready: bool
    labels: tuple[tuple[str, str], ...]


Tally = dict[Bucket, int]  # bucket → number of pods

_NONE: Tally = {}


class Tallies:
    def __init__(self) -> None:
        self._owned: dict[str, Tally] = {}
        self._orphans: dict[str, set[str]] = {}  # namespace → names of pods that nothing manages

    def of(self, uid: str) -> Tally:
        return self._owned.get(uid, _NONE)

    def orphans(self, namespace: str) -> set[str]:
        return self._orphans.get(namespace, set())

    def replace(self, old: dict | None, new: dict | None) -> None:
        """The pod `old` (None: new) became `new` (None: deleted)."""
        before = (controller_uid(old), bucket(old)) if old else None
        after = (controller_uid(new), bucket(new)) if new else None
        if before == after:
            return
        if old and before:
            self._count(old, before, -1)
        if new and after:
            self._count(new, after, 1)

    def copy(self) -> "Tallies":
        twin = Tallies()
        twin._owned = {uid: dict(tally) for uid, tally in self._owned.items()}
        twin._orphans = {namespace: set(names) for namespace, names in self._orphans.items()}
        return twin

    def _count(self, pod: dict, place: tuple[str | None, Bucket], change: int) -> None:
        uid, which = place
        if uid is None:
            self._note_orphan(pod["metadata"], change)
            return
        tally = self._owned.setdefault(uid, {})
        tally[which] = tally.get(which, 0) + change
        if not tally[which]:
            del tally[which]
            if not tally:
                del self._owned[uid]

    def _note_orphan(self, metadata: dict, change: int) -> None:
        names = self._orphans.setdefault(metadata.get("namespace", ""), set())
        if change > 0:
            names.add(metadata["name"])
        else:
            names.discard(metadata["name"])


# The buckets of the pods that were asked about last: each change of a pod makes several components ask the same.
_RECENT: list[tuple[dict | None, Bucket]] = [(None, Bucket("", False, ()))] * 4


def bucket(pod: dict) -> Bucket:
    """What a controller counts of a pod. Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/"""
    for known, found in _RECENT:
        if known is pod:
            return found
    made = _bucket(pod)
    del _RECENT[0]
    _RECENT.append((pod, made))
    return made


def _bucket(pod: dict) -> Bucket:
    metadata, status = pod["metadata"], pod.get("status") or {}
    if status.get("phase") in ("Succeeded", "Failed"):
        state = "done"
    elif "deletionTimestamp" in metadata:
        state = "terminating"
    else:
        state = "active"
    labels = metadata.get("labels")
    return Bucket(state, is_ready(status), tuple(sorted(labels.items())) if labels else ())


def is_ready(status: dict) -> bool:
    """Whether a pod's status has the condition Ready with status True."""
    for condition in status.get("conditions") or ():
        if condition["type"] == "Ready":
            return condition["status"] == "True"
    return False
