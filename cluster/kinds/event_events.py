"""Event of events.k8s.io/v1: the same Events, under the names and the stricter rules of their own group.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ and, for the rules,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/events.go
"""

from __future__ import annotations

from cluster.kinds import event
from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, invalid, required
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import number, optional, struct, text
from cluster.kinds.versions import Version

# name here → name in the core group's Event
_FIELDS = {
    "note": "message",
    "regarding": "involvedObject",
    "reportingController": "reportingComponent",
    "deprecatedSource": "source",
    "deprecatedFirstTimestamp": "firstTimestamp",
    "deprecatedLastTimestamp": "lastTimestamp",
    "deprecatedCount": "count",
}
_STORED = {stored: field for field, stored in _FIELDS.items()}
_ALWAYS = {"eventTime": None, "deprecatedFirstTimestamp": None, "deprecatedLastTimestamp": None}
# Left out when empty; the core group shows them.
_EMPTY = ("reportingController", "reportingInstance")
_UNSET = "needs to be unset"
_IMMUTABLE = (
    "involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "type", "eventTime",
    "action", "related", "reportingController", "reportingInstance",
)  # fmt: skip


class Event(Version):
    group = "events.k8s.io"

    def defaults(self, obj: dict) -> dict:
        shown = {field: obj[field] if obj.get(field) is not None else value for field, value in _ALWAYS.items()}
        kept = {name: value for name, value in obj.items() if name not in _EMPTY or value}
        return {**kept, **shown, **{field: struct(obj, field) for field in ("regarding", "deprecatedSource")}}

    def convert_to(self, obj: dict) -> dict:
        return {_FIELDS.get(name, name): value for name, value in obj.items()}

    def convert_from(self, obj: dict) -> dict:
        shown = {_STORED.get(name, name): value for name, value in obj.items()}
        return {name: value for name, value in shown.items() if name not in _EMPTY or value}

    def field_labels(self, obj: dict) -> dict[str, str]:
        """As the core group's, and under the names of this one."""
        labels = super().field_labels(obj)
        prefix = "involvedObject."
        own = {
            f"regarding.{name.removeprefix(prefix)}": text for name, text in labels.items() if name.startswith(prefix)
        }
        return {**labels, **own, "reportingController": labels["reportingComponent"]}

    def validate(self, obj: dict) -> list[FieldError]:
        errors = event.event_rules(obj, "reportingController")
        errors += validate_metadata(obj, True, names.dns_subdomain)
        errors += _series(obj)
        if not obj.get("eventTime"):
            errors.append(required("eventTime"))
        if text(obj, "type") not in ("Normal", "Warning"):
            errors.append(invalid("type", "", f"has invalid value: {text(obj, 'type')}"))
        errors += [invalid(name, "", _UNSET) for name in ("firstTimestamp", "lastTimestamp", "count") if obj.get(name)]
        if any(struct(obj, "source").values()):
            errors.append(invalid("source", "", _UNSET))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = event.event_rules(obj, "reportingController")
        errors += validate_metadata_update(obj, old)
        if obj.get("series") != old.get("series"):
            errors += _series(obj)
        for field in _IMMUTABLE:
            name = _FIELDS.get(field, field)
            if (obj.get(name) or None) != (old.get(name) or None):
                value = obj.get(name)
                shown = Struct(value) if isinstance(value, dict) else value
                errors.append(invalid(field, shown, "field is immutable"))
        return errors


def _series(obj: dict) -> list[FieldError]:
    series = optional(obj, "series")
    if series is None:
        return []
    errors = []
    if (number(series, "count") or 0) < 2:
        errors.append(invalid("series.count", "", "should be at least 2"))
    if not series.get("lastObservedTime"):
        errors.append(required("series.lastObservedTime"))
    return errors


KIND = Event(event.KIND)
