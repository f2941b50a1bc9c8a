"""Event: something that happened to an object.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/, for the rules
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/events.go
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import age
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, invalid, required
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import struct, text
from cluster.kinds.standard import Standard

# Fields that an Event always shows, set or not.
_ALWAYS = {
    "eventTime": None,
    "firstTimestamp": None,
    "lastTimestamp": None,
    "reportingComponent": "",
    "reportingInstance": "",
}
_LONGEST, _LONGEST_MESSAGE = 128, 1024
_OTHER_NAMESPACE = "does not match event.namespace"


class Event(Standard):
    kind, plural, short_names = "Event", "events", ("ev",)
    has_generation = False
    columns = (
        Column("Last Seen"),
        Column("Type"),
        Column("Reason"),
        Column("Object"),
        Column("Subobject", priority=1),
        Column("Source", priority=1),
        Column("Message"),
        Column("First Seen", priority=1),
        Column("Count", priority=1),
        Column("Name", format="name", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        shown = {field: obj[field] if obj.get(field) is not None else value for field, value in _ALWAYS.items()}
        return {**obj, **shown, "source": struct(obj, "source"), "involvedObject": struct(obj, "involvedObject")}

    def validate(self, obj: dict) -> list[FieldError]:
        return event_rules(obj, "reportingComponent") or validate_metadata(obj, True, names.path_segment)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return event_rules(obj, "reportingComponent") or validate_metadata_update(obj, old)

    def field_labels(self, obj: dict) -> dict[str, str]:
        about, source = obj.get("involvedObject") or {}, obj.get("source") or {}
        fields = ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")
        return {
            **super().field_labels(obj),
            **{f"involvedObject.{field}": about.get(field, "") for field in fields},
            "reason": obj.get("reason", ""),
            "reportingComponent": obj.get("reportingComponent") or "",
            "source": source.get("component") or obj.get("reportingComponent") or "",
            "type": obj.get("type", ""),
        }

    def row(self, obj: dict, now: int) -> list:
        about, series = obj.get("involvedObject") or {}, obj.get("series")
        first = age(obj.get("firstTimestamp") or obj.get("eventTime"), now)
        last = age(obj["lastTimestamp"], now) if obj.get("lastTimestamp") else first
        count = obj.get("count") or 1
        if series:
            last, count = age(series.get("lastObservedTime"), now), series.get("count", 0)
        kind, name = about.get("kind", "").lower(), about.get("name", "")
        return [
            last,
            obj.get("type", ""),
            obj.get("reason", ""),
            f"{kind}/{name}" if name else kind,
            about.get("fieldPath", ""),
            _source(obj),
            obj.get("message", "").strip(),
            first,
            count,
            obj["metadata"]["name"],
        ]


def event_rules(obj: dict, controller: str) -> list[FieldError]:
    """What holds of every Event. `controller`: what the version of the request calls who reports."""
    namespace, about = text(struct(obj, "metadata"), "namespace"), text(struct(obj, "involvedObject"), "namespace")
    errors = []
    if obj.get("eventTime"):
        if not about and namespace not in ("default", "kube-system"):
            errors.append(invalid("involvedObject.namespace", about, _OTHER_NAMESPACE))
        errors += _newer(obj, controller)
    elif about != namespace and (about or namespace not in ("", "default")):
        errors.append(invalid("involvedObject.namespace", about, _OTHER_NAMESPACE))
    return errors + each_invalid("namespace", namespace, names.dns_subdomain(namespace))


def _newer(obj: dict, controller: str) -> list[FieldError]:
    """Of Events with an eventTime: who reports what is needed, and nothing is too long."""
    reporter = text(obj, "reportingComponent")
    errors = [] if reporter else [required(controller)]
    errors += each_invalid(controller, reporter, names.qualified_name(reporter))
    for field in ("reportingInstance", "action", "reason"):
        if not text(obj, field):
            errors.append(required(field))
        errors += _too_long(obj, field, _LONGEST)
    return errors + _too_long(obj, "message", _LONGEST_MESSAGE)


def _too_long(obj: dict, field: str, most: int) -> list[FieldError]:
    if names.length(text(obj, field)) <= most:
        return []
    return [invalid(field, "", f"can have at most {most} characters")]


def _source(event: dict) -> str:
    """`component, host`, of the old fields or the new ones."""
    source = event.get("source") or {}
    component = source.get("component") or event.get("reportingComponent") or ""
    host = source.get("host") or (event.get("reportingInstance") if not source.get("component") else "") or ""
    return f"{component}, {host}" if host else component


KIND = Event()
