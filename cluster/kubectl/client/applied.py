"""The note that `kubectl apply` leaves on an object: what the file said when it was last applied.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/ and golden suite tour.
"""

from __future__ import annotations

from cluster.kubectl.printers import govalues, json

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def without_last_applied(obj: dict) -> dict:
    """`obj` with an annotations map that does not hold the note."""
    metadata = obj.get("metadata") or {}
    annotations = {key: value for key, value in (metadata.get("annotations") or {}).items() if key != LAST_APPLIED}
    return {**obj, "metadata": {**metadata, "annotations": annotations}}


def with_last_applied(obj: dict, typed: bool = False) -> dict:
    """`obj` with the note about itself. `typed`: Go's own type of it leaves out an empty map of annotations."""
    bare = without_last_applied(obj)
    told = obj if typed and not bare["metadata"]["annotations"] else bare
    annotations = {**bare["metadata"]["annotations"], LAST_APPLIED: json.compact(told, in_order=typed) + "\n"}
    return {**bare, "metadata": {**bare["metadata"], "annotations": annotations}}


def last_applied(obj: dict) -> dict | None:
    """What the note says, None where there is none."""
    text = ((obj.get("metadata") or {}).get("annotations") or {}).get(LAST_APPLIED)
    return govalues.decoded(text) if text else None  # type: ignore[return-value]


def without_nulls(value: dict) -> dict:
    """Maps without their null entries, which a create must not send."""
    return {
        key: without_nulls(item) if isinstance(item, dict) else item for key, item in value.items() if item is not None
    }
