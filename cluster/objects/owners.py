"""Owner references: who made an object, and who manages it.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
"""


def controller_of(obj: dict) -> dict | None:
    """The owner reference with `controller: true`, or None."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return reference
    return None


def controller_uid(obj: dict) -> str | None:
    """The uid of the managing owner, or None."""
    reference = controller_of(obj)
    return reference["uid"] if reference else None


def controller_reference(owner: dict) -> dict:
    """The reference that a controller writes into what it makes for `owner` (which must carry apiVersion and kind)."""
    return {
        "apiVersion": owner["apiVersion"],
        "blockOwnerDeletion": True,
        "controller": True,
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
    }
