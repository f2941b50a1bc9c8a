"""Who manages which fields: kept for writes from outside, so that server-side apply can tell conflicts.

The record is `metadata.managedFields` as clients see it. Writes from inside do not touch it (law 5): what nobody in the
record owns was written by a component, and is shown as its own when a client looks (`with_components`). Source:
https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers, golden suite api, case "managed fields
of ...".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.decoding.bodies import schema_of
from cluster.api.patches import fieldsets
from cluster.api.patches.fieldsets import NONE, Fields
from cluster.objects.schema import ANY, Schema
from cluster.objects.times import parse, rfc3339

if TYPE_CHECKING:
    from cluster.kinds.base import Kind

_CONTROLLERS = "kube-controller-manager"
# Who writes objects, or their status, if it is not the controller manager.
_COMPONENTS = {
    ("pods", "status"): "kubelet",
    ("nodes", ""): "kubelet",
    ("nodes", "status"): "kubelet",
    ("leases.coordination.k8s.io", ""): "kubelet",
    ("namespaces", ""): "kube-apiserver",
    ("services", ""): "kube-apiserver",
}
APPLY, UPDATE = "Apply", "Update"
# Structures that are part of their owner's Go type by value: they are there, empty, before anything is written.
_BY_VALUE = (
    "metadata",
    "spec",
    "status",
    "strategy",
    "updateStrategy",
    "template",
    "resources",
    "loadBalancer",
    "jobTemplate",
    "source",
    "deprecatedSource",
)
_POINTERS = ("v1.ReplicationControllerSpec",)


def manager_name(manager: str, user_agent: str) -> str:
    """The name that was given, or what stands before the first slash of the user agent."""
    return manager or user_agent.split("/")[0] or "unknown"


def creator(kind: Kind, obj: dict, manager: str, user_agent: str, now: int) -> dict:
    """A new object with its creator noted. `now` in µs since 1970."""
    schema = schema_of(kind) or ANY
    fields = without_reset(kind, "", fieldsets.changed(_empty(schema), _plain(obj), schema)[0])
    return with_entries(
        obj, [entry(kind, manager_name(manager, user_agent), UPDATE, "", fields, now)] if fields else []
    )


def updater(kind: Kind, new: dict, old: dict, manager: str, user_agent: str, subresource: str, now: int) -> dict:
    """A changed object: what changed belongs to the updater, and to nobody who had it before."""
    schema = schema_of(kind) or ANY
    changed = fieldsets.changed(_plain(old), _plain(new), schema)
    written, removed = (without_reset(kind, subresource, fields) for fields in changed)
    entries = list(old["metadata"].get("managedFields") or ())
    told = new["metadata"].get("managedFields")
    if told == [] or told == [{}]:
        return with_entries(new, [])  # the documented way to reset it
    if not written and not removed:
        return with_entries(new, entries)
    name = manager_name(manager, user_agent)
    kept = []
    mine: Fields = NONE
    for each in entries:
        fields = fieldsets.reconciled(fields_of(each, kind, old), old, schema)
        if (each["manager"], each["operation"], each.get("subresource", "")) == (name, UPDATE, subresource):
            mine = fields
            continue
        left = fields - written - _below(fields, removed)
        if left:
            kept.append(kept_entry(each, kind, old, left))
    mine = (mine | written) - _below(mine, removed)
    if mine:
        kept.append(entry(kind, name, UPDATE, subresource, mine, now))
    return with_entries(new, kept)


def without_reset(kind: Kind, subresource: str, fields: Fields) -> Fields:
    """Without what such a write cannot change: the status has a way of its own, and it alone goes that way."""
    if "status" not in kind.subresources or subresource not in ("", "status"):
        return fields
    aside = "f:spec" if subresource else "f:status"
    return frozenset(path for path in fields if path[0] != aside)


def with_components(kind: Kind, obj: dict) -> dict:
    """The object as clients see it: fields that no client owns belong to the component that writes such objects."""
    if kind.custom:
        return obj  # no component writes them
    schema = schema_of(kind) or ANY
    recorded = obj["metadata"].get("managedFields") or []
    owned = NONE.union(*(fields_of(each, kind, obj) for each in recorded))
    free = _with_content(fieldsets.changed(_empty(schema), _plain(obj), schema)[0] - owned, owned)
    status = frozenset(path for path in free if path[0] == "f:status")
    at = parse(obj["metadata"]["creationTimestamp"])
    found = []
    for fields, subresource in ((free - status, ""), (status, "status")):
        if fields:
            name = _COMPONENTS.get((kind.resource, subresource), _CONTROLLERS)
            found.append(entry(kind, name, UPDATE, subresource, fields, at))
    return with_entries(obj, [*recorded, *found]) if found else obj


def _with_content(free: Fields, owned: Fields) -> Fields:
    """Without maps and lists of which all is owned: an applied configuration owns its fields, not what holds them."""
    held = {path[:length] for path in owned for length in range(1, len(path))}
    empty = free & held
    if not empty:
        return free
    filled = {path[:length] for path in free - empty for length in range(1, len(path))}
    return free - (empty - filled)


def fields_of(each: dict, kind: Kind, obj: dict) -> Fields:
    """What an entry owns, in the words of `kind`, of which `obj` is the object that the entry speaks of.

    An entry written in another version is translated: the object goes there, loses the entry's fields and comes
    back, and what is then missing is what the entry owns."""
    fields = fieldsets.read(each.get("fieldsV1"))
    theirs = kind if each["apiVersion"] == kind.api_version else kind.served_as(each["apiVersion"])
    if theirs is kind or theirs is None:
        return fields
    stored = kind.to_stored(obj)
    without = theirs.from_stored(stored)
    for path in sorted(fields, key=len, reverse=True):
        without = fieldsets.without(without, path)
    less = kind.from_stored(theirs.to_stored(without))
    return fieldsets.changed(_plain(less), _plain(obj), schema_of(kind) or ANY)[0]


def kept_entry(each: dict, kind: Kind, obj: dict, left: Fields) -> dict:
    """The entry with what is left to it; the entry itself when it loses nothing."""
    if left == fields_of(each, kind, obj):
        return each
    return {**each, "apiVersion": kind.api_version, "fieldsV1": fieldsets.write(left)}


def in_order(entries: list[dict]) -> list[dict]:
    """Applied first, then by time, then by name, as the server sorts them."""
    return sorted(
        entries,
        key=lambda each: (
            each["operation"] != APPLY,
            each.get("time", ""),
            each["manager"],
            each.get("subresource", ""),
        ),
    )


def with_entries(obj: dict, entries: list[dict]) -> dict:
    metadata = {name: value for name, value in obj["metadata"].items() if name != "managedFields"}
    if entries:
        metadata["managedFields"] = in_order(entries)
    return {**obj, "metadata": metadata}


def entry(kind: Kind, manager: str, operation: str, subresource: str, fields: Fields, now: int) -> dict:
    found = {
        "manager": manager,
        "operation": operation,
        "apiVersion": kind.api_version,
        "time": rfc3339(now),
        "fieldsType": "FieldsV1",
        "fieldsV1": fieldsets.write(fields),
    }
    return {**found, "subresource": subresource} if subresource else found


def _plain(obj: dict) -> dict:
    return {**obj, "metadata": {k: v for k, v in obj["metadata"].items() if k != "managedFields"}}


def _below(fields: Fields, removed: Fields) -> Fields:
    """Those of `fields` that are gone with what was removed."""
    return frozenset(path for path in fields if any(path[: len(gone)] == gone for gone in removed))


def _empty(schema: Schema) -> dict:
    """What the Go type of a kind is before anything is set; custom resources have none."""
    if schema.custom is not None:
        return {}
    found: dict = {}
    for name, field in schema.properties.items():
        if name in _BY_VALUE and field.is_structure and not schema.definition.endswith(_POINTERS):
            found[name] = _empty(field)
        elif name in schema.required and field.type in ("array", "object") and not field.is_structure:
            found[name] = [] if field.type == "array" else {}
    return found
