"""get and list: selectors, chunks, past revisions.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks and
#resource-versions, golden suite api, cases "list paging", "list selectors".
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING

from cluster.api.decoding.scalar_text import base64_mistake
from cluster.api.errors import Expired, StatusError, bad_request, future_revision, invalid_object, not_acceptable
from cluster.api.negotiation import Form
from cluster.api.options import META, ListOptions, revision
from cluster.api.reads import table
from cluster.api.selector_text import SelectorError, check_fields, fields_match
from cluster.kinds.rules.errors import unsupported
from cluster.objects.go.json import GoJSONError, loads
from cluster.store import Compacted

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

_SKELETON = {"metadata": {"name": "", "namespace": ""}, "spec": {}, "status": {}}
_BAD_TOKEN = "invalid continue token: continue key is not valid"
TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)


def listed(server: ApiServer, kind: Kind, namespace: str | None, options: ListOptions) -> tuple[list[dict], dict]:
    """(objects, list metadata). Raises StatusError."""
    check_selectable(kind, options)
    made = kind.computed(server.now)
    if made is not None:
        here = [obj for obj in made if namespace is None or obj["metadata"].get("namespace", "") == namespace]
        return [obj for obj in here if matches(kind, obj, options)], {"resourceVersion": str(server.store.revision)}
    at, start = _start(server, options)
    objects = _objects(server, kind, namespace, options, at)
    metadata: dict = {"resourceVersion": str(at or server.store.revision)}
    if start:
        objects = [obj for obj in objects if _place(obj) > start]
    if 0 < options.limit < len(objects):
        rest, objects = objects[options.limit :], objects[: options.limit]
        metadata["continue"] = token(int(metadata["resourceVersion"]), _place(objects[-1]))
        if not options.fields and not options.labels.requirements:
            metadata["remainingItemCount"] = len(rest)
    return [kind.overlay(obj, server.clock.now, server.epoch) for obj in objects], metadata


def in_form(server: ApiServer, kind: Kind, objects: list[dict], metadata: dict, form: Form, query: dict) -> dict:
    """A list in the form that was asked for."""
    if form.kind == "Table":
        return table.table(server, kind, objects, metadata, include_of(query))
    if form.kind == "PartialObjectMetadata":
        raise not_acceptable(f"you requested {form.kind}, but the requested object is a list ({_go_type(kind)}List)")
    if form.kind:
        items = [server.views.bare(kind, obj) for obj in objects]
        return {"kind": f"{form.kind.removesuffix('List')}List", "apiVersion": table.META_VERSION, "metadata": metadata,
                "items": items}  # fmt: skip
    return {"kind": kind.list_kind, "apiVersion": kind.api_version, "metadata": metadata,
            "items": [server.views.converted(kind, obj) for obj in objects]}  # fmt: skip


def one_in_form(server: ApiServer, kind: Kind, obj: dict, form: Form, query: dict) -> dict:
    """A single object in the form that was asked for."""
    if form.kind == "Table":
        metadata = {"resourceVersion": obj["metadata"].get("resourceVersion", "")}
        return table.table(server, kind, [obj], metadata, include_of(query))
    if form.kind == "PartialObjectMetadataList":
        raise not_acceptable(f"you requested {form.kind}, but the requested object is not a list ({_go_type(kind)})")
    return server.views.bare(kind, obj) if form.kind else server.views.converted(kind, obj)


def _go_type(kind: Kind) -> str:
    """The server's internal type, as it stands in its messages: `*core.ConfigMap`."""
    return f"*{kind.group.split('.')[0] or 'core'}.{kind.kind}"


def include_of(query: dict) -> str:
    include = query.get("includeObject") or "Metadata"
    if include not in table.INCLUDE:
        raise invalid_object(META, "TableOptions", "", [unsupported("includeObject", include, table.INCLUDE)])
    return include


def selectable(kind: Kind) -> list[str]:
    """The fields by which objects of a kind can be selected."""
    return sorted(kind.field_labels(_SKELETON))


