"""What a delete does to an object before it goes: grace, finalizers, preconditions. Pure functions.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination,
https://kubernetes.io/docs/concepts/architecture/garbage-collection/, golden suite api, cases "delete options" and
"pod graceful deletion".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.errors import StatusError
from cluster.objects.times import SECOND, parse, rfc3339

if TYPE_CHECKING:
    from cluster.kinds.base import Kind

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
_FINALIZERS = {"Foreground": FOREGROUND, "Orphan": ORPHAN}
# Whose dependents are orphaned when a client says nothing. Source: golden suite replicasets, delete-rc-without-options
_ORPHANING = ("replicationcontrollers", "jobs.batch")
# Whose DELETE answers with the object, not with a Status.
RETURNED = (
    "pods", "services", "serviceaccounts", "resourcequotas", "persistentvolumes", "persistentvolumeclaims",
    "podtemplates", "storageclasses.storage.k8s.io", "volumeattachments.storage.k8s.io", "csinodes.storage.k8s.io",
    "csidrivers.storage.k8s.io", "volumeattributesclasses.storage.k8s.io",
)  # fmt: skip


def check_preconditions(kind: Kind, old: dict, preconditions: dict) -> None:
    """Raises StatusError 409."""
    metadata = old["metadata"]
    for field, name, why in (
        ("uid", "UID", "The object might have been deleted and then recreated"),
        ("resourceVersion", "ResourceVersion", "The object might have been modified"),
    ):
        wanted, found = preconditions.get(field), metadata[field]
        if wanted is not None and wanted != found:
            message = (
                f'Operation cannot be fulfilled on {kind.kind} "{metadata["name"]}": the {name} in the precondition '
                f"({wanted}) does not match the {name} in record ({found}). {why}"
            )
            details = {"name": metadata["name"], "kind": kind.kind}
            raise StatusError(409, "Conflict", message, {**details, **({"group": kind.group} if kind.group else {})})


def finalizers_for(kind: Kind, metadata: dict, options: dict) -> list[str]:
    """The finalizers that the object has once its deletion was asked for."""
    policy = options.get("propagationPolicy")
    finalizers = list(metadata.get("finalizers") or ())
    if policy is None:
        if kind.resource in _ORPHANING and not {FOREGROUND, ORPHAN} & set(finalizers):
            finalizers.append(ORPHAN)
        return finalizers
    finalizers = [name for name in finalizers if name not in (FOREGROUND, ORPHAN)]
    return [*finalizers, _FINALIZERS[policy]] if policy in _FINALIZERS else finalizers


def grace_for(kind: Kind, old: dict, options: dict) -> int:
    """Seconds that the object is given; 0 for all but running pods."""
    if not kind.graceful:
        return 0
    asked = options.get("gracePeriodSeconds")
    if asked is not None and asked < 0:
        asked = 1
    spec, status = old["spec"], old.get("status") or {}
    if not spec.get("nodeName") or status.get("phase") in ("Succeeded", "Failed"):
        return 0
    return spec.get("terminationGracePeriodSeconds", 30) if asked is None else asked


def held(kind: Kind, obj: dict) -> bool:
    """Whether something keeps an object that is being deleted: finalizers, a pod's grace, a namespace's contents."""
    metadata = obj["metadata"]
    if metadata.get("finalizers"):
        return True
    if kind.resource == "namespaces":
        return bool(obj.get("spec", {}).get("finalizers"))
    return kind.graceful and metadata.get("deletionGracePeriodSeconds", 0) != 0


def marked(kind: Kind, old: dict, finalizers: list[str], grace: int, now: int) -> dict:
    """The object with its deletion noted: `old` itself when nothing changes. `now` in µs since 1970."""
    metadata = old["metadata"]
    before, given = metadata.get("deletionTimestamp"), metadata.get("deletionGracePeriodSeconds")
    changed = dict(metadata)
    if before is None:
        changed["deletionTimestamp"] = rfc3339(now + grace * SECOND)
        if kind.resource != "namespaces":
            changed["deletionGracePeriodSeconds"] = grace
        if "generation" in metadata:
            changed["generation"] = metadata["generation"] + 1
    elif given is not None and grace < given:
        changed["deletionTimestamp"] = rfc3339(parse(before) - (given - grace) * SECOND)
        changed["deletionGracePeriodSeconds"] = grace
    if finalizers != list(metadata.get("finalizers") or ()):
        changed["finalizers"] = finalizers
        if not finalizers:
            del changed["finalizers"]
    if changed == metadata:
        return old
    obj = {**old, "metadata": changed}
    if kind.resource == "namespaces":
        obj["status"] = {**(old.get("status") or {}), "phase": "Terminating"}
    return obj
