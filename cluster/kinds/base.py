"""What a kind of object is: its names, and what is special about it. What all kinds share lives in cluster/api.

A kind is one subclass in one file (or small package) of this folder; `cluster.kinds` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple


class FieldError(NamedTuple):
    """One entry of a 422: `reason` is the machine word (FieldValueRequired, FieldValueInvalid, ...), `field` the path
    (`spec.replicas`), `message` the whole text that the server shows after the path."""

    reason: str
    field: str
    message: str


class Column(NamedTuple):
    """A column of the server's Table. Priority 0 is always shown, 1 only with `-o wide`."""

    name: str
    type: str = "string"
    format: str = ""
    description: str = ""
    priority: int = 0


# Subresources by which one part of an object may change that the object itself does not let change.
PARTS = ("ephemeralcontainers", "resize")


_NAMED_BY_CLIENTS = ("labels", "annotations", "finalizers", "ownerReferences")


class Kind:
    """Subclasses set the names and override what differs. All methods return new objects and change nothing."""

    group = ""  # "" is the core group
    version = "v1"
    kind: str
    plural: str
    singular: str = ""  # lower-cased kind unless given
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    namespaced = True
    subresources: tuple[str, ...] = ()  # status, scale, binding, eviction, log, ...
    verbs: tuple[str, ...] = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
    has_generation = True  # spec changes raise metadata.generation
    named_by_server = False  # one without a name gets a UUID as its name
    graceful = False  # deletion may wait for a grace period (pods)
    status_alone = False  # an update of the status changes no metadata
    asked = False  # a question: answered at once, never stored
    invalid_group: str | None = None  # the group that a 422 names, where it is not the kind's own
    deprecated = ""  # the text of the Warning that every request about the kind is answered with
    columns: tuple[Column, ...] = (Column("Name", format="name"), Column("Age"))

    def __init_subclass__(cls) -> None:
        if hasattr(cls, "kind") and not cls.singular:
            cls.singular = cls.kind.lower()

    @cached_property
    def resource(self) -> str:
        """`pods`, `deployments.apps`: the name that kubectl prints and the store files it under."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    def __init__(self) -> None:
        self.versions: list[Kind] = []  # in which else its objects are served

    @property
    def stored(self) -> Kind:
        """The kind whose objects these are in the store: itself, but for a Version (kinds/versions.py). All that stands
        below, but for `defaults`, is asked with objects in that form."""
        return self

    def to_stored(self, obj: dict) -> dict:
        """An object of this version, with its defaults, as it is stored."""
        return obj

    def from_stored(self, obj: dict) -> dict:
        """A stored object as this version shows it."""
        return obj

    def served_as(self, api_version: str) -> Kind | None:
        """The version of this kind with that apiVersion, or None."""
        own = self.stored
        return next((kind for kind in (own, *own.versions) if kind.api_version == api_version), None)

    @cached_property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def listed_verbs(self) -> list[str]:
        """As discovery tells them."""
        return sorted(self.verbs)

    @property
    def list_kind(self) -> str:
        return f"{self.kind}List"

    def defaults(self, obj: dict) -> dict:
        return obj

    def prepare_create(self, obj: dict) -> dict:
        """Before validation of a POST: what a client may not set is reset (status, for one)."""
        if "status" in self.subresources:
            return {key: value for key, value in obj.items() if key != "status"}
        return obj

    def prepare_update(self, obj: dict, old: dict) -> dict:
        """Before validation of a PUT or PATCH: what this endpoint may not change is taken from `old`."""
        if "status" not in self.subresources:
            return obj
        kept = {key: value for key, value in obj.items() if key != "status"}
        return {**kept, "status": old["status"]} if "status" in old else kept

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        """What a valid object's author should know: shown with the answer (`kubectl` prints `Warning: ...`)."""
        return []

    def prepare_status_update(self, obj: dict, old: dict) -> dict:
        """For the status subresource: status, and metadata that may be changed, come from `obj`."""
        metadata = obj["metadata"]
        if self.status_alone:
            metadata = {key: value for key, value in metadata.items() if key not in _NAMED_BY_CLIENTS}
            metadata |= {key: value for key, value in old["metadata"].items() if key in _NAMED_BY_CLIENTS}
        return {**old, "metadata": metadata, "status": obj.get("status") or {}}

    def validate(self, obj: dict) -> list[FieldError]:
        return []

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        """All that is wrong with an update; `validate` is not called besides."""
        return []

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        """The same for the status subresource."""
        return []

    def prepare_part(self, part: str, obj: dict, old: dict) -> dict:
        """For a subresource of PARTS: only that part comes from `obj`."""
        return obj

    def validate_part(self, part: str, obj: dict, old: dict) -> list[FieldError]:
        """All that is wrong with an update by a subresource of PARTS."""
        return []

    closed = ""  # why nothing of this kind may be created any more
    custom = False  # made of a CustomResourceDefinition
    replicas_path: tuple[str, ...] = ("spec", "replicas")

    def replicas(self, obj: dict) -> tuple[int | None, int]:
        """(wanted, running) for the scale subresource; None where a custom resource does not say what it wants."""
        return (obj.get("spec") or {}).get("replicas", 0), (obj.get("status") or {}).get("replicas", 0)

    def scale_selector(self, obj: dict) -> str:
        """What the scale subresource shows as `status.selector`; replicas are in spec.replicas and status.replicas."""
        return ""

    def changed(self, new: dict, old: dict) -> bool:
        """Whether an update counts as a new generation."""
        return new.get("spec") != old.get("spec")

    def being_deleted(self, obj: dict, now: int) -> dict:
        """What the first request to delete it makes of an object, marked already; `now` in µs since 1970."""
        return obj

    def undeletable(self, obj: dict) -> str:
        """Why nobody may delete this object, in the server's words; "" for all others."""
        return ""

    def allocate(self, obj: dict, old: dict | None, store, draw: Callable[..., int]) -> tuple[dict, list[FieldError]]:
        """What can only be decided among all objects, such as cluster IPs: the completed object, and what is wrong.

        Called for creates (`old` is None) and updates after validation, whoever writes. `draw(purpose, *key)` gives 64
        random bits.
        """
        return obj, []

    def computed(self, now: int) -> list[dict] | None:
        """The objects of a kind that is made when read; None for stored kinds. `now` in µs since 1970."""
        return None

    def field_labels(self, obj: dict) -> dict[str, str]:
        """What field selectors may ask for, as text."""
        metadata = obj["metadata"]
        labels = {"metadata.name": metadata["name"]}
        if self.namespaced:
            labels["metadata.namespace"] = metadata["namespace"]
        return labels

    def row(self, obj: dict, now: int) -> list:
        """One cell a column; `now` in µs since 1970."""
        return [obj["metadata"]["name"], ""]

    def arranged(self, objects: list[dict]) -> list[dict]:
        """The objects of a table in the order of its rows."""
        return objects

    def bare_metadata(self, obj: dict) -> dict:
        """The metadata that is shown without the rest of the object: in Tables and PartialObjectMetadata."""
        return obj["metadata"]

    def overlay(self, obj: dict, now: int, epoch: int) -> dict:
        """What is computed when read, such as heartbeats: no new resourceVersion, no watch event. `now`: virtual µs."""
        return obj


