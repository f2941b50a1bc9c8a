"""What the published schemas of Kubernetes 1.35 say of every field: type, merge keys, list-map keys, description.

Source: the OpenAPI definitions of 1.35 as packaged by kubernetes-validate (`_definitions.json`). The file is read once
in a process (about 10 ms), on first use; a `Schema` is built for a definition when somebody asks for it, and shared by
all clusters.
"""

from __future__ import annotations

import json
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DEFINITIONS = "kubernetes-json-schema/v1.35.0-local/_definitions.json"
INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.Time"
MICRO_TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"
OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"
_REFERENCE = "#/$defs/"
# Definitions that hold any JSON (an embedded object, the value of a JSON schema's default, ...).
_FREE_FORM = {
    "io.k8s.apimachinery.pkg.runtime.RawExtension",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray",
}
# Written as one text or number although the definition is an object or a choice.
_SCALARS = {INT_OR_STRING: "int-or-string", QUANTITY: "quantity", TIME: "string", MICRO_TIME: "string"}


@cache
def definitions() -> dict[str, dict]:
    """All definitions by name, as published. Shared: not to be changed."""
    spec = find_spec("kubernetes_validate")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the package kubernetes-validate is not installed; it holds the schemas of 1.35")
    file = Path(spec.submodule_search_locations[0]) / DEFINITIONS
    return json.loads(file.read_bytes())["$defs"]


class Schema:
    """One definition, field, list item or map value. Attributes that other schemas hang on are resolved when read.

    `type` is object, array, string, integer, number, boolean, int-or-string, quantity or any; `definition` is the
    name of the definition it refers to ("" for plain types).
    """

    custom: Any = None  # the structural schema of a custom resource

    def __init__(self, raw: dict, name: str = "", field: dict | None = None):
        field = field or raw
        self.definition = name
        self.description: str = field.get("description") or raw.get("description", "")
        self.type = _type(raw, name)
        self.format: str = raw.get("format", "")
        self.required: tuple[str, ...] = tuple(raw.get("required", ()))
        self.enum: tuple = tuple(raw.get("enum", ()))
        self.merge_key: str | None = field.get("x-kubernetes-patch-merge-key")
        self.strategies: tuple[str, ...] = tuple(filter(None, field.get("x-kubernetes-patch-strategy", "").split(",")))
        self.list_type: str | None = field.get("x-kubernetes-list-type")
        self.list_keys: tuple[str, ...] = tuple(field.get("x-kubernetes-list-map-keys", ()))
        self.atomic_map = (field.get("x-kubernetes-map-type") or raw.get("x-kubernetes-map-type")) == "atomic"
        self.default = field.get("default")
        self.keeps_unknown = bool(raw.get("x-kubernetes-preserve-unknown-fields"))
        self._raw = raw

    @cached_property
    def properties(self) -> dict[str, Schema]:
        """Field name → schema; {} for anything but a structure."""
        return {name: _schema(field) for name, field in (self._raw.get("properties") or {}).items()}

    @cached_property
    def items(self) -> Schema:
        """The schema of a list's items."""
        return _schema(self._raw["items"]) if "items" in self._raw else ANY

    @cached_property
    def values(self) -> Schema | None:
        """The schema of a map's values; None for a structure."""
        extra = self._raw.get("additionalProperties")
        if isinstance(extra, dict):
            return _schema(extra)
        return ANY if self.type == "object" and not self.properties and not self.definition else None

    @property
    def is_structure(self) -> bool:
        """A Go struct: its fields are all there can be."""
        return self.type == "object" and self.values is None

    def at(self, *path: str) -> Schema | None:
        """The schema of the field at `path` (lists are passed through, as `kubectl explain` does), or None."""
        found: Schema | None = self
        for step in path:
            while found is not None and found.type == "array":
                found = found.items
            found = found and (found.properties.get(step) or found.values)
        return found


def definition(name: str) -> Schema | None:
    """The schema of a definition by its full name (`io.k8s.api.core.v1.PodSpec`), or None."""
    return _definition(name) if name in definitions() else None


def kind_schema(group: str, version: str, kind: str) -> Schema | None:
    """The schema of a served kind, or None when 1.35 publishes none."""
    name = _kinds().get((group, version, kind))
    return _definition(name) if name else None


def kinds() -> list[tuple[str, str, str]]:
    """All (group, version, kind) that have a definition."""
    return sorted(_kinds())


def definition_name(group: str, version: str, kind: str) -> str | None:
    """`apps, v1, Deployment` → `io.k8s.api.apps.v1.Deployment`."""
    return _kinds().get((group, version, kind))


@cache
def _kinds() -> dict[tuple[str, str, str], str]:
    found = {}
    for name, raw in definitions().items():
        tags = raw.get("x-kubernetes-group-version-kind", ())
        if len(tags) == 1:  # DeleteOptions, WatchEvent and Status carry one tag for each group
            found[(tags[0]["group"], tags[0]["version"], tags[0]["kind"])] = name
    return found


@cache
def _definition(name: str) -> Schema:
    return Schema(definitions()[name], name)


def _schema(raw: dict) -> Schema:
    reference = raw.get("$ref")
    if not reference:
        return Schema(raw)
    name = reference.removeprefix(_REFERENCE)
    if not _shares_definition(raw):
        return Schema(definitions()[name], name, raw)
    return _definition(name)


def _shares_definition(field: dict) -> bool:
    """A reference that adds nothing of its own."""
    return len(field) == 1


def _type(raw: dict, name: str) -> str:
    if name in _FREE_FORM:
        return "any"
    if name in _SCALARS:
        return _SCALARS[name]
    kind = raw.get("type", "object" if "properties" in raw else "any")
    return kind if isinstance(kind, str) else kind[0]  # the package adds "null" to the type of optional fields


ANY = Schema({})
