"""ResourceSlice: the devices of a pool that a driver offers on a node, on some, or on all.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#resourceslice
"""

from __future__ import annotations

import re

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.pod.scheduling import validate_node_selector
from cluster.kinds.pod.volumes import driver_name
from cluster.kinds.rules import names
from cluster.kinds.rules.devices import GROUP
from cluster.kinds.rules.devices.claims import attribute_name, pool_name, set_of
from cluster.kinds.rules.errors import each_invalid, invalid, required, too_long
from cluster.kinds.rules.reading import items, number, optional, struct, structs, text
from cluster.kinds.rules.resources import quantity_of
from cluster.kinds.standard import Standard

_MOST_DEVICES, _MOST_DETAILS, _LONGEST = 128, 32, 64
_SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)
_ONE = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"


class ResourceSlice(Standard):
    group, kind, plural = GROUP, "ResourceSlice", "resourceslices"
    namespaced = False
    columns = (NAME, Column("Node"), Column("Driver"), Column("Pool"), AGE)

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        pool = struct(spec, "pool")
        errors = driver_name(text(spec, "driver"), "spec.driver") + pool_name(text(pool, "name"), "spec.pool.name")
        if (count := number(pool, "resourceSliceCount") or 0) <= 0:
            errors.append(invalid("spec.pool.resourceSliceCount", count, "must be greater than zero"))
        if (generation := number(pool, "generation") or 0) < 0:
            errors.append(invalid("spec.pool.generation", generation, "must be greater than or equal to zero"))
        errors += _place(spec)
        return errors + set_of(structs(spec, "devices"), "spec.devices", _device, "name", _MOST_DEVICES)

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        new, was = struct(obj, "spec"), struct(old, "spec")
        told = (
            ("spec.pool.name", text(struct(new, "pool"), "name"), text(struct(was, "pool"), "name")),
            ("spec.driver", text(new, "driver"), text(was, "driver")),
            ("spec.nodeName", new.get("nodeName"), was.get("nodeName")),
        )
        return [invalid(path, value, "field is immutable") for path, value, before in told if value != before]

    def field_labels(self, obj: dict) -> dict[str, str]:
        spec = struct(obj, "spec")
        return {
            **super().field_labels(obj),
            "spec.nodeName": text(spec, "nodeName"),
            "spec.driver": text(spec, "driver"),
        }

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec") or {}
        lasted = age(metadata.get("creationTimestamp"), now)
        return [metadata["name"], spec.get("nodeName"), spec.get("driver"), struct(spec, "pool").get("name"), lasted]


def _place(spec: dict) -> list[FieldError]:
    """Where the devices are."""
    told, errors = [], []
    if spec.get("nodeName") is not None:
        name = text(spec, "nodeName")
        if name:
            told.append("`nodeName`")
            errors += each_invalid("spec.nodeName", name, names.dns_subdomain(name))
        else:
            errors.append(invalid("spec.nodeName", name, "must be either unset or set to a non-empty string"))
    if (selector := optional(spec, "nodeSelector")) is not None:
        told.append("`nodeSelector`")
        errors += validate_node_selector(selector, "spec.nodeSelector")
        if len(terms := structs(selector, "nodeSelectorTerms")) != 1:
            place = "spec.nodeSelector.nodeSelectorTerms"
            errors.append(invalid(place, terms, "must have exactly one node selector term"))
    for field in ("allNodes", "perDeviceNodeSelection"):
        if spec.get(field) is True:
            told.append(f"`{field}`")
        elif spec.get(field) is False:
            errors.append(invalid(f"spec.{field}", False, "must be either unset or set to true"))
    if not told:
        errors.append(required("spec", _ONE))
    if len(told) > 1:
        errors.append(invalid("spec", f"{{{', '.join(told)}}}", f"{_ONE}, but multiple fields are set"))
    return errors


def _device(device: dict, path: str) -> list[FieldError]:
    name = text(device, "name")
    errors = each_invalid(f"{path}.name", name, names.dns_label(name))
    attributes, capacity = items(device, "attributes"), items(device, "capacity")
    if (count := len(attributes) + len(capacity)) > _MOST_DETAILS:
        why = f"the total number of attributes and capacities must not exceed {_MOST_DETAILS}"
        errors.append(invalid(path, count, why))
    for key, value in attributes:
        place = f"{path}.attributes[{key}]"
        errors += attribute_name(key, place) + _attribute(value if isinstance(value, dict) else {}, place)
    for key, value in capacity:
        place = f"{path}.capacity[{key}]"
        errors += attribute_name(key, place)
        errors += quantity_of((value or {}).get("value"), f"{place}.value")[1]
    return errors


def _attribute(value: dict, path: str) -> list[FieldError]:
    told = {name: each for name, each in value.items() if each is not None}
    errors = [too_long(f"{path}.{name}", _LONGEST) for name, each in told.items() if names.length(str(each)) > _LONGEST]
    version = told.get("version")
    if isinstance(version, str) and not _SEMVER.fullmatch(version):
        detail = "must be a string compatible with semver.org spec 2.0.0"
        errors.insert(0, invalid(f"{path}.version", version, detail))
    if len(told) != 1:
        errors.append(invalid(path, told or "", "exactly one value must be specified"))
    return errors


KIND = ResourceSlice()