def check_selectable(kind: Kind, options: ListOptions) -> None:
    try:
        check_fields(list(options.fields), selectable(kind) if options.fields else [])
    except SelectorError as error:
        raise bad_request(str(error)) from None


def matches(kind: Kind, obj: dict, options: ListOptions) -> bool:
    if options.labels.requirements and not options.labels.matches(obj["metadata"].get("labels")):
        return False
    return not options.fields or fields_match(list(options.fields), kind.field_labels(obj))


def objects_at(server: ApiServer, kind: Kind, namespace: str | None, at: int) -> list[dict]:
    """The objects as they were at a revision. Raises Compacted."""
    store = server.store
    found = {_place(obj): obj for obj in store.list(kind.stored.resource, namespace)}
    for change in reversed(list(store.changes_since(at))):
        if change.resource != kind.stored.resource or (namespace is not None and change.namespace != namespace):
            continue
        if change.previous is None:
            found.pop((change.namespace, change.name), None)
        else:
            found[(change.namespace, change.name)] = change.previous
    return [found[place] for place in sorted(found)]


def token(at: int, start: tuple[str, str]) -> str:
    """What `continue` carries: the revision of the whole list, and where the next chunk starts."""
    text = json.dumps({"v": f"{META}/v1", "rv": at, "start": f"{start[0]}/{start[1]}\0"}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(text: str) -> tuple[int, tuple[str, str]]:
    """(revision or -1 for the newest, last object before the chunk). Raises StatusError 400."""
    wrong = base64_mistake(text, padded=False, marks="-_")
    if wrong is not None:
        raise bad_request(f"{_BAD_TOKEN}: illegal base64 data at input byte {wrong}")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        content = loads(raw)
        if not isinstance(content, dict):
            raise GoJSONError("expected an object")
    except (GoJSONError, binascii.Error, ValueError) as error:
        raise bad_request(f"{_BAD_TOKEN}: {error}") from None
    at, start = content.get("rv"), content.get("start")
    if content.get("v") != f"{META}/v1":
        version = content.get("v") or ""
        raise bad_request(f'{_BAD_TOKEN}: server does not recognize this encoded version "{version}"')
    if not isinstance(at, int) or not isinstance(start, str) or "/" not in start or at == 0:
        raise bad_request(f"{_BAD_TOKEN}: incorrect encoded start resourceVersion (version {META}/v1)")
    namespace, _, name = start.rstrip("\0").partition("/")
    return at, (namespace, name)


def _start(server: ApiServer, options: ListOptions) -> tuple[int, tuple[str, str] | None]:
    """(revision to list at, 0 for the newest; place to start behind)."""
    if options.token:
        at, start = read_token(options.token)
        if options.revision and options.revision != "0":
            raise bad_request("specifying resource version is not allowed when using continue")
        return max(at, 0), start
    at = revision(options.revision, listing=True)
    if at > server.store.revision:
        raise future_revision(at, server.store.revision)
    exact = options.match == "Exact" or (options.limit > 0 and at > 0 and not options.match)
    return (at if exact else 0), None


def _objects(server: ApiServer, kind: Kind, namespace: str | None, options: ListOptions, at: int) -> list[dict]:
    if at and at < server.store.revision:
        try:
            found = objects_at(server, kind, namespace, at)
        except Compacted:
            if options.token:
                raise Expired(TOO_OLD, token(-1, read_token(options.token)[1])) from None
            raise Expired("The resourceVersion for the provided list is too old.") from None
        return [obj for obj in found if matches(kind, obj, options)]
    if at > server.store.revision:
        raise future_revision(at, server.store.revision)
    computed = kind.computed(server.now)
    if computed is not None:
        return [obj for obj in computed if matches(kind, obj, options)]
    if namespace is not None and options.labels.requirements:
        found = server.store.select(kind.stored.resource, namespace, options.labels)
    else:
        found = server.store.list(kind.stored.resource, namespace)
    if not options.fields and not options.labels.requirements:
        return found
    return [obj for obj in found if matches(kind, obj, options)]


def _place(obj: dict) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


__all__ = ["StatusError", "in_form", "listed", "matches", "objects_at", "one_in_form", "read_token", "token"]
