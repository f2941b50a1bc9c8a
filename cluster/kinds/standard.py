"""A kind whose metadata are checked as usual: what nearly every kind starts from."""

from __future__ import annotations

from cluster.kinds.base import FieldError, Kind
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update


class Standard(Kind):
    """Subclasses give `rules` (what holds of every object) and `changes` (what an update may not do)."""

    name_check = staticmethod(names.dns_subdomain)

    def rules(self, obj: dict) -> list[FieldError]:
        return []

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        return []

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return []

    def validate(self, obj: dict) -> list[FieldError]:
        return validate_metadata(obj, self.namespaced, self.name_check) + self.rules(obj)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + self.rules(obj) + self.changes(obj, old)

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + self.status_rules(obj, old)
