"""A further version, or group, in which a stored kind is served: events.k8s.io/v1 of Event, autoscaling/v1 of
HorizontalPodAutoscaler.

Its objects lie in the store under the stored kind's resource and in its form. What a client sends is converted on its
way in (`to_stored`), what it sees on its way out (`from_stored`): reads, lists, watches, tables, patches and
managedFields work as for any kind. All other methods of a kind speak of the stored form. Source:
https://kubernetes.io/docs/reference/using-api/#api-groups (the same persisted data, presented at all versions).
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kinds.base import FieldError, Kind


class Version(Kind):
    """Subclasses set group, version and the two conversions; they inherit names, columns and rules of `stored`.

    A conversion must bear objects of which fields are missing."""

    def __init__(self, stored: Kind):
        super().__init__()
        self._stored = stored
        stored.versions.append(self)
        for name in (
            "kind", "plural", "singular", "short_names", "categories", "namespaced", "subresources", "verbs",
            "has_generation", "graceful", "columns",
        ):  # fmt: skip
            if name not in type(self).__dict__:
                setattr(self, name, getattr(stored, name))

    @property
    def stored(self) -> Kind:
        return self._stored

    def convert_to(self, obj: dict) -> dict:
        """An object of this version in the stored form; apiVersion, kind and metadata are seen to already."""
        return obj

    def convert_from(self, obj: dict) -> dict:
        """The way back."""
        return obj

    def to_stored(self, obj: dict) -> dict:
        return self._stored.defaults(self._as(self.convert_to(obj), self._stored))

    def from_stored(self, obj: dict) -> dict:
        return self._as(self.convert_from(obj), self)

    @staticmethod
    def _as(obj: dict, kind: Kind) -> dict:
        rest = {name: value for name, value in obj.items() if name not in ("apiVersion", "kind")}
        return {"apiVersion": kind.api_version, "kind": kind.kind, **rest}

    def prepare_create(self, obj: dict) -> dict:
        return self._stored.prepare_create(obj)

    def prepare_update(self, obj: dict, old: dict) -> dict:
        return self._stored.prepare_update(obj, old)

    def prepare_status_update(self, obj: dict, old: dict) -> dict:
        return self._stored.prepare_status_update(obj, old)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return self._stored.warnings(obj, old)

    def validate(self, obj: dict) -> list[FieldError]:
        return self._stored.validate(obj)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return self._stored.validate_update(obj, old)

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        return self._stored.validate_status_update(obj, old)

    def scale_selector(self, obj: dict) -> str:
        return self._stored.scale_selector(obj)

    def undeletable(self, obj: dict) -> str:
        return self._stored.undeletable(obj)

    def allocate(self, obj: dict, old: dict | None, store, draw: Callable[..., int]) -> tuple[dict, list[FieldError]]:
        return self._stored.allocate(obj, old, store, draw)

    def field_labels(self, obj: dict) -> dict[str, str]:
        return self._stored.field_labels(obj)

    def row(self, obj: dict, now: int) -> list:
        return self._stored.row(obj, now)

    def bare_metadata(self, obj: dict) -> dict:
        return self._stored.bare_metadata(obj)

    def overlay(self, obj: dict, now: int, epoch: int) -> dict:
        return self._stored.overlay(obj, now, epoch)