class Registry:
    """All kinds, found by resource, by group-version-kind and by path; `stored` are those without further versions.

    `remote`: (group, version) → the APIService by which another server answers for it."""

    remote: Mapping[tuple[str, str], dict] = MappingProxyType({})

    def __init__(self, kinds: list[Kind]):
        self.all = kinds
        self.stored = [kind for kind in kinds if kind.stored is kind]
        others = [kind for kind in kinds if kind.stored is not kind]
        self.by_resource = {kind.resource: kind for kind in (*others, *self.stored)}
        self.by_kind = {(kind.group, kind.version, kind.kind): kind for kind in kinds}
        self.by_path = {(kind.group, kind.version, kind.plural): kind for kind in kinds}

    def extended(self, listed: list[Kind], served: list[Kind], stored: list[Kind]) -> Registry:
        """With kinds of custom resources: `listed` in discovery, `served` at their paths, `stored` as components write
        them."""
        found = Registry.__new__(Registry)
        found.all, found.stored = [*self.all, *listed], [*self.stored, *stored]
        found.by_resource = {**self.by_resource, **{kind.resource: kind for kind in stored}}
        found.by_kind = {**self.by_kind, **{(kind.group, kind.version, kind.kind): kind for kind in served}}
        found.by_path = {**self.by_path, **{(kind.group, kind.version, kind.plural): kind for kind in served}}
        return found
