"""PriorityClass: a name for how important pods are.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass, golden
validation (priorityclass-too-high, priorityclass-change-value).
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.errors import forbidden, invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import flag, number, text
from cluster.kinds.standard import Standard

POLICIES = ("PreemptLowerPriority", "Never")
DEFAULT_POLICY = POLICIES[0]
HIGHEST = 1_000_000_000
_PREFIX = "system-"


class SystemClass(NamedTuple):
    """A class that every cluster has; nobody may change its value or delete it."""

    value: int
    description: str


SYSTEM = {
    "system-node-critical": SystemClass(
        2_000_001_000, "Used for system critical pods that must not be moved from their current node."
    ),
    "system-cluster-critical": SystemClass(
        2_000_000_000,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
}


class PriorityClass(Standard):
    group, kind, plural, short_names = "scheduling.k8s.io", "PriorityClass", "priorityclasses", ("pc",)
    namespaced = False
    columns = (
        NAME,
        Column("Value", "integer"),
        Column("Global-Default", "boolean"),
        AGE,
        Column("PreemptionPolicy"),
    )

    def defaults(self, obj: dict) -> dict:
        """Without a value it is 0; what is false or empty is not kept."""
        kept = {name: value for name, value in obj.items() if name not in ("globalDefault", "description") or value}
        policy = DEFAULT_POLICY if obj.get("preemptionPolicy") is None else obj["preemptionPolicy"]
        return {**kept, "value": obj.get("value") or 0, "preemptionPolicy": policy}

    def rules(self, obj: dict) -> list[FieldError]:
        name, value, policy = text(obj["metadata"], "name"), number(obj, "value") or 0, text(obj, "preemptionPolicy")
        errors = []
        if name.startswith(_PREFIX):
            errors += _reserved(name, value, flag(obj, "globalDefault"))
        elif value > HIGHEST:
            errors.append(forbidden("value", f"maximum allowed value of a user defined priority is {HIGHEST}"))
        if not policy:
            errors.append(required("preemptionPolicy"))
        elif policy not in POLICIES:
            errors.append(unsupported("preemptionPolicy", policy, POLICIES))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old)
        if obj.get("value") != old.get("value"):
            errors.append(forbidden("value", "may not be changed in an update."))
        if obj.get("preemptionPolicy") != old.get("preemptionPolicy"):
            errors.append(invalid("preemptionPolicy", obj.get("preemptionPolicy"), "field is immutable"))
        return errors

    def undeletable(self, obj: dict) -> str:
        if obj["metadata"]["name"] in SYSTEM:
            return "this is a system priority class and cannot be deleted"
        return ""

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        lasted = age(metadata.get("creationTimestamp"), now)
        return [
            metadata["name"],
            obj.get("value", 0),
            flag(obj, "globalDefault"),
            lasted,
            obj.get("preemptionPolicy", ""),
        ]


def _reserved(name: str, value: int, default: bool) -> list[FieldError]:
    known = SYSTEM.get(name)
    if known is None:
        why = f"{name} is not a known system priority class"
    elif value != known.value:
        why = f"value of {name} PriorityClass must be {known.value}"
    elif default:
        why = f"globalDefault of {name} PriorityClass must be false"
    else:
        return []
    detail = f"priority class names with '{_PREFIX}' prefix are reserved for system use only. error: {why}"
    return [forbidden("metadata.name", detail)]


KIND = PriorityClass()
