"""Event: something that happened to an object.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import age
from cluster.kinds.rules.errors import invalid
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

    def rules(self, obj: dict) -> list[FieldError]:
        """An Event lies in the namespace of what it is about; of cluster-scoped objects in `default`."""
        namespace = text(struct(obj, "metadata"), "namespace")
        about = text(struct(obj, "involvedObject"), "namespace")
        if about == namespace or (not about and namespace in ("", "default", "kube-system")):
            return []
        return [invalid("involvedObject.namespace", about, "does not match event.namespace")]

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


def _source(event: dict) -> str:
    """`component, host`, of the old fields or the new ones."""
    source = event.get("source") or {}
    component = source.get("component") or event.get("reportingComponent") or ""
    host = source.get("host") or (event.get("reportingInstance") if not source.get("component") else "") or ""
    return f"{component}, {host}" if host else component


KIND = Event()
