"""What volumes, claims and their classes share: access modes, sizes, names of classes; the spec of a claim.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/, golden validation (pv-*, pvc-*).
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.sources import canonical_amount
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, forbidden, invalid, required, too_long, unsupported
from cluster.kinds.rules.reading import items, optional, struct, text, texts
from cluster.kinds.rules.resources import quantity_of
from cluster.kinds.rules.selecting import validate_label_selector

ONE_POD = "ReadWriteOncePod"
_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ONE_POD)
_SHORT = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", ONE_POD: "RWOP"}
VOLUME_MODES = ("Block", "Filesystem")
_PARAMETERS_LIMIT, _PARAMETERS_MOST = 256 * 1024, 512


def modes_text(modes: list[str] | None) -> str:
    """`RWO,ROX`, in kubectl's order; what is no access mode is left out."""
    return ",".join(short for mode, short in _SHORT.items() if mode in (modes or ()))


def amounts(given: object) -> object:
    """A map of resource names to quantities as the server writes them."""
    return {name: canonical_amount(value) for name, value in given.items()} if isinstance(given, dict) else given


def default_claim_spec(spec: dict) -> dict:
    spec = dict(spec)
    if spec.get("volumeMode") is None:
        spec["volumeMode"] = "Filesystem"
    resources = struct(spec, "resources")
    sized = {part: amounts(resources[part]) for part in ("limits", "requests") if resources.get(part) is not None}
    return {**spec, "resources": {**resources, **sized}} if resources or "resources" not in spec else spec


def validate_access_modes(modes: list[str], path: str) -> list[FieldError]:
    errors = [unsupported(path, mode, _MODES) for mode in modes if mode not in _MODES]
    if ONE_POD in modes and any(mode in _MODES and mode != ONE_POD for mode in modes):
        errors.append(forbidden(path, f"may not use {ONE_POD} with other access modes"))
    return errors


def positive(value: object, path: str) -> list[FieldError]:
    quantity, errors = quantity_of(value, path)
    if not errors and quantity.nano <= 0:
        errors = [invalid(path, str(quantity), "must be greater than zero")]
    return errors


def validate_class_name(name: str, path: str) -> list[FieldError]:
    return each_invalid(path, name, names.dns_subdomain(name)) if name else []


def validate_claim_spec(spec: dict, path: str) -> list[FieldError]:
    """Of a PersistentVolumeClaim, and of the templates of claims in StatefulSets and pods."""
    modes, selector = texts(spec, "accessModes"), optional(spec, "selector")
    errors = [] if modes else [required(f"{path}.accessModes", "at least 1 access mode is required")]
    if selector is not None:
        errors += validate_label_selector(selector, f"{path}.selector")
    errors += validate_access_modes(modes, f"{path}.accessModes")
    requests, at = dict(items(struct(spec, "resources"), "requests")), f"{path}.resources[storage]"
    errors += positive(requests["storage"], at) if "storage" in requests else [required(at)]
    errors += validate_class_name(text(spec, "storageClassName"), f"{path}.storageClassName")
    mode = spec.get("volumeMode")
    if mode is not None and mode not in VOLUME_MODES:
        errors.append(unsupported(f"{path}.volumeMode", mode, VOLUME_MODES))
    errors += _data_sources(spec, path)
    return errors + validate_class_name(text(spec, "volumeAttributesClassName"), f"{path}.volumeAttributesClassName")


def validate_parameters(parameters: dict[str, str], path: str) -> list[FieldError]:
    """Of a StorageClass or VolumeAttributesClass."""
    if len(parameters) > _PARAMETERS_MOST:
        return [too_long(path, _PARAMETERS_MOST)]
    errors = [invalid(path, key, "field can not be empty.") for key in parameters if not key]
    if sum(names.length(key) + names.length(value) for key, value in parameters.items()) > _PARAMETERS_LIMIT:
        errors.append(too_long(path, _PARAMETERS_LIMIT))
    return errors


def validate_provisioner(name: str, path: str) -> list[FieldError]:
    return each_invalid(path, name.lower(), names.qualified_name(name.lower())) if name else [required(path)]


def _data_sources(spec: dict, path: str) -> list[FieldError]:
    source, reference = optional(spec, "dataSource"), optional(spec, "dataSourceRef")
    errors = []
    for given, field in ((source, "dataSource"), (reference, "dataSourceRef")):
        if given is not None:
            errors += _data_source(given, f"{path}.{field}")
    namespace = text(reference or {}, "namespace")
    if namespace:
        errors += each_invalid(f"{path}.dataSourceRef.namespace", namespace, names.dns_label(namespace))
    if source is None or reference is None:
        return errors
    if namespace:
        errors.append(invalid(path, {}, "may not be specified when dataSourceRef.namespace is specified"))
    elif any(source.get(field) != reference.get(field) for field in ("apiGroup", "kind", "name")):
        errors.append(invalid(path, {}, "must match dataSourceRef"))
    return errors


def _data_source(source: dict, path: str) -> list[FieldError]:
    group, kind = text(source, "apiGroup"), text(source, "kind")
    errors = [required(f"{path}.{field}") for field in ("name", "kind") if not text(source, field)]
    if not group and kind != "PersistentVolumeClaim":
        detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        errors.append(invalid(path, kind, detail))
    return errors + (each_invalid(f"{path}.apiGroup", group, names.dns_subdomain(group)) if group else [])
