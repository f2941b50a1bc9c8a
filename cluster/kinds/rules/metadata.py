"""Validation of metadata, for all kinds.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, each_invalid, forbidden, invalid, quoted, required, too_long
from cluster.kinds.rules.reading import flag, labels, number, struct, structs, text, texts

ANNOTATIONS_LIMIT = 256 * 1024
_ORPHAN, _FOREGROUND = "orphan", "foregroundDeletion"
_STANDARD_FINALIZERS = ("kubernetes", _ORPHAN, _FOREGROUND)
_IMMUTABLE = ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")


def validate_metadata(
    obj: dict, namespaced: bool, name_check: names.Check, path: str = "metadata", standard: bool = True
) -> list[FieldError]:
    """Of a new object, its name already generated. `standard`: finalizers without a path must be well-known ones."""
    metadata = struct(obj, "metadata")
    generate, name = text(metadata, "generateName"), text(metadata, "name")
    errors = []
    if generate:
        errors += each_invalid(f"{path}.generateName", generate, name_check(names.as_prefix(generate)))
    if name:
        errors += each_invalid(f"{path}.name", name, name_check(name))
    else:
        errors.append(required(f"{path}.name", "name or generateName is required"))
    errors += _namespace(text(metadata, "namespace"), namespaced, f"{path}.namespace")
    generation = number(metadata, "generation") or 0
    if generation < 0:
        errors.append(invalid(f"{path}.generation", generation, "must be greater than or equal to 0"))
    errors += _common(metadata, path)
    return errors + _finalizers(texts(metadata, "finalizers"), f"{path}.finalizers", standard)


def validate_metadata_update(obj: dict, old: dict, path: str = "metadata", standard: bool = True) -> list[FieldError]:
    metadata, before = struct(obj, "metadata"), struct(old, "metadata")
    errors = []
    if before.get("deletionTimestamp"):
        added = sorted(set(texts(metadata, "finalizers")) - set(texts(before, "finalizers")))
        if added:
            listed = ", ".join(quoted(name) for name in added)
            detail = "no new finalizers can be added if the object is being deleted, found new finalizers "
            errors.append(forbidden(f"{path}.finalizers", f"{detail}[]string{{{listed}}}"))
    for field in _IMMUTABLE:
        if metadata.get(field) != before.get(field):
            errors.append(invalid(f"{path}.{field}", metadata.get(field), "field is immutable"))
    errors += _common(metadata, path)
    if not standard:
        return errors
    for index, name in enumerate(texts(metadata, "finalizers")):
        errors += standard_finalizer(name, f"{path}.finalizers[{index}]")
    return errors


def validate_labels(values: dict[str, str], path: str) -> list[FieldError]:
    """All errors of a map of labels stand at the map's own path."""
    errors = []
    for key, value in values.items():
        errors += each_invalid(path, key, names.qualified_name(key))
        errors += each_invalid(path, value, names.label_value(value))
    return errors


def validate_annotations(values: dict[str, str], path: str) -> list[FieldError]:
    errors = []
    for key in values:
        errors += each_invalid(path, key, names.qualified_name(key.lower()))
    if sum(names.length(key) + names.length(value) for key, value in values.items()) > ANNOTATIONS_LIMIT:
        errors.append(too_long(path, ANNOTATIONS_LIMIT))
    return errors


def standard_finalizer(name: str, path: str) -> list[FieldError]:
    if "/" in name or name in _STANDARD_FINALIZERS:
        return []
    return [invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified")]


def finalizer_name(name: str, path: str) -> list[FieldError]:
    return each_invalid(path, name, names.qualified_name(name))


def _common(metadata: dict, path: str) -> list[FieldError]:
    return [
        *validate_labels(labels(metadata, "labels"), f"{path}.labels"),
        *validate_annotations(labels(metadata, "annotations"), f"{path}.annotations"),
        *_owners(structs(metadata, "ownerReferences"), f"{path}.ownerReferences"),
    ]


def _namespace(namespace: str, namespaced: bool, path: str) -> list[FieldError]:
    if not namespaced:
        return [forbidden(path, "not allowed on this type")] if namespace else []
    if not namespace:
        return [required(path)]
    return each_invalid(path, namespace, names.dns_label(namespace))


def _owners(references: list[dict], path: str) -> list[FieldError]:
    errors = []
    controller = ""
    for reference in references:
        errors += _owner(reference, path)
        if flag(reference, "controller"):
            found = f"{text(reference, 'kind')}/{text(reference, 'name')}"
            if controller:
                detail = (
                    "Only one reference can have Controller set to true. "
                    f'Found "true" in references for {controller} and {found}'
                )
                errors.append(invalid(path, [_shown_owner(reference) for reference in references], detail))
            controller = controller or found
    return errors


def _owner(reference: dict, path: str) -> list[FieldError]:
    version = text(reference, "apiVersion").split("/")[-1]
    errors = (
        [] if version else [invalid(f"{path}.apiVersion", text(reference, "apiVersion"), "version must not be empty")]
    )
    for field in ("kind", "name", "uid"):
        if not text(reference, field):
            errors.append(invalid(f"{path}.{field}", "", "must not be empty"))
    if (text(reference, "apiVersion"), text(reference, "kind")) == ("v1", "Event"):
        errors.append(invalid(path, _shown_owner(reference), "/v1, Kind=Event is disallowed from being an owner"))
    return errors


def _shown_owner(reference: dict) -> Struct:
    shown = Struct({field: text(reference, field) for field in ("apiVersion", "kind", "name", "uid")})
    shown.update({field: reference[field] for field in ("controller", "blockOwnerDeletion") if field in reference})
    return shown


def _finalizers(found: list[str], path: str, standard: bool) -> list[FieldError]:
    errors = []
    for name in found:
        errors += finalizer_name(name, path)
    if _ORPHAN in found and _FOREGROUND in found:
        errors.append(invalid(path, found, f"finalizer {_ORPHAN} and {_FOREGROUND} cannot be both set"))
    for index, name in enumerate(found) if standard else ():
        errors += standard_finalizer(name, f"{path}[{index}]")
    return errors
