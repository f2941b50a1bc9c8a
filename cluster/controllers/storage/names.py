"""Annotations that the parts of storage use to tell one another what they did.

Source: https://kubernetes.io/docs/reference/labels-annotations-taints/ (pv.kubernetes.io/..., volume.kubernetes.io/...)
"""

BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
PROVISIONER, OLD_PROVISIONER = (
    "volume.kubernetes.io/storage-provisioner",
    "volume.beta.kubernetes.io/storage-provisioner",
)
SELECTED_NODE = "volume.kubernetes.io/selected-node"
YES = "yes"


def marks(obj: dict) -> dict:
    return obj["metadata"].get("annotations") or {}


def with_annotations(obj: dict, added: dict[str, str]) -> dict:
    return {**obj, "metadata": {**obj["metadata"], "annotations": {**marks(obj), **added}}}


def without_annotations(obj: dict, *names: str) -> dict:
    kept = {name: value for name, value in marks(obj).items() if name not in names}
    metadata = {name: value for name, value in obj["metadata"].items() if name != "annotations"}
    return {**obj, "metadata": {**metadata, "annotations": kept} if kept else metadata}
