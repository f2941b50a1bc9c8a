"""StorageClass: a kind of storage, and who makes volumes of it.

Source: https://kubernetes.io/docs/concepts/storage/storage-classes/, golden defaults (storageclass).
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.errors import duplicate, each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.names import label_value, qualified_name
from cluster.kinds.rules.reading import flag, labels, struct, structs, text, texts
from cluster.kinds.rules.storage import validate_parameters, validate_provisioner
from cluster.kinds.standard import Standard

IS_DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")
IMMEDIATE, ON_FIRST_USE = "Immediate", "WaitForFirstConsumer"
_POLICIES = ("Delete", "Retain")


class StorageClass(Standard):
    group, kind, plural, short_names = "storage.k8s.io", "StorageClass", "storageclasses", ("sc",)
    namespaced = False
    has_generation = False
    columns = (
        NAME,
        Column("Provisioner"),
        Column("ReclaimPolicy"),
        Column("VolumeBindingMode"),
        Column("AllowVolumeExpansion"),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        obj = dict(obj)
        for field, value in (("reclaimPolicy", "Delete"), ("volumeBindingMode", IMMEDIATE)):
            if obj.get(field) is None:
                obj[field] = value
        return obj

    def rules(self, obj: dict) -> list[FieldError]:
        errors = validate_provisioner(text(obj, "provisioner"), "provisioner")
        errors += validate_parameters(labels(obj, "parameters"), "parameters")
        policy, mode = text(obj, "reclaimPolicy"), obj.get("volumeBindingMode")
        if policy and policy not in _POLICIES:
            errors.append(unsupported("reclaimPolicy", policy, _POLICIES))
        if mode is None:
            errors.append(required("volumeBindingMode"))
        elif mode not in (IMMEDIATE, ON_FIRST_USE):
            errors.append(unsupported("volumeBindingMode", mode, (IMMEDIATE, ON_FIRST_USE)))
        return errors + _topologies(structs(obj, "allowedTopologies"), "allowedTopologies")

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        """The whole new object is checked first, then what may not change."""
        errors = self.rules(obj) + validate_metadata_update(obj, old)
        for field, empty in (("parameters", {}), ("provisioner", ""), ("reclaimPolicy", "")):
            if (obj.get(field) or empty) != (old.get(field) or empty):
                errors.append(forbidden(field, f"updates to {field} are forbidden."))
        if obj.get("volumeBindingMode") != old.get("volumeBindingMode"):
            errors.append(invalid("volumeBindingMode", obj.get("volumeBindingMode"), "field is immutable"))
        return errors

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        return [
            metadata["name"] + (" (default)" if is_default(obj) else ""),
            obj.get("provisioner", ""),
            obj.get("reclaimPolicy") or "Delete",
            obj.get("volumeBindingMode") or "<unset>",
            flag(obj, "allowVolumeExpansion"),
            age(metadata.get("creationTimestamp"), now),
        ]


def is_default(obj: dict) -> bool:
    annotations = struct(struct(obj, "metadata"), "annotations")
    return any(annotations.get(name) == "true" for name in IS_DEFAULT)


def default_class(classes: list[dict]) -> dict | None:
    """The class that claims get which name none: of several defaults the youngest, then the first by name."""
    marked = [found for found in classes if is_default(found)]
    newest = max((found["metadata"]["creationTimestamp"] for found in marked), default="")
    equal = [found for found in marked if found["metadata"]["creationTimestamp"] == newest]
    return min(equal, key=lambda found: found["metadata"]["name"]) if equal else None


def _topologies(terms: list[dict], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    # The server's list of what it has seen begins with empty ones: a term without expressions repeats them all.
    seen: list[dict] = [{}] * len(terms)
    for index, term in enumerate(terms):
        at, keys = f"{path}[{index}]", {}
        for number, expression in enumerate(structs(term, "matchLabelExpressions")):
            where, key = f"{at}.matchLabelExpressions[{number}]", text(expression, "key")
            values, known = texts(expression, "values"), set()
            if not values:
                errors.append(required(f"{where}.values"))
            for place, value in enumerate(values):
                if value in known:
                    errors.append(duplicate(f"{where}.values[{place}]", value))
                known.add(value)
                errors += each_invalid(f"{where}.values[{place}]", value, label_value(value))
            errors += each_invalid(f"{where}.key", key, qualified_name(key))
            if key in keys:
                errors.append(duplicate(f"{where}.key", key))
            keys[key] = known
        errors += [duplicate(f"{at}.matchLabelExpressions", "")] * sum(keys == other for other in seen)
        seen.append(keys)
    return errors


KIND = StorageClass()
