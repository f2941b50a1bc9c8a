"""A version of a custom resource as a kind of the API, and the form in which all its versions are stored.

Objects are stored as they were written, under the storage version's name; what a client sees is completed and pruned
when it is read, by the schema as it is then. Source:
https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from cluster.kinds.base import FieldError, Kind
from cluster.kinds.customresource import columns, embedded, listtypes, rules, scaling, values
from cluster.kinds.customresource.naming import deprecation, finalizer
from cluster.kinds.customresource.pruning import defaulted, pruned, without_nulls
from cluster.kinds.customresource.schema import CustomSchema
from cluster.kinds.customresource.structural import Structural
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import invalid
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.objects.go.jsontext import compact
from cluster.objects.paths import get_in

VERBS = ("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch")
ENDING = ("delete", "deletecollection", "get", "list", "watch")
_REMEMBERED = 2048
_BLOCKING = ("FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany",
             "FieldValueTypeInvalid")  # fmt: skip
_NOT_CHECKED = (
    "some validation rules were not checked because the object was invalid; correct the existing errors to complete "
    "validation"
)
_CLOSED = "create not allowed while custom resource definition is terminating"


class Stored(Kind):
    """How a custom resource lies in the store, whatever version it was written in. Components write it; no client
    sees it."""

    custom = True

    def __init__(self, crd: dict, version: dict):
        super().__init__()
        _name(self, crd)
        self.version = version["name"]
        self.subresources = _subresources(version)
        self.verbs = VERBS

    def changed(self, new: dict, old: dict) -> bool:
        return _differs(new, old, self)


class Custom(Kind):
    """A served version. `definition` is the CustomResourceDefinition, `version` its part of it."""

    custom = True

    def __init__(self, definition: dict, version: dict, stored: Stored, terminating: bool):
        super().__init__()
        _name(self, definition)
        self.version = version["name"]
        self.subresources = _subresources(version)
        self.verbs = VERBS  # all are served to the end; discovery says less
        self.terminating = terminating
        self.closed = _CLOSED if terminating else ""
        self.deprecated = deprecation(definition, version)
        self._list_kind = definition["status"]["acceptedNames"].get("listKind") or f"{self.kind}List"
        self.storage_version = stored.version
        self._definition, self._told, self._stored = definition, version, stored
        self.webhook = (definition["spec"].get("conversion") or {}).get("webhook")
        self.converter: Callable[[dict, str], dict] | None = None  # (object, apiVersion), where a webhook converts
        self._known: dict[int, tuple[dict, dict]] = {}
        stored.versions.append(self)

    # -- the schema ------------------------------------------------------------------------------------------------

    @cached_property
    def raw(self) -> dict:
        """The JSON of this version's schema."""
        return (self._told.get("schema") or {}).get("openAPIV3Schema") or {}

    @cached_property
    def structural(self) -> Structural:
        return Structural(self.raw)

    @cached_property
    def schema(self) -> CustomSchema:
        """For decoding and for field management."""
        return CustomSchema(self.raw, self.structural)

    @property
    def listed_verbs(self) -> list[str]:
        return list(ENDING if self.terminating else VERBS)

    @property
    def list_kind(self) -> str:
        return self._list_kind

    @cached_property
    def scale(self) -> scaling.Scale | None:
        return scaling.read((self._told.get("subresources") or {}).get("scale"))

    @cached_property
    def selectable(self) -> list[dict]:
        return self._told.get("selectableFields") or []

    # -- the stored form -------------------------------------------------------------------------------------------

    @property
    def stored(self) -> Kind:
        return self._stored

    @cached_property
    def _storage(self) -> Structural:
        own = next((kind for kind in self._stored.versions if kind.version == self.storage_version), None)
        if isinstance(own, Custom):
            return own.structural
        told = next(v for v in self._definition["spec"]["versions"] if v["name"] == self.storage_version)
        return Structural((told.get("schema") or {}).get("openAPIV3Schema") or {})

    def to_stored(self, obj: dict) -> dict:
        return self._in(_as(obj, self.api_version), self._stored.api_version)

    def _in(self, obj: dict, api_version: str) -> dict:
        """An object in another version."""
        if self.converter is None or obj["apiVersion"] == api_version:
            return _as(obj, api_version)
        return self.converter(obj, api_version)

    def from_stored(self, obj: dict) -> dict:
        """As this version shows it; the same object for the same."""
        known = self._known.get(id(obj))
        if known is None or known[0] is not obj:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[id(obj)] = (obj, self._read(obj))
        return known[1]

    def _read(self, obj: dict) -> dict:
        if self.converter is not None and "apiVersion" in obj:
            found = without_nulls(pruned(self._in(obj, self.api_version), self.structural, root=True), self.structural)
            return defaulted(found, self.structural)
        found = defaulted(without_nulls(pruned(obj, self._storage, root=True), self._storage), self._storage)
        if self.version != self.storage_version:
            found = without_nulls(pruned(found, self.structural, root=True), self.structural)
        return _as(found, self.api_version)

    # -- what the API asks of a kind -------------------------------------------------------------------------------

    def defaults(self, obj: dict) -> dict:
        return defaulted(obj, self.structural)

    def prepare_status_update(self, obj: dict, old: dict) -> dict:
        """Only the status is taken over, and who changed it."""
        kept = {name: value for name, value in old.items() if name != "status"}
        metadata = {name: value for name, value in old["metadata"].items() if name != "managedFields"}
        if "managedFields" in obj["metadata"]:
            metadata["managedFields"] = obj["metadata"]["managedFields"]
        return {**kept, "metadata": metadata, **({"status": obj["status"]} if "status" in obj else {})}

    def changed(self, new: dict, old: dict) -> bool:
        """All but metadata counts, and the status only where it has no endpoint of its own."""
        return _differs(new, old, self)

    def validate(self, obj: dict) -> list[FieldError]:
        obj = self._in(obj, self.api_version)
        if wrong := self._type_errors(obj):
            return wrong
        errors = validate_metadata(obj, self.namespaced, names.dns_subdomain, standard=False)
        errors += values.check(obj, self.raw) + self._scale_errors(obj)
        errors += embedded.check(obj, self.structural) + listtypes.check(obj, self.structural)
        return errors + self._rule_errors(obj, None, errors)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        obj, old = self._in(obj, self.api_version), self.from_stored(old)
        if wrong := self._type_errors(obj):
            return wrong
        errors = validate_metadata_update(obj, old, standard=False)
        errors += values.check_update(obj, old, self.raw) + self._scale_errors(obj)
        errors += embedded.check(obj, self.structural)
        if not listtypes.check(old, self.structural):
            errors += listtypes.check(obj, self.structural)
        return errors + self._rule_errors(obj, old, errors)

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        obj, old = self._in(obj, self.api_version), self.from_stored(old)
        errors = validate_metadata_update(obj, old, standard=False)
        schema = (self.raw.get("properties") or {}).get("status")
        if schema is not None and "status" in obj:
            errors += values.check_update(obj["status"], old.get("status"), schema, "status")
        if self.scale is not None:
            errors += self.scale.status_errors(obj)
        if not listtypes.check(old, self.structural):
            errors += listtypes.check(obj, self.structural)
        return errors + self._rule_errors(obj, old, errors)

    def _type_errors(self, obj: dict) -> list[FieldError]:
        if obj.get("kind") == self.kind:
            return []
        return [invalid("kind", obj.get("kind") or "", f"must be {self.kind}")]

    def _scale_errors(self, obj: dict) -> list[FieldError]:
        return [] if self.scale is None else self.scale.spec_errors(obj) + self.scale.status_errors(obj)

    def _rule_errors(self, obj: dict, old: dict | None, errors: list[FieldError]) -> list[FieldError]:
        if not self.structural.has_rules:
            return []
        if any(error.reason in _BLOCKING for error in errors):
            return [invalid("<nil>", "null", _NOT_CHECKED)]
        return rules.check(obj, old, self.structural, root=True)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        before = (old or {"metadata": {}})["metadata"].get("finalizers") or ()
        added = sorted(set(obj["metadata"].get("finalizers") or ()) - set(before))
        return [warning for name in added for warning in finalizer(name)]

    @property
    def replicas_path(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.scale.spec_path if self.scale is not None else ("spec", "replicas")

    def replicas(self, obj: dict) -> tuple[int | None, int]:
        obj = self.from_stored(obj)
        return (None, 0) if self.scale is None else (self.scale.wanted(obj), self.scale.running(obj))

    def scale_selector(self, obj: dict) -> str:
        return self.scale.selector_of(self.from_stored(obj)) if self.scale is not None else ""

    def field_labels(self, obj: dict) -> dict[str, str]:
        labels = super().field_labels(obj)
        if self.selectable:
            obj = self.from_stored(obj) if "apiVersion" in obj else obj
        for each in self.selectable:
            path = each["jsonPath"].removeprefix(".")
            value = get_in(obj, *path.split("."))
            text = "" if value is None else value if isinstance(value, str) else compact(value)
            labels[path] = text
        return labels

    @cached_property
    def _table(self):
        return columns.read(self._told.get("additionalPrinterColumns") or [])

    @property
    def columns(self):  # type: ignore[override]
        return self._table[0]

    def row(self, obj: dict, now: int) -> list:
        shown = self.from_stored(obj)
        return [obj["metadata"]["name"], *(columns.value_of(cell, shown, now) for cell in self._table[1])]


def _name(kind: Any, definition: dict) -> None:
    spec, accepted = definition["spec"], definition["status"]["acceptedNames"]
    kind.group, kind.namespaced = spec["group"], spec["scope"] == "Namespaced"
    kind.kind, kind.plural = accepted["kind"], accepted["plural"]
    kind.singular = accepted.get("singular") or accepted["kind"].lower()
    kind.short_names = tuple(accepted.get("shortNames") or ())
    kind.categories = tuple(accepted.get("categories") or ())


def _subresources(version: dict) -> tuple[str, ...]:
    found = version.get("subresources") or {}
    return tuple(name for name in ("status", "scale") if found.get(name) is not None)


def _differs(new: dict, old: dict, kind: Kind) -> bool:
    aside = ("metadata", "status") if "status" in kind.subresources else ("metadata",)
    left = {name: value for name, value in new.items() if name not in aside}
    return left != {name: value for name, value in old.items() if name not in aside}


def _as(obj: dict, api_version: str) -> dict:
    return obj if obj.get("apiVersion") == api_version else {**obj, "apiVersion": api_version}
