"""Server-side apply: a manager says what it wants, and owns that; conflicts with others' fields are refused.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/, golden suite api, case "server-side apply".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster.api.decoding.bodies import MAX_BYTES, schema_of
from cluster.api.decoding.fieldvalidation import DecodeError, decode
from cluster.api.errors import StatusError, bad_request, conflict, mistake, too_large
from cluster.api.options import WriteOptions
from cluster.api.patches import fieldsets, typed
from cluster.api.patches.fieldsets import Fields
from cluster.api.patches.managedfields import APPLY, entry, fields_of, kept_entry, with_entries, without_reset
from cluster.api.writes.writing import check_current, check_name, placed
from cluster.kinds.rules.errors import quoted
from cluster.objects.schema import ANY, Schema
from cluster.objects.yaml import YAMLError, load_document

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind
    from cluster.store import Origin


def apply(
    server: ApiServer,
    route: Route,
    request: Request,
    response: Response,
    options: WriteOptions,
    old: dict | None,
    origin: Origin,
) -> dict:
    """Raises StatusError: 400 for a bad configuration, 409 for conflicts."""
    kind, namespace = route.kind, route.namespace or ""
    schema = schema_of(kind) or ANY
    wanted, again = _configuration(request.body, kind.api_version, kind.kind)
    if wanted["metadata"].get("managedFields") is not None:
        raise bad_request("metadata.managedFields must be nil")
    check_name({"metadata": {"name": route.name, **wanted["metadata"]}}, route.name)
    wanted = _typed(wanted, schema, kind.group, again, options, response)
    wanted = placed(kind, {**wanted, "metadata": {**wanted["metadata"], "name": route.name}}, namespace)
    if old is None:
        if wanted["metadata"].get("uid"):
            told = f"the provided object specified uid {wanted['metadata']['uid']}"
            raise conflict(kind, route.name, f"uid mismatch: {told}, and no existing object was found")
        obj = _owned(wanted, wanted, [], wanted, schema, route, options, server.now)
        response.code = 201
        made = server.create(kind, kind.to_stored(kind.defaults(obj)), origin, validate=True, dry_run=options.dry_run)
        response.warnings += kind.warnings(made, None)
        return made
    check_current(kind, wanted, old, namespace)
    entries = list(old["metadata"].get("managedFields") or ())
    shown = kind.from_stored(old)
    new = _merged(kind, shown, wanted, entries, schema, options, route.subresource)
    new = _owned(kind.defaults(new), shown, entries, wanted, schema, route, options, server.now)
    if _same_but_times(new, shown):
        if not kind.custom:
            return old
        new = with_entries(new, entries)  # its rules may speak of what was there before
    new = server.replace(
        kind, old, kind.to_stored(new), origin, route.subresource, validate=True, dry_run=options.dry_run
    )
    if not route.subresource:
        response.warnings += kind.warnings(new, old)
    return new


def _configuration(body: Any, api_version: str, kind: str) -> tuple[dict, list[str]]:
    """(the configuration, its strict errors: keys that occur again)."""
    again: list[str] = []
    if isinstance(body, (bytes, str)):
        if len(body) > MAX_BYTES:
            raise too_large(MAX_BYTES)
        try:
            document = load_document(body.decode("utf-8", "replace") if isinstance(body, bytes) else body)
        except YAMLError as error:
            raise bad_request(f"error decoding YAML: {error}") from None
        body = document.value
        again = [f"line {place.line}: key {quoted(name)} already set in map" for name, place in document.repeated]
    if not isinstance(body, dict):
        why = "while decoding JSON: json: cannot unmarshal into Go value of type map[string]interface {}"
        raise bad_request(f"error decoding YAML: error unmarshaling JSON: {why}")
    for field, expected in (("apiVersion", api_version), ("kind", kind)):
        if body.get(field) != expected:
            told = body.get(field)
            if not told:
                raise bad_request(f"error unmarshaling patch: Object '{field.capitalize()}' is missing")
            raise bad_request(f"the {field} in the data ({told}) does not match the expected {field} ({expected})")
    metadata = body.get("metadata")
    return {**body, "metadata": metadata if isinstance(metadata, dict) else {}}, again


def _typed(
    wanted: dict, schema: Schema, group: str, again: list[str], options: WriteOptions, response: Response
) -> dict:
    """The configuration with its fields checked; unlike a decoder this keeps what is empty: it is owned too."""
    wrong = "" if schema is ANY else typed.check(wanted, schema)
    if wrong:
        metadata, version = wanted["metadata"], wanted["apiVersion"].rpartition("/")[2]
        named = f"{metadata.get('namespace', '')}/{metadata.get('name', '')}"
        what = f"failed to create typed patch object ({named}; {group}/{version}, Kind={wanted['kind']})"
        raise mistake(f"{what}: {wrong}")
    if again and options.validation == "Strict":
        told = "\n".join(["error converting YAML to JSON: yaml: unmarshal errors:", *(f"  {text}" for text in again)])
        raise bad_request(f"error strict decoding YAML: {told}")
    if options.validation == "Warn":
        response.warnings += again
    if schema is ANY or schema.custom is not None:
        return wanted
    try:
        decode(wanted, schema, strict=False)
    except DecodeError as error:
        raise StatusError(400, "BadRequest", f"failed to create typed patch object: {error}") from None
    return wanted


def _merged(
    kind: Kind, old: dict, wanted: dict, entries: list[dict], schema: Schema, options: WriteOptions, subresource: str
) -> dict:
    fields = without_reset(kind, subresource, fieldsets.of(wanted, schema))
    new = _overlay(old, wanted, schema)
    _check_conflicts(kind, old, new, fields, entries, options, subresource)
    before: Fields = fieldsets.NONE
    others: Fields = fieldsets.NONE
    for each in entries:
        owned = fields_of(each, kind, old)
        if _is_own(each, options, subresource):
            before = owned
        else:
            others |= owned
    for path in sorted(before - fields - others, key=_depth):  # what holds others goes with them
        if not any(other[: len(path)] == path for other in others | fields):
            new = fieldsets.without(new, path)
    return _pruned(new, old, before)


def _check_conflicts(
    kind: Kind,
    old: dict,
    new: dict,
    fields: Fields,
    entries: list[dict],
    options: WriteOptions,
    subresource: str,
) -> None:
    """Raises StatusError 409 with every field that another manager has and that would change."""
    if options.force:
        return
    causes = []
    for each in entries:
        if _is_own(each, options, subresource):
            continue
        shared = sorted(fields_of(each, kind, old) & fields)
        who = f'conflict with "{each["manager"]}"'
        if each.get("subresource"):
            who += f' with subresource "{each["subresource"]}"'
        if each["operation"] != APPLY:
            who += f" using {each['apiVersion']}"
            if each.get("time"):
                who += f" at {each['time']}"
        for path in shared:
            if _moved(old, new, path):
                causes.append((who, fieldsets.display(path)))
    if not causes:
        return
    details = {"causes": [{"reason": "FieldManagerConflict", "message": who, "field": path} for who, path in causes]}
    if len(causes) == 1:
        message = f"Apply failed with 1 conflict: {causes[0][0]}: {causes[0][1]}"
    else:
        lines = []
        for who in dict.fromkeys(who for who, _ in causes):
            lines.append(f"conflicts with {who.removeprefix('conflict with ')}:")
            lines += [f"- {path}" for other, path in causes if other == who]
        message = f"Apply failed with {len(causes)} conflicts: " + "\n".join(lines)
    raise StatusError(409, "Conflict", message, details)


def _moved(old: dict, new: dict, path: fieldsets.Path) -> bool:
    """Whether the field changes; an item of a keyed list is there or not, its fields are owned one by one."""
    if path[-1].startswith("k:"):
        return fieldsets.has(old, path) != fieldsets.has(new, path)
    return bool(fieldsets.find(old, path) != fieldsets.find(new, path))


def _owned(
    obj: dict,
    old: dict,
    entries: list[dict],
    wanted: dict,
    schema: Schema,
    route: Route,
    options: WriteOptions,
    now: int,
) -> dict:
    """The object with the new ownership; fields that were forced to change leave their former owners."""
    subresource = route.subresource
    fields = without_reset(route.kind, subresource, fieldsets.of(wanted, schema))
    kept = []
    mine = None
    for each in entries:
        if _is_own(each, options, subresource):
            mine = each
            continue
        owned = fields_of(each, route.kind, old)
        lost = {path for path in owned & fields if _moved(old, obj, path)}
        left = frozenset(path for path in owned - lost if fieldsets.has(obj, path))
        if left:
            kept.append(kept_entry(each, route.kind, old, left))
    if fields:
        own = entry(route.kind, options.manager, APPLY, subresource, fields, now)
        if mine is not None and mine["fieldsV1"] == own["fieldsV1"]:
            own = {**own, "time": mine["time"]}
        kept.append(own)
    return with_entries(obj, kept)


def _is_own(each: dict, options: WriteOptions, subresource: str) -> bool:
    return (each["manager"], each["operation"], each.get("subresource", "")) == (options.manager, APPLY, subresource)


def _overlay(old: Any, wanted: Any, schema: Schema) -> Any:
    """`old` with what is wanted in it: maps and keyed lists merge, everything else is replaced."""
    if fieldsets.is_map(wanted, schema) and isinstance(old, dict):
        merged = dict(old)
        for name, value in wanted.items():
            merged[name] = _overlay(old.get(name), value, fieldsets.child(schema, name))
        return merged
    if fieldsets.is_list(wanted, schema) and isinstance(old, list):
        before = {fieldsets.item_step(item, schema): item for item in old}
        ours = {fieldsets.item_step(item, schema): item for item in wanted}
        merged_items = [
            _overlay(item, ours[step], schema.items) if step in ours else item for step, item in before.items()
        ]
        added = [item for step, item in ours.items() if step not in before]
        keyed = fieldsets.is_keyed(schema)
        return merged_items + [{**fieldsets.keys(item, schema), **item} if keyed else item for item in added]
    return wanted


def _pruned(new: dict, old: dict, before: Fields) -> dict:
    """Maps that are empty because their last field was given up go as well."""
    holders = {owned[:depth] for owned in before for depth in range(2, len(owned))}
    for path in sorted(holders, key=_depth, reverse=True):
        if fieldsets.find(new, path) in ({}, []) and fieldsets.find(old, path) not in ({}, []):
            new = fieldsets.without(new, path)
    return new


def _depth(path: fieldsets.Path) -> tuple[int, fieldsets.Path]:
    return len(path), path


def _same_but_times(new: dict, old: dict) -> bool:
    def plain(obj: dict) -> dict:
        entries = [
            {k: v for k, v in each.items() if k != "time"} for each in obj["metadata"].get("managedFields") or ()
        ]
        return {**obj, "metadata": {**obj["metadata"], "managedFields": entries}}

    return plain(new) == plain(old)
