"""DeviceClass: which devices a request may be given, and what their drivers are told.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#deviceclass
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.devices import GROUP
from cluster.kinds.rules.devices.claims import validate_configurations
from cluster.kinds.rules.devices.selectors import validate_selectors
from cluster.kinds.rules.errors import invalid
from cluster.kinds.rules.reading import struct, structs, text
from cluster.kinds.rules.resources import is_extended
from cluster.kinds.standard import Standard


class DeviceClass(Standard):
    group, kind, plural = GROUP, "DeviceClass", "deviceclasses"
    namespaced = False
    columns: tuple[Column, ...] = (NAME, AGE)

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = validate_selectors(spec, "spec") + validate_configurations(structs(spec, "config"), "spec.config")
        name = text(spec, "extendedResourceName")
        if name and not is_extended(name):
            errors.append(invalid("spec.extendedResourceName", name, "must be a valid extended resource name"))
        return errors

    def row(self, obj: dict, now: int) -> list:
        return [obj["metadata"]["name"], age(obj["metadata"].get("creationTimestamp"), now)]


KIND = DeviceClass()
