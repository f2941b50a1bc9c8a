"""CSIDriver: what a storage driver can do and what it wants to be told.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-driver-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age
from cluster.kinds.rules.errors import NO_ITEMS, duplicate, invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import flag, number, struct, structs, text, texts
from cluster.kinds.standard import Standard

_POLICIES = ("File", "None", "ReadWriteOnceWithFSType")
_MODES = ("Persistent", "Ephemeral")
_DEFAULTS = {
    "attachRequired": True,
    "podInfoOnMount": False,
    "storageCapacity": False,
    "fsGroupPolicy": "ReadWriteOnceWithFSType",
    "requiresRepublish": False,
    "seLinuxMount": False,
}
_MUST = {"attachRequired": "attachedRequired", "podInfoOnMount": "podInfoOnMount", "storageCapacity": "storageCapacity"}
_FIRST, _LAST = 600, 1 << 32  # seconds that a token may be good for


class CSIDriver(Standard):
    group, kind, plural, namespaced = "storage.k8s.io", "CSIDriver", "csidrivers", False
    has_generation = False
    columns = (
        NAME,
        Column("AttachRequired", "boolean"),
        Column("PodInfoOnMount", "boolean"),
        Column("StorageCapacity", "boolean"),
        Column("TokenRequests"),
        Column("RequiresRepublish", "boolean"),
        Column("Modes"),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        spec = dict(struct(obj, "spec"))
        for field, value in _DEFAULTS.items():
            if spec.get(field) is None:
                spec[field] = value
        if not spec.get("volumeLifecycleModes"):
            spec["volumeLifecycleModes"] = ["Persistent"]
        return {**obj, "spec": spec}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = [required(f"spec.{shown}") for field, shown in _MUST.items() if spec.get(field) is None]
        policy = spec.get("fsGroupPolicy")
        if policy is not None and policy not in _POLICIES:
            errors.append(unsupported("spec.fsGroupPolicy", policy, _POLICIES))
        errors += _tokens(structs(spec, "tokenRequests"), "spec.tokenRequests")
        for mode in texts(spec, "volumeLifecycleModes"):
            if mode not in _MODES:
                errors.append(unsupported("spec.volumeLifecycleModes", mode, _MODES))
        if spec.get("seLinuxMount") is None:
            errors.append(required("spec.seLinuxMount"))
        period = number(spec, "nodeAllocatableUpdatePeriodSeconds")
        if period is not None and period < 10:
            detail = "must be greater than or equal to 10 seconds"
            errors.append(invalid("spec.nodeAllocatableUpdatePeriodSeconds", period, detail))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        spec, before = struct(obj, "spec"), struct(old, "spec")
        errors = validate_metadata_update(obj, old) + self.rules(obj)
        modes = "volumeLifecycleModes"
        for field, shown, nothing in (("attachRequired", "attachedRequired", None), (modes, modes, NO_ITEMS)):
            if spec.get(field) != before.get(field):
                errors.append(invalid(f"spec.{shown}", spec.get(field, nothing), "field is immutable"))
        return errors

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec") or {}
        tokens = spec.get("tokenRequests")
        return [
            metadata["name"],
            spec.get("attachRequired") is not False,
            *(flag(spec, field) for field in ("podInfoOnMount", "storageCapacity")),
            "<unset>" if tokens is None else ",".join(text(token, "audience") for token in tokens),
            flag(spec, "requiresRepublish"),
            ",".join(spec.get("volumeLifecycleModes") or ()) or NONE,
            age(metadata.get("creationTimestamp"), now),
        ]


def _tokens(requests: list[dict], path: str) -> list[FieldError]:
    errors, seen = [], []
    for index, request in enumerate(requests):
        audience, seconds = text(request, "audience"), number(request, "expirationSeconds")
        at = f"{path}[{index}]"
        if audience in seen:
            errors.append(duplicate(f"{at}.audience", audience))
            continue
        seen.append(audience)
        if seconds is not None and seconds < _FIRST:
            detail = "may not specify a duration less than 10 minutes"
            errors.append(invalid(f"{at}.expirationSeconds", seconds, detail))
        if seconds is not None and seconds > _LAST:
            detail = "may not specify a duration larger than 2^32 seconds"
            errors.append(invalid(f"{at}.expirationSeconds", seconds, detail))
    return errors


KIND = CSIDriver()
